import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { masterKeys } from '../../src/db/index.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledgerline-key-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const key = (byte: number) => `${Buffer.alloc(32, byte).toString('base64')}\n`
const known = () => masterKeys({ secretKey: null, keyFile: join(folder, 'key'), nextKeyFile: join(folder, 'next') })

test('the next key of a rotation that a power cut ended within its file does not keep the hub from its own key', () => {
  writeFileSync(join(folder, 'key'), key(1))
  writeFileSync(join(folder, 'next'), '')
  expect(known().map((one) => one.key[0])).toEqual([1])
  writeFileSync(join(folder, 'next'), key(2))
  const [, next] = known()
  next!.keep()
  expect(readFileSync(join(folder, 'key'), 'utf8')).toBe(key(2))
  expect(known().map((one) => one.key[0])).toEqual([2])
})

test('a key file that holds no key is told, where there is no other', () => {
  writeFileSync(join(folder, 'key'), '')
  expect(known).toThrow(/does not hold a key/)
  rmSync(join(folder, 'key'))
  writeFileSync(join(folder, 'next'), '')
  expect(known).toThrow(/does not hold a key/)
})
