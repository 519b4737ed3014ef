export { createLiveDay, type LiveDay, liveDayInput } from './live.ts'
export type { SettlementReport } from './payouts.ts'
export { planDay } from './plan.ts'
export { dayPriceLevel, daySites, goodsOf, type Happened, playDay } from './play.ts'
