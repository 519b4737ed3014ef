export { draftFix } from './draft.ts'
export { createFixes, type Fixes } from './offer.ts'
export { nevers } from './policy.ts'
