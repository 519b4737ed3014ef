export { type CompanySeed, companySeed } from './seed.ts'
export { type Gp, type GpOptions, startGp } from './start.ts'
