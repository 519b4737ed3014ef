export type { Announcement } from './announce.ts'
export { plain, type Tables } from './rows.ts'
export { hubPermissions, type RunningShop, type ShopOptions, startShop } from './start.ts'
