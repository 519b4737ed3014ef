import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { instant, later } from '../src/domain/clock.ts'
import { putBackUntaken } from '../src/untaken-files.ts'

test('files that were taken since the backup go back to where they were dropped, and known ones stay', async () => {
  const root = mkdtempSync(join(tmpdir(), 'ledgerline-untaken-'))
  try {
    const at = (...path: string[]) => join(root, 'main', ...path)
    mkdirSync(at('payouts', 'taken'), { recursive: true })
    mkdirSync(at('taken'))
    writeFileSync(at('taken', 'top.csv'), 'top')
    writeFileSync(at('payouts', 'taken', 'po_4.csv'), 'known')
    writeFileSync(at('payouts', 'taken', 'po_5.csv'), 'new')
    // Written long before the backup, and taken after it.
    utimesSync(at('payouts', 'taken', 'po_5.csv'), 1, 1)
    writeFileSync(at('payouts', 'po_5.csv'), 'dropped meanwhile')
    const known = createHash('sha256').update('known').digest('hex')
    const isKept = async (_: unknown, key: string) => key === known
    const before = later(instant(Date.now()), -60_000)
    expect(await putBackUntaken(root, later(instant(Date.now()), 60_000), isKept)).toEqual([])
    expect(await putBackUntaken(root, before, isKept)).toEqual([
      join('main', 'top.csv'),
      join('main', 'payouts', '2-po_5.csv'),
    ])
    expect(readdirSync(at('payouts')).sort()).toEqual(['2-po_5.csv', 'po_5.csv', 'taken'])
    expect(readdirSync(at('payouts', 'taken'))).toEqual(['po_4.csv'])
    expect(await putBackUntaken(join(root, 'nothing'), before, isKept)).toEqual([])
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
