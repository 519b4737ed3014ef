export { type Difference, differenceKinds, differencesOf, type OrderFacts, unreadable } from './differences.ts'
