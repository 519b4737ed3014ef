export { openDatabase } from './open-database.ts'
export { loadMasterKey } from './vault.ts'
