export { type Around, completeEdits, type DraftedRule, type RuleEdit } from './draft.ts'
export { draftRule } from './sentences.ts'
