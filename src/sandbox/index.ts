export { dayPriceLevel, daySites, type Happened, liveDayInput } from './day/index.ts'
export { type RunningSandbox, type SandboxOptions, startSandbox } from './start.ts'
