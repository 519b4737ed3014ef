export { hub } from './kind.ts'
export { mostFileBytes, receivedFile } from './received-file.ts'
