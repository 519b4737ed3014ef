import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fixes } from '../../evals/suites/fixes.ts'
import { fixesOn } from '../../evals/systems/baseline-fixes.ts'
import { sandboxedHub } from '../../evals/systems/sandboxed-hub.ts'
import { newDatabase } from '../support/database.ts'

let live: Awaited<ReturnType<typeof fixesOn>>
beforeAll(async () => {
  live = await fixesOn(await sandboxedHub({ databaseUrl: await newDatabase() }))
})
afterAll(() => live[Symbol.asyncDispose]())

const situations = readFileSync(join(import.meta.dirname, '../../evals/data/fixes/fixes.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => fixes.task.parse(JSON.parse(line)))

// One of each kind; "npm run eval -- --suite fixes --data evals/data/fixes" lives through all of them.
test.each(['carrier-34', 'carrier-express-only', 'item-renamed', 'guest-absent', 'on-hold', 'customer-gone'])(
  '%s: what was drafted, proposed and approved ends in the right state in GP',
  async (id) => {
    const task = situations.find((one) => one.id === id)!
    const observed = await live(fixes.seen(task))
    const [judged] = fixes.judge(task, observed!, 0)
    expect(fixes.wrong(judged!)).toBeNull()
    expect(observed).toMatchObject({ incidents: 1, named: true })
  },
  30_000,
)
