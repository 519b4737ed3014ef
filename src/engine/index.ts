export type { DryRun, DryWrite } from './dry-run.ts'
export { createEngine, type DryRunOf, type Engine } from './engine.ts'
export { type FeedHealth, feedFindings, feedHealth } from './feed-health.ts'
