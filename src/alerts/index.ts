export { type Alerts, createAlerts } from './alerts.ts'
export { isZone } from './due.ts'
export { diskSpace } from './look.ts'
export { isPublic, publicLookup, webAddress } from './public-address.ts'
