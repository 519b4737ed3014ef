export { createGpConnector, type GpConnector } from './connector.ts'
export { gpSchemas, gpSearches, gpWrites } from './entities/index.ts'
export { gpPlace, gpSettings, openNtlm, plainHttpElsewhere } from './settings.ts'
