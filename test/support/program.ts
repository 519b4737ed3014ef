import { bundledMain, heapOptions } from '../../src/bundled.mjs'

/** What tests start as a process of its own: the bundle, as `npm start` runs it. */
export const program = bundledMain(process.execPath)

/** The hub as a process whose memory is measured, as `npm start` runs it. */
export const hubProgram = [...heapOptions, program]
