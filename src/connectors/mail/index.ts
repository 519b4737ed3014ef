export { mail } from './kind.ts'
