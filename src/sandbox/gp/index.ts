export { type CompanySeed, companySeed } from './seed.ts'
export { type Gp, startGp } from './start.ts'
