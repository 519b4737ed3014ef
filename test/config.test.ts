import { expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'

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
