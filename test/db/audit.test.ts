import { sql } from 'drizzle-orm'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { postgresDriver, type Session } from '../../src/db/session.ts'
import { auditStore } from '../../src/db/stores/audit.ts'
import { instant } from '../../src/domain/clock.ts'
import type { AuditHead } from '../../src/domain/stores.ts'
import { newDatabase } from '../support/database.ts'

const { session, close } = postgresDriver({ connectionString: await newDatabase() }, 2)
afterAll(() => close())

const { verify } = auditStore(session)
const append = (subject: string) =>
  session.transaction((tx) =>
    auditStore(tx as unknown as Session).append({
      at: instant('2026-03-01T10:00:00Z'),
      actor: { kind: 'person', id: '1', email: 'ada@example.com' },
      deed: 'proposal.approved',
      subject,
      details: { reason: 'Checked.' },
    }),
  )
/** What somebody with the database's own password can do. */
const tamper = (statement: string) =>
  session.execute(
    sql.raw(`alter table audit disable trigger user; ${statement}; alter table audit enable trigger user`),
  )

describe('the audit log', () => {
  let head: AuditHead | null = null
  beforeEach(async () => {
    await tamper('delete from audit')
    for (const subject of ['one', 'two', 'three', 'four', 'five']) await append(subject)
    const whole = await verify()
    expect(whole).toMatchObject({ lines: 5, brokenAt: null, head: { sequence: 5 } })
    head = whole.head
  })

  test('refuses to be changed by the statements of a program', async () => {
    for (const statement of ["update audit set subject = 'x'", 'delete from audit', 'truncate audit'])
      await expect(session.execute(sql.raw(statement)), statement).rejects.toMatchObject({
        cause: { message: expect.stringContaining('append-only') },
      })
    expect(await verify(head!)).toMatchObject({ lines: 5, brokenAt: null })
  })

  test.each<[string, string, number]>([
    ['a line that says something else', "update audit set subject = 'x' where sequence = 3", 3],
    [
      'another person',
      `update audit set actor = '{"kind":"person","id":"2","email":"eve@example.com"}' where sequence = 2`,
      2,
    ],
    ['another time', "update audit set at = at + interval '1 day' where sequence = 4", 4],
    ['a line taken out', 'delete from audit where sequence = 2', 2],
    [
      'a line taken out, the others moved up',
      'delete from audit where sequence = 2; update audit set sequence = sequence - 1 where sequence > 2',
      2,
    ],
    [
      'a line put in',
      "insert into audit select 6, at, actor, deed, 'six', details, hash from audit where sequence = 5",
      6,
    ],
    [
      'two lines changed about',
      "update audit set subject = case sequence when 3 then 'four' else 'three' end where sequence in (3, 4)",
      3,
    ],
  ])('shows %s', async (_, statement, brokenAt) => {
    await tamper(statement)
    expect(await verify()).toMatchObject({
      brokenAt,
      breaks: expect.arrayContaining([{ line: brokenAt, found: expect.any(String) }]),
    })
  })

  test('shows what was cut off or made anew, to who kept its head', async () => {
    await append('six')
    expect(await verify(head!)).toMatchObject({ lines: 6, brokenAt: null })
    await tamper('delete from audit where sequence > 3')
    expect(await verify()).toMatchObject({ lines: 3, brokenAt: null })
    expect(await verify(head!)).toMatchObject({ lines: 3, brokenAt: 4 })
    // Somebody who knows how writes other lines in their place.
    await append('quatre')
    await append('cinq')
    expect(await verify()).toMatchObject({ lines: 5, brokenAt: null })
    expect(await verify(head!)).toMatchObject({ lines: 4, brokenAt: 5, breaks: [{ line: 5, found: 'other head' }] })
  })

  test('shows every break: the walk goes on after each', async () => {
    await tamper("delete from audit where sequence = 2; update audit set subject = 'x' where sequence = 4")
    expect(await verify()).toMatchObject({
      breaks: [
        { line: 2, found: 'missing' },
        { line: 4, found: 'different' },
      ],
      head: { sequence: 5 },
    })
  })

  test('holds what was said as it is stored, also halves of characters', async () => {
    await append('half \uD83D of one, and a \0')
    expect(await verify()).toMatchObject({ lines: 6, brokenAt: null })
  })
})
