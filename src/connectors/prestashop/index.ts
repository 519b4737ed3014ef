export { createPrestaShopConnector, type OrderSearch, type PrestaShopConnector } from './connector.ts'
export { prestashopEntities } from './entities/index.ts'
export { prestashopSettings } from './settings.ts'
export { maxWebhookBytes, verifyWebhook } from './webhook.ts'
