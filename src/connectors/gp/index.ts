export { createGpConnector } from './connector.ts'
export { gpSchemas } from './entities/index.ts'
export { gp } from './kind.ts'
export { gpPlace, gpSettings, plainHttpElsewhere } from './settings.ts'
