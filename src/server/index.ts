export type { Erasure } from '../erasure/index.ts'
export type {
  Comparison,
  Confirmation,
  DifferingDocument,
  EntrySuggestion,
  FieldChoices,
  Imported,
  RecordStory,
  RuleDifferences,
  StartedAgain,
} from '../routes/index.ts'
export { type CallerEnv, callerByToken } from './actors.ts'
export { type AppParts, createApp } from './app.ts'
export type { Demo } from './demo.ts'
export { explainRecord } from './explain-record.ts'
export { exportParts, integrationFile } from './import.ts'
export { resourceMetadataOf } from './oauth/endpoints.ts'
export type { RemoteRecords } from './records.ts'
export { sameSecret } from './same-secret.ts'
export { offerWelcome } from './sessions.ts'
export type { WebApp } from './web-app.ts'
