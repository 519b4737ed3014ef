export type { Catalogue, Failure, Triage } from './failure.ts'
export { fingerprint } from './fingerprint.ts'
export { triage } from './triage.ts'
