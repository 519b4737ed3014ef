export type { Catalogue, Failure } from './failure.ts'
export { fingerprint } from './fingerprint.ts'
export { makeReady } from './make-ready.ts'
export { triage } from './triage.ts'
