import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { errorJson, inHowLong } from '../../src/commands/command.ts'
import { completionFor } from '../../src/commands/completion.ts'
import { demoLeft } from '../../src/commands/demo.ts'
import { orderLines, otherLine } from '../../src/commands/demo-lines.ts'
import { programFor } from '../../src/commands/index.ts'
import { instant, later } from '../../src/domain/clock.ts'
import { InvalidInput } from '../../src/domain/errors.ts'
import { integrationId, ref, runId } from '../../src/domain/record.ts'
import type { JournalEntry, Run, RunState } from '../../src/domain/run.ts'
import { createLog } from '../../src/log.ts'

const at = instant('2026-03-02T09:00:00Z')

test.each([
  [null, 'as soon as what it waits for is there'],
  [at, 'now (09:00 UTC)'],
  [later(at, 45_000), 'in 45 s (09:00 UTC)'],
  [later(at, 4 * 60_000), 'in 4 min (09:04 UTC)'],
  [later(at, 135 * 60_000), 'in 2 h 15 min (11:15 UTC)'],
])('what waits says in how long it goes on: %s', (due, text) => {
  expect(inHowLong(due, at)).toBe(text)
})

test('an error for a program is JSON with code, message, hint and problems', () => {
  const error = JSON.parse(errorJson(new InvalidInput('The order', [{ at: 'x', reason: 'is no number' }])))
  expect(error.error).toMatchObject({ code: 'invalid_input', problems: [{ at: 'x', reason: 'is no number' }] })
})

test('an option that a command and the one above it both take reaches the one that was called', async () => {
  const program = await programFor(undefined)
  const lost: string[] = []
  let tried = 0
  const look = async (command: Command, words: readonly string[]): Promise<void> => {
    for (const each of command.commands) await look(each, [...words, each.name()])
    const needed = [
      ...command.registeredArguments.filter(({ required }) => required).map(() => '1'),
      ...command.options.filter(({ mandatory }) => mandatory).flatMap(({ long }) => [String(long), '1']),
    ]
    for (const option of command.options) {
      const { long, required, mandatory, argChoices } = option
      if (!long || mandatory || !command.parent?.options.some((one) => one.long === long)) continue
      const value = argChoices?.[0] ?? '1'
      let seen: unknown
      command.action(() => {
        seen = command.opts()[option.attributeName()]
      })
      await program
        .parseAsync([...words, ...needed, long, ...(required ? [value] : [])], { from: 'user' })
        .catch(() => {})
      tried++
      if (seen === undefined) lost.push(`${words.join(' ')} ${long}`)
    }
  }
  await look(program, [])
  expect(lost).toEqual([])
  expect(tried).toBeGreaterThan(20)
})

test('a mistyped command is answered with the one that may be meant', async () => {
  await expect(programFor('statsu')).rejects.toMatchObject({
    problems: [{ at: 'statsu', reason: expect.stringContaining('status') }],
  })
})

describe('completion', () => {
  test.each([
    ['ledgerline al', 'alerts'],
    ['ledgerline alerts te', 'test'],
    ['ledgerline run 3 --dry', '--dry-run'],
    ['ledgerline tokens add --sc', '--scope'],
  ])('of %s in bash', async (line, found) => {
    const words = line.split(' ')
    const script = [
      completionFor('bash', await programFor(undefined)),
      `COMP_WORDS=(${words.join(' ')})`,
      `COMP_CWORD=${words.length - 1}`,
      '_ledgerline',
      `echo "$\{COMPREPLY[@]}"`,
    ].join('\n')
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(stdout.trim().split(' ')).toContain(found)
  })
})

describe('a line for each order of the demo', () => {
  const run = (state: RunState, more: Partial<Run> = {}): Run => ({
    ...{ id: runId('r'), integration: integrationId('demo'), flow: 'f', record: ref('prestashop.order', '7'), state },
    ...{ epoch: 1, attempts: 1, crashes: 0, version: 1, reason: null, nextAt: null, startedAt: at, updatedAt: at },
    ...more,
  })
  const story = (its: Run, journal: readonly JournalEntry[] = []) => ({
    ...{
      record: its.record,
      runs: [its],
      run: its,
      journal: journal.map((entry, sequence) => ({ sequence, at, entry })),
    },
    link: its.state === 'done' ? { target: ref('gp.salesOrder', 'WEB7'), at } : null,
  })
  test('says that a lost reply was looked up, found, and not sent again', () => {
    const settled = { kind: 'settled', record: ref('gp.salesOrder', 'WEB7'), arrived: true } as unknown as JournalEntry
    expect(orderLines(story(run('done'), [settled]))).toBe(
      'Order 7 is in GP as WEB7.\n  GP’s reply was lost. gp.salesOrder WEB7 was looked up, found, and not sent again.',
    )
  })
  test.each<[RunState, string]>([
    ['stopped', 'Order 7 is held: no carrier See "ledgerline incidents".'],
    ['skipped', 'Order 7 is skipped: no carrier'],
  ])('%s', (state, line) => {
    expect(orderLines(story(run(state, { reason: 'no carrier' })))).toBe(line)
  })
  test('none while it is under way', () => {
    expect(orderLines(story(run('running')))).toBeNull()
  })
  test('a round has one where it has written', () => {
    const page = { kind: 'page', phase: 'wrote', changed: 2 } as unknown as JournalEntry
    const its = { flow: 'stock-to-shop', record: ref('hub.tick', 'now'), reason: '7 records read, 2 written.' }
    expect(otherLine(story(run('done', its), [page]))).toBe('stock-to-shop: 7 records read, 2 written.')
    expect(otherLine(story(run('done', its), [{ ...page, changed: 0 } as JournalEntry]))).toBeNull()
  })
  test('and one for what follows of it; what waits for the next look of another flow has none', () => {
    const its = { record: ref('prestashop.orderPayment', '3') }
    expect(otherLine(story(run('done', { ...its, reason: 'gp.cashReceipt PAY3 is written and read back.' })))).toBe(
      'prestashop.orderPayment 3: gp.cashReceipt PAY3 is written and read back.',
    )
    expect(otherLine(story(run('stopped', { ...its, reason: 'no method.' })))).toBe(
      'prestashop.orderPayment 3 is held: no method. See "ledgerline incidents".',
    )
    expect(otherLine(story(run('skipped', { ...its, reason: 'GP has not shipped the order.' })))).toBeNull()
  })
})

test('at a terminal a line of the log is for people; elsewhere it is JSON; secrets stand in neither', () => {
  const logged = (isTTY: boolean) => {
    let text = ''
    const write = (part: unknown, _: unknown, done: () => void) => {
      text += String(part)
      done()
    }
    const stream = Object.assign(new Writable({ write }), { isTTY })
    createLog('info', stream).warn('an alert could not be sent', {
      channel: 'c1',
      attempts: 2,
      password: 'S3CRET',
      what: 'two words',
    })
    return text
  }
  expect(logged(true)).toMatch(
    /^\d\d:\d\d:\d\d WARN {2}an alert could not be sent {2}channel=c1 attempts=2 password=\[secret\] what="two words"\n$/,
  )
  expect(JSON.parse(logged(false))).toMatchObject({ level: 'warn', channel: 'c1', password: '[secret]' })
})

test('who has integrations of their own is told that the demo is not started any more, and how its polling ends', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerline-demo-'))
  const left = (...integrations: readonly { id: string; paused: boolean }[]) =>
    demoLeft({ database: { stores: { integrations: { list: async () => integrations as never } } } }, folder)
  const [demo, own] = [
    { id: 'demo', paused: false },
    { id: 'teas', paused: false },
  ]
  expect(await left(demo, own)).toBeNull()
  mkdirSync(join(folder, 'demo'))
  writeFileSync(join(folder, 'demo', 'demo.json'), '{}')
  expect(await left(demo, own)).toContain('"ledgerline pause --integration demo" ends the demo\'s polling')
  for (const nothing of [[demo], [own], [{ ...demo, paused: true }, own]]) expect(await left(...nothing)).toBeNull()
  rmSync(folder, { recursive: true })
})
