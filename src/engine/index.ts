export type { DryRun, DryWrite } from './dry-run.ts'
export { createEngine, type Engine } from './engine.ts'
export type { Preview } from './preview.ts'
export { type ChangeRequest, createProposals, type Proposals } from './proposals.ts'
