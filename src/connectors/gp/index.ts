export { createGpConnector, type GpConnector, type GpCredentials } from './connector.ts'
export { gpSchemas } from './entities/index.ts'
export { type GpSettings, gpSettings } from './settings.ts'
