import { expect, test } from 'vitest'
import { type Instant, instant, later } from '../../../src/domain/clock.ts'
import { tickIn } from '../../../src/domain/hub-records.ts'
import { integrationId } from '../../../src/domain/record.ts'
import { makeTicks } from '../../../src/engine/intake/ticks.ts'
import { noteRound } from '../../../src/engine/last-round.ts'

type Look = Parameters<typeof makeTicks>[0]

const minute = 60_000
const noon = instant('2026-03-02T12:00:00Z')
const at = (minutes: number) => later(noon, minutes * minute)

/** A round and a plain flow of one schedule, whose clock has begun; and a round that has ended. */
async function clockOf(
  round: { readonly due: Instant; readonly ended: Instant; readonly workMinutes?: number },
  every = '2 minutes',
  before: { readonly due: Instant; readonly ended: Instant; readonly workMinutes: number } | null = null,
) {
  const kept = new Map<string, { cursor: string; polledAt: Instant }>()
  const cursors = {
    get: async (_: unknown, place: string) => kept.get(place) ?? null,
    put: async (_: unknown, place: string, cursor: string, polledAt: Instant) =>
      void kept.set(place, { cursor, polledAt }),
  }
  const made: string[] = []
  const tx = {
    cursors,
    changes: { add: async () => {} },
    enqueue: async (jobs: { flow: string; record: { key: string } }[]) =>
      void made.push(...jobs.map(({ flow, record }) => `${flow} ${tickIn(record.key)!.due.slice(11, 16)}`)),
  }
  const schedule = { every, missed: 'once' }
  const flows = new Map([
    ['stock', { flow: { id: 'stock', schedule, bulk: {} } }],
    ['report', { flow: { id: 'report', schedule } }],
  ])
  let now = at(0)
  const look = {
    loop: {
      parts: {
        clock: { now: () => now },
        database: { stores: { cursors }, transaction: (work: (one: typeof tx) => Promise<void>) => work(tx) },
      },
      programs: { at: async () => ({ flows }) },
    },
    integration: { id: integrationId('main'), version: 1, offFlows: [], pausedFlows: [] },
    lease: { mustHold: async () => {} },
  } as unknown as Look
  await makeTicks(look)
  const { due, ended, workMinutes } = round
  const note = (its: { due: Instant; ended: Instant; workMinutes: number }) =>
    noteRound({ cursors } as never, look.integration.id, 'stock', {
      ...{ due: its.due, ended: its.ended, reason: '9 records read.', workMs: its.workMinutes * minute },
    })
  if (before) await note(before)
  if (workMinutes !== undefined) await note({ due, ended, workMinutes })
  else await cursors.put('', 'round stock', JSON.stringify({ due, reason: '9 records read.' }), ended)
  return {
    /** What is made by then, and in how many milliseconds the clock looks again. */
    async by(minutes: number) {
      now = at(minutes)
      made.length = 0
      const nextMs = await makeTicks(look)
      return { made: [...made], nextMs }
    },
  }
}

test('a round that was at work for longer than its schedule allows leaves both systems to others for as long before the next', async () => {
  const clock = await clockOf({ due: at(-2), ended: at(1.5), workMinutes: 3.5 })
  expect((await clock.by(2)).made).toEqual(['report 12:02'])
  expect(await clock.by(4.5)).toEqual({ made: ['report 12:04'], nextMs: minute / 2 })
  // At the end of its rest the newest tick is made, and no other.
  expect((await clock.by(5)).made).toEqual(['stock 12:04'])
  expect((await clock.by(6)).made).toEqual(['stock 12:06', 'report 12:06'])
})

test('rounds that take less than half of their time come at each tick, however long one waited for a person', async () => {
  const clock = await clockOf({ due: at(-600), ended: at(1), workMinutes: 0.9 })
  expect((await clock.by(2)).made).toEqual(['stock 12:02', 'report 12:02'])
})

test('no flow rests for longer than ten minutes, nor for as long as a clock was ahead', async () => {
  const long = await clockOf({ due: at(-200), ended: at(1), workMinutes: 200 })
  expect((await long.by(10)).made).toEqual(['report 12:10'])
  expect((await long.by(11)).made).toEqual(['stock 12:10'])
  const ahead = await clockOf({ due: at(300), ended: at(303), workMinutes: 3 })
  expect((await ahead.by(2)).made).toEqual(['stock 12:02', 'report 12:02'])
})

test('a round that comes rarely comes at its time', async () => {
  const clock = await clockOf({ due: at(-60), ended: at(59), workMinutes: 119 }, '1 hour')
  expect((await clock.by(60)).made).toEqual(['stock 13:00', 'report 13:00'])
})

test('of a round that a worker of a version before has noted, the time from its tick to its end counts as its work', async () => {
  const clock = await clockOf({ due: at(-2), ended: at(1) }, '2 minutes', {
    due: at(-9),
    ended: at(-8),
    workMinutes: 0,
  })
  expect((await clock.by(2)).made).toEqual(['report 12:02'])
  expect((await clock.by(4)).made).toEqual(['stock 12:04', 'report 12:04'])
})
