export { suggestEntries, suggestionSentence } from './value-maps.ts'
