export { createGpConnector, type GpConnector } from './connector.ts'
export { gpSchemas } from './entities/index.ts'
export { gpSettings } from './settings.ts'
