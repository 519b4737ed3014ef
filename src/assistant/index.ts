export { createAssistant } from './assistant.ts'
export { createModel } from './model/index.ts'
export { createJudge } from './triage/judge-incidents.ts'
export { suggestEntries, suggestionSentence } from './value-maps.ts'
