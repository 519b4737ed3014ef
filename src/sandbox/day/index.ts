export { createLiveDay, type LiveDay, liveDayInput } from './live.ts'
export { planDay } from './plan.ts'
export { dayPriceLevel, daySites, goodsOf, type Happened, playDay } from './play.ts'
