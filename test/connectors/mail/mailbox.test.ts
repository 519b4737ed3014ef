import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { mostFileBytes } from '../../../src/connectors/hub/index.ts'
import { createMailConnector } from '../../../src/connectors/mail/connector.ts'
import { mail } from '../../../src/connectors/mail/index.ts'
import { mailSettings } from '../../../src/connectors/mail/settings.ts'
import { instant } from '../../../src/domain/clock.ts'
import type { FeedPage, OwnRecords } from '../../../src/domain/connector.ts'
import { integrationId, type RecordRef } from '../../../src/domain/record.ts'
import type { KeptFile } from '../../../src/domain/stores.ts'
import { type MailServer, mailCertificate, startMailServer } from '../../support/mail-server.ts'

let server: MailServer
let kept: Map<string, KeptFile>
beforeEach(async () => {
  server = await startMailServer()
  kept = new Map()
})
afterEach(() => server[Symbol.asyncDispose]())

const report = 'id,amount\r\npo_1,12.30\r\n'
const fromProvider = (more: object = {}) => ({
  from: 'reports@provider.example',
  attached: [{ name: 'payouts.csv', bytes: report }],
  ...more,
})

const connect = (settings: object = {}, password: string | null = 'letters', since = '2020-01-01T00:00:00.000Z') => {
  const files = {
    add: async (_: unknown, file: KeptFile) => {
      const isNew = !kept.has(file.key)
      if (isNew) kept.set(file.key, file)
      return { key: file.key, isNew }
    },
  }
  return createMailConnector(
    mailSettings.parse({
      ...{ server: 'localhost', port: server.port, username: 'reports', senders: ['@provider.example'] },
      ...{ caFile: mailCertificate, timeoutMs: 60_000, ...settings },
    }),
    {
      ...{ password, pollSeconds: 1, signInProbeMs: 60_000, since: instant(since) },
      clock: { now: () => instant(Date.now()), sleep: async () => {} },
      own: { integration: integrationId('main'), files } as unknown as OwnRecords,
    },
  )
}
const feedOf = (connector: ReturnType<typeof connect>) => connector.feeds[0]!

/** As the poller goes on: poll after poll from the position that was committed, until what came of a look is there. */
async function page(feed: ReturnType<typeof feedOf>, cursor: string | null): Promise<FeedPage> {
  for (;;) {
    const one = await feed.poll(cursor, 100)
    if (one.unreadable) return one
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
const names = () => [...kept.values()].map(({ folder, name, text }) => `${folder}/${name} ${text.length}`)

test('a report that is mailed becomes a file once, and its message is marked when the page is committed', async () => {
  server.deliver(fromProvider())
  const feed = feedOf(connect({ takenTo: 'Taken' }))
  const first = await page(feed, null)
  expect([first.changed.length, first.unreadable, names()]).toEqual([1, [], [`payouts/payouts.csv ${report.length}`]])
  expect(server.in('INBOX')).toEqual(['Payout report'])
  server.deliver(fromProvider({ subject: 'Another', attached: [{ name: 'more.CSV', bytes: 'id\r\n1\r\n' }] }))
  const second = await page(feed, first.next)
  expect([second.changed.length, names().length]).toEqual([1, 2])
  expect([server.in('INBOX'), server.in('Taken')]).toEqual([['Another'], ['Payout report \\Seen']])
  const last = await page(feed, second.next)
  expect(JSON.parse(last.next).taken).toEqual([])
  expect([server.in('INBOX'), server.in('Taken').length]).toEqual([[], 2])
  // Numbers are those of a folder, and another one may have the same validity: the walk begins anew there.
  expect((await page(feedOf(connect({ mailbox: 'Taken' })), last.next)).changed.length).toBe(2)
})

test('a message that is read again, after a crash or under another number, makes nothing a second time', async () => {
  server.deliver(fromProvider())
  const first = await page(feedOf(connect()), null)
  // The page was not committed: another process begins where the one before had begun.
  const feed = feedOf(connect())
  const again = await page(feed, null)
  expect([again.changed, again.next, kept.size]).toEqual([first.changed, first.next, 1])
  server.renumber()
  const renumbered = await page(feed, again.next)
  expect([renumbered.changed, kept.size]).toEqual([first.changed, 1])
  expect(await page(feed, renumbered.next)).toMatchObject({ changed: [], unreadable: [] })
  // It is marked as read and stays, where the settings name no folder.
  expect(server.in('INBOX')).toEqual(['Payout report \\Seen'])
})

test('attachments of others, and of other subjects, stay where they are', async () => {
  server.deliver(fromProvider({ from: 'reports@provider.example.evil.example', subject: 'Payout 1' }))
  server.deliver(fromProvider({ from: 'x@other.example', subject: 'Payout 2' }))
  server.deliver(fromProvider({ subject: 'Newsletter' }))
  server.deliver(fromProvider({ from: 'BANK@bank.example', subject: 'Your PAYOUT 3' }))
  const feed = feedOf(connect({ senders: ['@provider.example', 'bank@bank.example'], subjects: ['payout'] }))
  const { next, changed, unreadable } = await page(feed, null)
  expect([changed.length, unreadable]).toEqual([1, []])
  const second = await page(feed, next)
  expect(server.in('INBOX')).toEqual(['Payout 1', 'Payout 2', 'Newsletter', 'Your PAYOUT 3 \\Seen'])
  // A provider that is named later: what it has sent before is taken as well.
  const named = feedOf(connect({ senders: ['@provider.example', 'bank@bank.example', 'x@other.example'] }))
  const third = await page(named, second.next)
  expect([third.changed.length, kept.size]).toEqual([3, 1])
  await page(named, third.next)
  expect(server.in('INBOX').filter((one) => !one.endsWith('Seen'))).toEqual(['Payout 1'])
})

test('a report is taken as it was attached, also one that travels as wrapped text in letters of its own', async () => {
  const rows = 'id;amount;note\r\npo_1;12.30; \r\npo_2;7.00;caf\u00e9 \r\npo_3;1.00;x\r\n'
  const type = 'text/plain; charset=iso-8859-1; format=flowed'
  server.deliver(fromProvider({ attached: [{ name: 'report.csv', bytes: rows, type, disposition: 'inline' }] }))
  await page(feedOf(connect()), null)
  expect([...kept.values()].map(({ text }) => text)).toEqual([rows])
})

test('reports since the cut-over are taken to the minute, whatever day it is where the server stands', async () => {
  const cutOver = '2026-11-30T00:30:00.000Z'
  const at = (subject: string, when: string) =>
    server.deliver(
      fromProvider({ subject, at: when, attached: [{ name: `${subject}.csv`, bytes: `id\r\n${subject}\r\n` }] }),
    )
  at('before', '29-Nov-2026 19:10:00 -0500')
  at('after', '29-Nov-2026 20:00:00 -0500')
  at('same-day', '30-Nov-2026 00:10:00 +0000')
  await page(feedOf(connect({}, 'letters', cutOver)), null)
  expect([...kept.values()].map(({ name }) => name)).toEqual(['after.csv'])
})

test('a message with the subject of a report and none in it is told; a table without a name is one', async () => {
  server.deliver(fromProvider({ subject: 'Payout: see the link', attached: [] }))
  server.deliver(fromProvider({ subject: 'Payout, nameless', attached: [{ bytes: report }] }))
  server.deliver(fromProvider({ subject: 'Payout, nothing', attached: [{ name: 'payouts.csv', bytes: '' }] }))
  server.deliver(fromProvider({ subject: 'Newsletter', attached: [] }))
  const { changed, unreadable = [] } = await page(feedOf(connect({ subjects: ['payout'] })), null)
  expect([changed.length, names()]).toEqual([1, [`payouts/report.csv ${report.length}`]])
  expect(unreadable.map(({ error }) => error.message)).toEqual([
    expect.stringContaining('nothing is attached'),
    expect.stringContaining('payouts.csv'),
  ])
})

test('what is attached and is no table, or too large, is told until somebody takes the message away; the rest is taken', async () => {
  const large = new Uint8Array(mostFileBytes + 1).fill(65)
  const logo = { name: 'logo.png', bytes: 'PNG', type: 'image/png', disposition: 'inline' }
  const table = { name: 'payouts.csv', bytes: report }
  server.deliver(
    fromProvider({ subject: 'pdf', attached: [{ name: 'p.pdf', bytes: '%PDF', type: 'application/pdf' }] }),
  )
  server.deliver(fromProvider({ subject: 'large', attached: [{ name: 'l.csv', bytes: large }] }))
  server.deliver(fromProvider({ subject: 'binary', attached: [table, { name: 'b.csv', bytes: 'a\0b' }] }))
  server.deliver(fromProvider({ subject: 'good', attached: [logo, table] }))
  server.deliver(fromProvider({ subject: 'words', attached: [] }))
  const papers = ['settlement.pdf', 'smime.p7s'].map((name) => ({ name, bytes: '%PDF', type: 'application/pdf' }))
  server.deliver(fromProvider({ subject: 'papers', attached: [...papers, table] }))
  const book = { name: 'settlement.xlsx', bytes: 'PK', type: 'application/zip' }
  server.deliver(fromProvider({ subject: 'book', attached: [table, book] }))
  const feed = feedOf(connect())
  const { next, changed, unreadable = [] } = await page(feed, null)
  expect([changed.length, kept.size]).toEqual([4, 1])
  expect(unreadable.map(({ error }) => error.message)).toEqual([
    expect.stringContaining('p.pdf: is no table'),
    expect.stringContaining('l.csv: has more than 8 MB'),
    expect.stringContaining('b.csv: is no text'),
    expect.stringContaining('settlement.xlsx: is no table'),
  ])
  const { record } = unreadable[0]!
  await expect(feed.look(record)).rejects.toThrow('p.pdf')
  const second = await page(feed, next)
  expect(server.in('INBOX')).toEqual(['pdf', 'large', 'binary', 'good \\Seen', 'words', 'papers \\Seen', 'book'])
  await expect(feed.look(record)).rejects.toThrow('p.pdf')
  // Also by a hub that has just started, and knows the message from its database alone.
  const started = feedOf(connect())
  await expect(started.look(record)).rejects.toThrow('lies in the mailbox')
  server.empty('INBOX')
  await page(started, second.next)
  expect(await started.look(record)).toEqual([])
  const nothing = await page(feed, second.next)
  expect([nothing.unreadable, await feed.look(record as RecordRef)]).toEqual([[], []])
})

describe('a mailbox that cannot be read', () => {
  const failure = async (connector: ReturnType<typeof connect>) => {
    const feed = feedOf(connector)
    return page(feed, null).then(
      () => null,
      (error: { code: string; message: string; hint: string }) => error,
    )
  }

  test('for its password is refused once, and asked again only after the pause', async () => {
    const connector = connect({}, 'wrong')
    expect(await failure(connector)).toMatchObject({ code: 'access_denied', hint: expect.stringContaining('password') })
    // A poll that waits for the next look still says so: none of them counts as an answer.
    expect(await failure(connector)).toMatchObject({ code: 'access_denied', signIn: { probeInMs: expect.any(Number) } })
    const [found] = await connector.check()
    expect(found).toMatchObject({ check: 'mail.connection', level: 'error' })
    expect(await failure(connect({}, null))).toMatchObject({
      code: 'access_denied',
      hint: expect.stringContaining('No password'),
    })
  })

  test('says what is wrong: no server, no such folder, a certificate that nobody trusts, no TLS', async () => {
    await using plain = await startMailServer({ tls: false })
    expect(await failure(connect({ port: 1 }))).toMatchObject({
      code: 'remote_unavailable',
      reason: 'connection refused',
    })
    expect(await failure(connect({ mailbox: 'Nowhere' }))).toMatchObject({
      message: expect.stringContaining('no folder Nowhere'),
    })
    expect(await failure(connect({ caFile: undefined }))).toMatchObject({
      message: expect.stringContaining('self-signed'),
    })
    for (const security of ['tls', 'starttls'])
      expect(await failure(connect({ port: plain.port, security }))).toMatchObject({
        code: 'remote_unavailable',
        message: expect.stringMatching(/no TLS/),
      })
  })

  test('is not connected without TLS, or for everybody who writes', () => {
    const wrong = { server: 'imap.example.com', username: 'reports', senders: [], security: 'none' }
    expect(mail.check(wrong, null)).toEqual([
      { at: 'security', reason: expect.stringContaining('would travel in clear') },
      { at: 'senders', reason: expect.stringContaining('must name who sends') },
    ])
    expect(mail.check(null, null)).toEqual([])
    expect(mail.placeOf({ ...wrong, senders: ['a@b.example'], security: 'tls' })).toBe(
      'reports at imap.example.com:993',
    )
  })
})
