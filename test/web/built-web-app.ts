import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** The web app of the sources of now: built once for each state of them, as `npm start` builds it. */
export function builtWebApp(): string {
  const { stdout, status } = spawnSync(process.execPath, [join(root, 'src', 'web-build.mjs')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error('The web app could not be built: see the lines above.')
  return stdout.trim()
}
