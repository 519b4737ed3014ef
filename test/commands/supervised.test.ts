import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { removeWithDatabases } from '../support/embedded.ts'

const root = resolve(import.meta.dirname, '../..')
const unit = join(root, 'examples/systemd/ledgerline.service')
const lineOf = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(readFileSync(unit, 'utf8'))![1]!

const folder = mkdtempSync(join(tmpdir(), 'ledgerline-supervised-'))
const data = join(folder, 'data')
const groups = new Set<number>()
afterAll(async () => {
  for (const group of groups) killGroup(group)
  await removeWithDatabases(folder)
})

describe.skipIf(process.platform === 'win32')('under systemd', () => {
  test('the unit is one', () => {
    const { error, status, stderr } = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' })
    // Where there is no systemd nothing can be said.
    if (error) return
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })

  // KillMode=mixed: TERM to the main process alone, and KILL to all that is left once it has ended or 90 seconds are over.
  test('what is killed comes back; on TERM the hub and its database have ended before its main process does', async () => {
    const killed = await started()
    killGroup(killed.pid!)
    await new Promise((done) => killed.once('exit', done))

    const main = await started()
    const { pid: hub } = JSON.parse(readFileSync(join(data, 'access.json'), 'utf8')) as { pid: number }
    const seconds = Number(lineOf('TimeoutStopSec'))
    const ended = new Promise<{ code: number | null; hub: boolean; database: boolean }>((done) =>
      main.once('exit', (code) =>
        done({ code, hub: isAlive(hub), database: existsSync(join(data, 'postgres', 'postmaster.pid')) }),
      ),
    )
    const late = setTimeout(() => killGroup(main.pid!), seconds * 1000)
    main.kill('SIGTERM')
    // 0: systemd does not start it again.
    expect(await ended).toEqual({ code: 0, hub: false, database: false })
    clearTimeout(late)
    expect(existsSync(join(data, 'access.json'))).toBe(false)
  })
})

/** As the unit starts it, in a process group of its own; resolves when it is ready. */
async function started(): Promise<ChildProcess> {
  const [program, ...args] = lineOf('ExecStart').split(' ')
  const child = spawn(program!, args, {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH, HOME: folder, LEDGERLINE_DATA: data, LEDGERLINE_PORT: '0' },
  })
  groups.add(child.pid!)
  await new Promise<void>((ready, failed) => {
    let said = ''
    child.once('exit', (code) => failed(new Error(`ended with ${code}: ${said}`)))
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('Ledgerline is ready')) ready()
    })
  })
  child.removeAllListeners('exit')
  return child
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
