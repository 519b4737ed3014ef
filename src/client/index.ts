export type { AnswerOf, InputOf } from '../routes/index.ts'
export { newToken, removeAccess, writeAccess } from './access-file.ts'
export { type AskedSignIn, type CallAs, findHub, type HubClient, HubGone, hubClient, runningHub } from './hub-client.ts'
export { readTerminal, removeTerminal, writeTerminal } from './terminal-file.ts'
