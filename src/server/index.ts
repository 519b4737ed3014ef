export { newToken, readAccess, removeAccess, sameSecret, writeAccess } from './access-file.ts'
export { type CallerEnv, callerByToken } from './actors.ts'
export { createApp } from './app.ts'
export { explainRecord, type RecordStory } from './explain-record.ts'
