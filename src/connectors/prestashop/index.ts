export {
  createPrestaShopConnector,
  type OrderSearch,
  type PrestaShopConnector,
  type RecordSearch,
} from './connector.ts'
export { prestashopWrites } from './direct-writes.ts'
export { prestashopEntities } from './entities/index.ts'
export { moduleZip } from './module-zip.ts'
export { foundBy } from './read-records.ts'
export { readRights } from './rights.ts'
export { prestashopSettings, shopPlace } from './settings.ts'
export {
  type Delivery,
  hintsOf,
  isKnownTopic,
  type ModuleAbout,
  maxWebhookBytes,
  openSigned,
  readDelivery,
  readPairing,
  readPing,
  webhookWindowMs,
} from './webhook.ts'
