export { type Access, newToken, readAccess, removeAccess, writeAccess } from './access-file.ts'
export { type AppParts, createApp } from './app.ts'
export { explainRecord, type RecordStory } from './explain-record.ts'
