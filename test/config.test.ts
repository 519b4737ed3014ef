import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { claimDataFolder } from '../src/data-folder.ts'

const notesOf = (given: Record<string, string>) =>
  readConfig({ LEDGERLINE_DATA: '/srv/ledgerline', LEDGERLINE_KEY_FILE: '/etc/ledgerline.key', ...given }).notes

test('a misspelt variable is named, with what was probably meant', () => {
  expect(notesOf({ LEDGERLINE_POL_SECONDS: '5' })).toEqual([
    'LEDGERLINE_POL_SECONDS is no variable of Ledgerline and does nothing; did you mean "LEDGERLINE_POLL_SECONDS"?',
  ])
  expect(notesOf({ LEDGERLINE_COLOUR: 'blue' })).toEqual([
    'LEDGERLINE_COLOUR is no variable of Ledgerline and does nothing',
  ])
})

test('what is known says nothing, nor do variables of others', () => {
  expect(notesOf({ LEDGERLINE_POLL_SECONDS: '5', PATH: '/bin', LEDGER: 'x' })).toEqual([])
})

test('a data folder is taken in the moment in which another hub begins it, and not where somebody else has a folder "postgres"', () => {
  const folder = mkdtempSync(join(tmpdir(), 'data-'))
  try {
    mkdirSync(join(folder, 'postgres'))
    expect(() => claimDataFolder(folder)).not.toThrow()
    writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '17')
    expect(() => claimDataFolder(folder)).toThrow(/holds other things \(postgres\) and no data of a hub/)
    expect(existsSync(join(folder, 'postgres', 'log'))).toBe(false)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
