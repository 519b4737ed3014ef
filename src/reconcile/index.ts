export { type Difference, differenceKinds, differencesOf, type OrderFacts } from './differences.ts'
