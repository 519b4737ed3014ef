export { createNewValues } from './new-values.ts'
export { createFixes, type FixParts } from './offer.ts'
