export { type MasterKey, masterKeys, nextKeyFile, WrongMasterKey } from './master-key.ts'
export { openDatabase } from './open-database.ts'
