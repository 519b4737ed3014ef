export type { UnusualPosting } from './find.ts'
export { readUnusualPostings } from './read.ts'
export { postingSentence } from './sentence.ts'
