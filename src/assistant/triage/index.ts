export type { Catalogue, Failure } from './failure.ts'
export { fingerprint } from './fingerprint.ts'
export { triage } from './triage.ts'
