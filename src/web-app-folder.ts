import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import type { WebApp } from './server/index.ts'

const windows = process.platform === 'win32'
const packaged = join(import.meta.dirname, 'web-app')

/** A package brings the app beside its code; a process that runs from sources has none of its own. */
export const packagedWebApp = (): WebApp =>
  existsSync(join(packaged, 'index.html'))
    ? { state: 'ready', folder: packaged }
    : {
        state: 'absent',
        because: 'This process serves the API alone. Open the hub that “npm start” or “ledgerline start” runs.',
      }

export interface BuildingWebApp {
  readonly now: () => WebApp
  /** Makes the app, unless it is there already. Never fails: a hub without it still runs. */
  build(): Promise<void>
  stop(): void
}

/**
 * The web app of a checkout: looked for at once, and made where there is none of these sources, in a process of low
 * priority, since orders go first.
 * @param print hears what takes long, and why there is none
 */
export function buildingWebApp(checkout: string, print: (text: string) => void): BuildingWebApp {
  let app: WebApp = { state: 'building' }
  let child: ChildProcess | null = null
  const found = (folder: string) => folder !== '' && existsSync(join(folder, 'index.html'))

  const looked = run(['--look']).then(({ output }) => {
    if (found(output)) app = { state: 'ready', folder: output }
  })
  return {
    now: () => app,
    async build() {
      await looked
      if (app.state === 'ready') return
      print('The web pages are being built, once. The hub works meanwhile.')
      const { output, failure } = await run([])
      app = found(output)
        ? { state: 'ready', folder: output }
        : {
            state: 'absent',
            because: 'Its pages could not be built; the terminal says why. “npm start” tries it again.',
          }
      if (app.state === 'ready') print('The web pages are ready.')
      else print(`The web pages could not be built; the hub works without them.\n${failure}`)
    },
    stop,
  }

  function stop(): void {
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    if (windows) child.kill()
    else process.kill(-child.pid, 'SIGTERM')
  }

  function run(options: readonly string[]): Promise<{ output: string; failure: string }> {
    const { promise, resolve } = Promise.withResolvers<{ output: string; failure: string }>()
    let [output, failure] = ['', '']
    child = spawn(process.execPath, [join(checkout, 'src', 'web-build.mjs'), ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that what it starts ends with it.
      detached: !windows,
    })
    if (child.pid !== undefined) lower(child.pid)
    child.stdout?.on('data', (text: Buffer) => {
      output += text.toString()
    })
    child.stderr?.on('data', (text: Buffer) => {
      failure = (failure + text.toString()).slice(-4_000)
    })
    child.once('error', ({ message }) => resolve({ output: '', failure: message }))
    child.once('close', () => resolve({ output: output.trim(), failure }))
    return promise
  }
}

/** It may have ended already, or the system may not allow it: then it runs like any other. */
function lower(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW)
  } catch {}
}
