export { converse, shownChat } from './conversation.ts'
