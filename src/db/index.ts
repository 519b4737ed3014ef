export { backupDatabase, restoreDatabase } from './carry.ts'
export { homeElsewhere } from './embedded/layout.ts'
export { type MasterKey, masterKeys, WrongMasterKey } from './master-key.ts'
export { openDatabase } from './open-database.ts'
