import fc from 'fast-check'
import { expect, test } from 'vitest'
import { entities } from '../../src/connected-systems.ts'
import { instant } from '../../src/domain/clock.ts'
import type { Integration } from '../../src/domain/definition.ts'
import { integrationId, ref, refText } from '../../src/domain/record.ts'
import type { Read } from '../../src/engine/ahead.ts'
import { EarlyReads } from '../../src/engine/early-reads.ts'
import type { LoopParts } from '../../src/engine/parts.ts'
import { standardDefinition } from '../../src/flows/index.ts'
import { compile } from '../../src/language/index.ts'

const order = ref('prestashop.order', '501')
const first = { id: integrationId('main'), version: 1, connections: { prestashop: { url: 1 }, gp: {} } }
const asIntegration = (known: typeof first) => structuredClone(known) as unknown as Integration
const program = compile(standardDefinition(), entities)
const job = { flow: 'order-to-sales-order', record: order }

/** A shop whose order is edited, a table of changes as the database keeps it, and this process among others on both. */
function world() {
  let [version, now, changes, main] = [0, 0, 0, first]
  /** The change that no run has taken, and the newest edit that was reported to it. */
  let untaken: { id: string; heard: number; reported: number } | null = null
  const underWay: { stored: (stored: ReadonlyMap<string, string> | null) => void; reported: number }[] = []
  const clock = { now: () => instant(now), sleep: async () => {} }
  const connections = {
    readMany: async (asked: Integration): Promise<Read> =>
      new Map([[refText(order), { value: { version: String(version), asked: rulesOf(asked) }, replaced: [] }]]),
  }
  const early = new EarlyReads({ parts: { clock }, connections } as unknown as LoopParts)
  const used: { read: number; reported: number; asked: unknown; rules: string }[] = []
  const add = (reported: number) => {
    untaken = untaken
      ? { ...untaken, heard: untaken.heard + 1, reported: Math.max(untaken.reported, reported) }
      : { id: String(++changes), heard: 1, reported }
    return untaken.id
  }
  const taken = () => {
    const its = untaken
    untaken = null
    return its
  }
  return {
    used,
    edit: () => void version++,
    later: () => {
      now += 61_000
    },
    /** A delivery comes to this process: what it reports was edited before. */
    report: () => void underWay.push({ stored: early.begin(asIntegration(main), program, [job]), reported: version }),
    store: (which: number) => {
      const [one] = underWay.splice(which % Math.max(1, underWay.length), 1)
      one?.stored(new Map([[refText(order), add(one.reported)]]))
    },
    lose: (which: number) => underWay.splice(which % Math.max(1, underWay.length), 1)[0]?.stored(null),
    elsewhere: () => void add(version),
    /** The integration is another one by then: other fields are read, or another shop is asked. */
    import: () => {
      main = { ...main, version: main.version + 1 }
    },
    move: () => {
      main = { ...main, connections: { ...main.connections, prestashop: { url: main.connections.prestashop.url + 1 } } }
    },
    claimElsewhere: () => void taken(),
    claim: async () => {
      const its = taken()
      const found = await early.of(asIntegration(main), order, its?.heard === 1 ? its.id : null)
      const read = (await found?.found)?.get(refText(order))?.value
      if (its && read)
        used.push({ read: Number(read.version), reported: its.reported, asked: read.asked, rules: rulesOf(main) })
    },
  }
}

const rulesOf = ({ version, connections }: Pick<Integration, 'version' | 'connections'>) =>
  JSON.stringify([version, connections])

const actions = [
  ...['edit', 'report', 'store', 'claim', 'edit', 'report', 'store', 'claim'],
  ...['lose', 'elsewhere', 'claimElsewhere', 'import', 'move'],
] as readonly Exclude<keyof ReturnType<typeof world>, 'used'>[]
type Act = (typeof actions)[number]
/** Each round after the pause that a read in vain makes. Often one that comes alone, whose read is used. */
const alone: readonly Act[] = ['edit', 'report', 'store', 'claim']
const rounds = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.shuffledSubarray<Act>([...actions]) }, fc.constant(alone)), {
    maxLength: 12,
  })
  .map((all) => all.flatMap((its) => ['later' as const, ...its]))

test('no run goes by a read that is older than what was reported before its claim, or was begun under other rules', async () => {
  let times = 0
  await fc.assert(
    fc.asyncProperty(rounds, fc.infiniteStream(fc.nat({ max: 3 })), async (steps, which) => {
      const { used, ...does } = world()
      for (const what of steps) {
        const done = does[what](which.next().value)
        // A claim may wait for the answer to a delivery that is still being stored.
        await Promise.race([done, new Promise((next) => setImmediate(next))])
      }
      for (const { read, reported, asked, rules } of used) {
        expect(read).toBeGreaterThanOrEqual(reported)
        expect(asked).toBe(rules)
      }
      times += used.length
    }),
    { numRuns: 1_000 },
  )
  expect(times).toBeGreaterThan(50)
})

test('an order that comes alone is read once; where its read was in vain, none is begun for a minute', async () => {
  const { used, ...one } = world()
  const comes = async () => {
    one.edit()
    one.report()
    one.store(0)
    await one.claim()
  }
  await comes()
  await comes()
  expect(used).toHaveLength(2)
  one.report()
  one.store(0)
  one.claimElsewhere()
  await comes()
  expect(used).toHaveLength(2)
  one.later()
  await comes()
  expect(used).toHaveLength(3)
  // GP went, or the flow was paused: the job waited.
  one.report()
  one.store(0)
  one.later()
  await one.claim()
  await comes()
  expect(used).toHaveLength(3)
  one.later()
  await comes()
  expect(used).toHaveLength(4)
})
