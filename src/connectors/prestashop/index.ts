export { prestashopCauses } from './causes/index.ts'
export { createPrestaShopConnector, type PrestaShopConnector } from './connector.ts'
export { prestashopEntities } from './entities/index.ts'
export { prestashop } from './kind.ts'
export { moduleZip } from './module-zip.ts'
export { readRights } from './rights.ts'
export { prestashopSettings, shopPlace } from './settings.ts'
export {
  changedRecords,
  type Delivery,
  isKnownTopic,
  type ModuleAbout,
  maxWebhookBytes,
  openSigned,
  readDelivery,
  readPairing,
  readPing,
  readStamp,
  webhookWindowMs,
} from './webhook.ts'
export { openShops, shopNames } from './within-shop.ts'
