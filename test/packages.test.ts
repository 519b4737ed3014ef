import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { canRunHub, chooseNode } from '../src/packages.mjs'

test.each([
  ['20.19.5', false],
  ['22.17.1', false],
  ['22.18.0', true],
  ['23.0.0', true],
  ['24.21.0', true],
])('Node %s runs the hub as it is: %s', (version, runs) => {
  expect(canRunHub(version)).toBe(runs)
})

test('a hub runs on the machine’s own Node where that is new enough; tests on the pinned one, where npm has it', () => {
  expect(chooseNode({ always: false })).toBe(process.execPath)
  const pinned = chooseNode({ always: true })
  expect(existsSync(pinned)).toBe(true)
  const served = ['linux-x64', 'linux-arm64', 'win32-x64', 'darwin-x64'].includes(`${process.platform}-${process.arch}`)
  if (served) expect(pinned).toContain('.node')
  else expect(pinned).toBe(process.execPath)
})
