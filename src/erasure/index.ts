export { type Erasure, type ErasureParts, erasePerson, finishErasures, planErasure } from './erase.ts'
