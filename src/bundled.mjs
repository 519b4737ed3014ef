// The bundle of the sources as they are at this moment: an edit never runs an old one. Plain JavaScript without
// dependencies, for the bootstrap and for tests that start processes.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { root, sourcesHash } from './sources.mjs'

const kept = join(root, 'node_modules', '.cache', 'ledgerline')
/**
 * What V8 is told of its heap. By default Node grows it by the machine's memory, not by what is used: 134 MB for new objects
 * alone, and four times what is kept for old ones. Two rounds over 20,000 records took 400 MB where 50 were kept; over 100,000
 * they took 201 MB with these (names of items; test/bench/stock.ts measures stock).
 * With a limit of 1 GB it grows old ones by half. The hub streams what is large, so nothing of it comes near.
 */
export const heapOptions = ['--max-semi-space-size=16', '--max-old-space-size=1024']

/**
 * What the C library of Linux is told. By default each thread of Node, of which there are a dozen, takes memory from a part of its
 * own, and what one has given back serves no other: of a first round of stock that was 10 to 30 MB (test/bench/stock.ts). Who has set it
 * stays with that.
 */
export const memoryEnvironment = { MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? '2' }

/** A hub that still runs on an older bundle loads parts of it later. */
const keptForMs = 7 * 24 * 60 * 60_000

/**
 * Makes the bundle when there is none of these sources.
 * @param {string} node the Node that runs the bundler
 * @returns {string} the file to run
 */
export function bundledMain(node) {
  const folder = join(kept, sourcesHash())
  const main = join(folder, 'main.mjs')
  if (!existsSync(main)) {
    // Standard output belongs to the command that is about to run.
    console.error('Bundling the sources …')
    mkdirSync(kept, { recursive: true })
    forgetOld()
    const { status } = spawnSync(node, [join(root, 'src', 'build.mjs'), folder], { stdio: ['ignore', 2, 2] })
    if (status !== 0) throw new Error('The sources could not be bundled: see the lines above.')
  }
  const now = new Date()
  utimesSync(folder, now, now)
  return main
}

function forgetOld() {
  for (const name of readdirSync(kept)) {
    const folder = join(kept, name)
    if (Date.now() - statSync(folder).mtimeMs > keptForMs) rmSync(folder, { recursive: true, force: true })
  }
}
