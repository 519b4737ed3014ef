export { hub } from './kind.ts'
export { receivedFile } from './received-file.ts'
