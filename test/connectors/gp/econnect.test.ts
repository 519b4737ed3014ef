import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import * as promises from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { econnectDocument } from '../../../src/connectors/gp/econnect/document.ts'
import { createEconnect } from '../../../src/connectors/gp/econnect/econnect.ts'
import { type Files, folderProblem, handOver } from '../../../src/connectors/gp/econnect/file.ts'
import { documentsBatch, readable } from '../../../src/connectors/gp/econnect/t-sql.ts'
import { econnectXml } from '../../../src/connectors/gp/econnect/xml.ts'
import { createMssqlDriver } from '../../../src/connectors/gp/sql/mssql.ts'
import type { SqlServer } from '../../../src/connectors/gp/sql/server.ts'
import { sqlSettings } from '../../../src/connectors/gp/sql/settings.ts'
import { ref } from '../../../src/domain/record.ts'
import { claimMs } from '../../../src/proposals/claim.ts'

/** A share whose write or move number `step`, counted from 1, fails. */
function failingAt(step: number): Files {
  let done = 0
  const counted =
    <A extends unknown[], R>(work: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      done += 1
      if (done === step) throw Object.assign(new Error('EIO'), { code: 'EIO' })
      return work(...given)
    }
  return { ...promises, open: counted(promises.open), rename: counted(promises.rename) }
}

const site = ref('gp.itemSite', 'NORTH/TEA')
const assignment = (values: Record<string, string | number | undefined>) =>
  econnectDocument('IVInventoryItemSiteType', site, [{ node: 'taItemSite', values }])
const applied = econnectDocument('RMApplyType', ref('gp.receivablesApply', '9:P1>1:I1'), [
  {
    node: 'taRMApply',
    values: {
      ...{ GLPOSTDT: '2026-11-29', APPLYDATE: '2026-11-29', APTODCTY: 1, APFRDCTY: 9 },
      ...{ APPTOAMT: '12.50', APFRDCNM: 'P1', APTODCNM: "I1'; DROP TABLE x--" },
    },
  },
])

describe('a document of eConnect', () => {
  test('has its elements in the order of the procedure, whatever order they are given in', () => {
    expect(Object.keys(applied.nodes[0]!.values)).toEqual([
      ...['APTODCNM', 'APFRDCNM', 'APPTOAMT', 'APFRDCTY', 'APTODCTY', 'APPLYDATE', 'GLPOSTDT'],
    ])
  })

  test.each([
    [{ LOCNCODE: 'NORTH' }, 'taItemSite.ITEMNMBR: is required'],
    [{ ITEMNMBR: ' ', LOCNCODE: 'NORTH' }, 'taItemSite.ITEMNMBR: is required'],
    [{ ITEMNMBR: 'TEA', LOCNCODE: 'NORTH-OF-ALL' }, 'must be at most 10 characters, is 12: GP would cut it'],
    [{ ITEMNMBR: 'TEA', LOCNCODE: 'NORTH', UpdateIfExists: 2 }, 'UpdateIfExists: must be one of 0, 1'],
    [{ ITEMNMBR: 'TEA', LOCNCODE: 'NORTH', SITE: 'X' }, 'taItemSite.SITE: is no element of this node'],
    [{ ITEMNMBR: 'TE\nA', LOCNCODE: 'NORTH' }, 'holds a character that no column of GP takes'],
  ])('is refused before anything is sent, naming record, node and element: %j', (values, says) => {
    expect(() => assignment(values)).toThrow(says)
    expect(() => assignment(values)).toThrow('gp.itemSite NORTH/TEA cannot be sent')
  })

  test.each(['12,5', '1e3', '1.123456', '100000000000000', '', 'NaN'])('takes no amount "%s"', (APPTOAMT) => {
    const { values } = applied.nodes[0]!
    const form = () => econnectDocument('RMApplyType', site, [{ node: 'taRMApply', values: { ...values, APPTOAMT } }])
    expect(form).toThrow(/APPTOAMT/)
  })

  test.each(['2026-02-30', '29.11.2026', '1899-12-31', '2026-11-29T00:00'])('takes no date "%s"', (GLPOSTDT) => {
    const { values } = applied.nodes[0]!
    const form = () => econnectDocument('RMApplyType', site, [{ node: 'taRMApply', values: { ...values, GLPOSTDT } }])
    expect(form).toThrow(/GLPOSTDT: must be a date/)
  })

  test('of one type holds no node of another', () => {
    expect(() => econnectDocument('RMApplyType', site, [{ node: 'taItemSite', values: {} }])).toThrow(
      'taItemSite: is no node of RMApplyType',
    )
  })
})

describe('as T-SQL', () => {
  test('it is one batch: values beside the text, one transaction, errors read back', () => {
    const batch = documentsBatch([assignment({ ITEMNMBR: 'TEA', LOCNCODE: 'NORTH', UpdateIfExists: 0 }), applied])
    expect(batch.text).toBe(
      [
        'SET NOCOUNT ON; SET XACT_ABORT ON;',
        'DECLARE @state int, @errors varchar(255), @node int;',
        'BEGIN TRY',
        'BEGIN TRANSACTION;',
        'SELECT @node = 1, @state = NULL, @errors = NULL;',
        'EXEC dbo.taItemSite @I_vITEMNMBR = @p1_ITEMNMBR, @I_vLOCNCODE = @p1_LOCNCODE, @I_vUpdateIfExists = @p1_UpdateIfExists, @O_iErrorState = @state OUTPUT, @oErrString = @errors OUTPUT;',
        'IF ISNULL(@state, -1) <> 0 GOTO refused;',
        'DECLARE @v2_APPTOAMT numeric(19,5) = CONVERT(numeric(19,5), @p2_APPTOAMT);',
        'DECLARE @v2_APPLYDATE datetime = CONVERT(datetime, @p2_APPLYDATE, 112);',
        'DECLARE @v2_GLPOSTDT datetime = CONVERT(datetime, @p2_GLPOSTDT, 112);',
        'SELECT @node = 2, @state = NULL, @errors = NULL;',
        'EXEC dbo.taRMApply @I_vAPTODCNM = @p2_APTODCNM, @I_vAPFRDCNM = @p2_APFRDCNM, @I_vAPPTOAMT = @v2_APPTOAMT, @I_vAPFRDCTY = @p2_APFRDCTY, @I_vAPTODCTY = @p2_APTODCTY, @I_vAPPLYDATE = @v2_APPLYDATE, @I_vGLPOSTDT = @v2_GLPOSTDT, @O_iErrorState = @state OUTPUT, @oErrString = @errors OUTPUT;',
        'IF ISNULL(@state, -1) <> 0 GOTO refused;',
        'COMMIT TRANSACTION;',
        'END TRY',
        'BEGIN CATCH',
        'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION;',
        'THROW;',
        'END CATCH;',
        "SELECT 0 AS state, '' AS errors, 0 AS node;",
        'RETURN;',
        'refused:',
        'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION;',
        "SELECT ISNULL(@state, -1) AS state, RTRIM(ISNULL(@errors, '')) AS errors, @node AS node;",
      ].join('\n'),
    )
    expect(batch.parameters).toContainEqual({ name: 'p2_GLPOSTDT', type: 'text', length: 8, value: '20261129' })
    expect(batch.parameters).toContainEqual({ name: 'p2_APPTOAMT', type: 'text', length: 21, value: '12.5' })
    expect(batch.parameters).toContainEqual({ name: 'p2_APFRDCTY', type: 'integer', value: 9 })
  })

  // A text of the shop or a person must never become a part of a statement.
  test('no value ever stands in the text that is sent', () => {
    const value = fc.string({ minLength: 3, maxLength: 30, unit: 'grapheme-ascii' }).filter((one) => one.trim() !== '')
    const law = fc.property(value, (ITEMNMBR) => {
      const mark = `§${ITEMNMBR.slice(0, 28)}`
      const batch = documentsBatch([assignment({ ITEMNMBR: mark, LOCNCODE: 'NORTH' })])
      expect(batch.text).not.toContain('§')
      expect(batch.parameters[0]).toMatchObject({ value: mark })
      expect(readable(batch).split('\n')[0]).toBe(
        `DECLARE @p1_ITEMNMBR nvarchar(30) = N'${mark.replaceAll("'", "''")}';`,
      )
    })
    fc.assert(law, { numRuns: 100 })
  })
})

test('as XML it is eConnect’s own form', () => {
  expect(
    econnectXml([assignment({ ITEMNMBR: 'R&D <1>', LOCNCODE: 'NORTH', UpdateIfExists: 0 })]),
  ).toBe(`<?xml version="1.0" encoding="utf-8"?>
<eConnect>
  <IVInventoryItemSiteType>
    <taItemSite_Items>
      <taItemSite>
        <ITEMNMBR>R&amp;D &lt;1&gt;</ITEMNMBR>
        <LOCNCODE>NORTH</LOCNCODE>
        <UpdateIfExists>0</UpdateIfExists>
      </taItemSite>
    </taItemSite_Items>
  </IVInventoryItemSiteType>
</eConnect>
`)
  expect(econnectXml([applied])).toContain('<RMApplyType>\n    <taRMApply>\n      <APTODCNM>')
})

describe('as a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerline-econnect-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const documents = [assignment({ ITEMNMBR: 'TEA', LOCNCODE: 'NORTH' })]
  const call = { system: 'gp', operation: 'eConnect file of gp.itemSite' } as const

  test('it is handed over whole and once, and never said to be done', async () => {
    const handing = (made = async () => documents) => handOver(folder, 'ledgerline--1-abc-0', made, call)
    await expect(handing()).rejects.toMatchObject({
      ...{ code: 'remote_unavailable', ambiguous: true, diagnosis: { cause: 'gp.handed-over' } },
      reason: expect.stringMatching(/^handed over as ledgerline--1-abc-0.xml at .* UTC, and GP does not show it yet$/),
    })
    expect(readFileSync(join(folder, 'ledgerline--1-abc-0.xml'), 'utf8')).toBe(econnectXml(documents))
    // By now GP would refuse it, but the file may be submitted all the same: nobody says that nothing was written.
    const refusing = async () => Promise.reject(new Error('Breaks must be the 3 that GP has'))
    await expect(handing(refusing)).rejects.toMatchObject({ ambiguous: true })
    // The same after a crash just before the copy had its name.
    const copy = join(folder, 'handed-over', 'ledgerline--1-abc-0.xml')
    renameSync(copy, `${copy}.about`)
    await expect(handing(refusing)).rejects.toMatchObject({ ambiguous: true })
    // Whoever submits it takes it away: asked again, the hub does not hand it over a second time.
    rmSync(join(folder, 'ledgerline--1-abc-0.xml'))
    await expect(handing()).rejects.toMatchObject({ ambiguous: true })
    expect(readdirSync(folder)).toEqual(['handed-over'])
    expect(readdirSync(join(folder, 'handed-over'))).toEqual(['ledgerline--1-abc-0.xml'])
  })

  test.each([1, 2, 3, 4])('whatever step fails, the next try hands it over whole and once: %i', async (step) => {
    const name = `ledgerline--1-step-${step}`
    const handing = (files?: Files) => handOver(folder, name, async () => documents, call, files)
    // Once the file is there somebody may take it, so nobody may say any more that nothing was written.
    await expect(handing(failingAt(step))).rejects.toMatchObject({
      ...{ ambiguous: step === 4, reason: expect.stringContaining('takes no file (EIO)') },
    })
    await expect(handing()).rejects.toMatchObject({ ambiguous: true, diagnosis: { cause: 'gp.handed-over' } })
    for (const at of [folder, join(folder, 'handed-over')]) {
      expect(readdirSync(at).filter((file) => file.startsWith(name))).toEqual([`${name}.xml`])
      expect(readFileSync(join(at, `${name}.xml`), 'utf8')).toBe(econnectXml(documents))
      rmSync(join(at, `${name}.xml`))
    }
  })

  test('whether the folder takes a file is tried, and nothing is left there', async () => {
    expect(await folderProblem(folder)).toBeNull()
    for (const step of [1, 2]) expect(await folderProblem(folder, failingAt(step))).toBe('EIO')
    expect(readdirSync(folder)).toEqual(['handed-over'])
    expect(readdirSync(join(folder, 'handed-over')).filter((file) => file.includes('check'))).toEqual([])
    // One that is not mounted is not made: nobody would take a file from there.
    expect(await folderProblem(join(folder, 'away'))).toBe('ENOENT')
    expect(readdirSync(folder)).toEqual(['handed-over'])
    await expect(handOver(join(folder, 'away'), 'x', async () => documents, call)).rejects.toMatchObject({
      ...{ ambiguous: false, reason: expect.stringContaining('takes no file (ENOENT)') },
    })
  })

  test('a folder that is not there is said, and nothing counts as sent', async () => {
    await expect(handOver('/dev/null/no', 'x', async () => documents, call)).rejects.toMatchObject({
      ...{ ambiguous: false, reason: expect.stringContaining('takes no file (ENOTDIR)') },
    })
  })
})

test('without the package mssql the driver says so', async () => {
  const driver = createMssqlDriver(sqlSettings.parse({ server: '127.0.0.1', port: 9, database: 'TWO' }))
  const asked = driver.run({ username: 'hub', password: 'x' }, { text: 'SELECT 1', parameters: [] })
  await expect(asked).rejects.toMatchObject({ code: 'no-package', sent: false })
})

describe('a procedure of the site that shows rows of its own', () => {
  test('is not taken for the answer: that is the last result', async () => {
    class ConnectionPool {
      on() {}
      async connect() {}
      async close() {}
      request() {
        const recordsets = [[{ state: 7, note: 'theirs' }], [{ state: 0, errors: '', node: 0 }]]
        return { input() {}, query: async () => ({ recordset: recordsets[0], recordsets }) }
      }
    }
    const settings = sqlSettings.parse({ server: 'sql1', database: 'TWO' })
    const driver = createMssqlDriver(settings, async () => ({ ConnectionPool, NVarChar: () => null, Int: null }))
    const rows = await driver.run({ username: 'hub', password: 'x' }, { text: 'SELECT 1', parameters: [] })
    expect(rows).toEqual([{ state: 0, errors: '', node: 0 }])
  })

  test.each([[[]], [[{ note: 'theirs' }]]])('an answer without ours is no refusal: %j', async (answer) => {
    const open = { posted: '2026-11-01', customer: 'OWES', currency: '', amount: '60', voided: 0, functional: 'EUR' }
    const sql: SqlServer = {
      settings: sqlSettings.parse({ server: 'sql1', database: 'TWO' }),
      run: async (_, { writes }) =>
        writes
          ? answer
          : [
              { type: 9, number: 'P1', ...open },
              { type: 1, number: 'I1', ...open },
            ],
      lookAgain() {},
    }
    const econnect = createEconnect({ econnect: 'sql', companyId: 1 }, sql, async () => null)
    const document = { Amount: '60', Date: '2026-11-29' }
    const record = ref('gp.receivablesApply', '9:P1>1:I1')
    await expect(econnect.write({ do: 'create', record, document })).rejects.toMatchObject({
      ...{ code: 'remote_unavailable', ambiguous: true },
    })
  })
})

describe('an assignment that somebody makes in the same moment', () => {
  const refusing: SqlServer = {
    settings: sqlSettings.parse({ server: 'sql1', database: 'TWO' }),
    // Its number is one that the hub does not know.
    run: async (_, { writes }) => (writes ? [{ state: 1, errors: '60001', node: 1 }] : []),
    lookAgain() {},
  }
  const write = { do: 'create', record: site, document: { WarehouseKey: 'NORTH', ItemKey: 'TEA' } } as const
  const gp = (isThere: () => boolean) =>
    createEconnect({ econnect: 'sql', companyId: 1 }, refusing, async ({ entity }) =>
      entity === 'gp.warehouse'
        ? { Key: 'NORTH' }
        : { Key: 'TEA', Type: 'Sales Item', Quantities: isThere() ? [{ WarehouseKey: 'North' }] : [] },
    )

  test('is said to be there, whatever the number of the refusal is', async () => {
    let looks = 0
    const asked = gp(() => ++looks > 1).write(write)
    await expect(asked).rejects.toMatchObject({ code: 'duplicate', numbers: ['60001'] })
  })

  test('any other refusal stays one', async () => {
    await expect(gp(() => false).write(write)).rejects.toMatchObject({ code: 'rejected_by_remote', numbers: ['60001'] })
  })
})

test('as a file nothing goes that no proposal names, and a dry run says so', async () => {
  const gp = createEconnect({ econnect: { folder: '/dev/null/no' }, companyId: 1 }, null, async () => null)
  const write = { do: 'create', record: site, document: { WarehouseKey: 'NORTH', ItemKey: 'TEA' } } as const
  for (const asked of [gp.write(write), gp.wouldSend(write)])
    await expect(asked).rejects.toMatchObject({ code: 'econnect_file_by_proposal' })
})

test('what is applied is not applied a second time with another amount', async () => {
  const sql: SqlServer = {
    settings: sqlSettings.parse({ server: 'sql1', database: 'TWO' }),
    run: async (_, { writes }) => {
      if (writes) throw new Error('nothing is sent')
      return []
    },
    lookAgain() {},
  }
  const gp = createEconnect({ econnect: 'sql', companyId: 1 }, sql, async () => null)
  const record = ref('gp.receivablesApply', '9:P1>1:I1')
  await expect(gp.write({ do: 'update', record, document: { Amount: '50' } })).rejects.toThrow('is applied already')
})

// Longer, and another process takes up the same write while the first one still waits for its answer.
test('no statement outlives the time that a process has for a write, with the reads before it', () => {
  const { timeoutMs } = sqlSettings.shape
  const longest = 180_000
  expect([timeoutMs.safeParse(longest).success, timeoutMs.safeParse(longest + 1).success]).toEqual([true, false])
  expect(4 * longest).toBeLessThan(claimMs)
})
