export { type Erasure, type ErasureParts, erasePerson, planErasure } from './erase.ts'
