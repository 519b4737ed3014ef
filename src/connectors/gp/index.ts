export { createGpConnector, type GpConnector } from './connector.ts'
export { gpSchemas, gpSearches, gpWrites } from './entities/index.ts'
export { gpPlace, gpSettings } from './settings.ts'
