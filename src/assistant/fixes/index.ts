export { createListFindings, createNewValues } from './new-values.ts'
export { createFixes, type FixParts } from './offer.ts'
export { createTaxDoubts } from './tax-answers.ts'
