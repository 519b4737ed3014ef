import { bundledMain } from '../../src/bundled.mjs'

/** What tests start as a process of its own: the bundle, as `npm start` runs it. */
export const program = bundledMain(process.execPath)
