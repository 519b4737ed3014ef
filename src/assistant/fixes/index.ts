export { createNewValues, createStateFindings } from './new-values.ts'
export { createFixes, type FixParts } from './offer.ts'
