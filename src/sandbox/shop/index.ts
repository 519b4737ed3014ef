export type { Announcement } from './announce.ts'
export { plain, type Tables } from './rows.ts'
export { type RunningShop, type ShopOptions, startShop } from './start.ts'
