export type { UnusualStock } from './find.ts'
export { readUnusualStock, type UnusualStockNow } from './read.ts'
export { countOf, moreSentences, stockSentence, stockSentences } from './sentence.ts'
