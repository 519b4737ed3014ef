export { DataFolderInUse } from './folder-lock.ts'
export { type DatabaseOptions, openDatabase } from './open-database.ts'
export { createVault, loadMasterKey, SecretUnreadable } from './vault.ts'
