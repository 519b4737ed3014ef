import type { Fix } from '../../src/domain/fix.ts'
import type { RecordRef } from '../../src/domain/record.ts'
import type { Incident } from '../../src/domain/stores.ts'
import type { Act, Observed, Situation } from '../suites/fixes.ts'
import type { System } from '../suites/suite.ts'
import type { SandboxedHub } from './sandboxed-hub.ts'
import { situationsOn } from './situations.ts'

/** The hub looks at an incident again after ten minutes. */
const nextLookMs = 11 * 60_000

/** The product's own drafted fixes, without a model: each situation is lived through in one sandbox, and put back. */
export async function fixesOn(all: SandboxedHub): Promise<System<Situation, Observed> & AsyncDisposable> {
  const { hub, client, clock } = all
  const { tables, approve, perform, placed, run, open, proposalsOf, documents } = await situationsOn(all)

  const live = async (situation: Situation): Promise<Observed> => {
    const undo: (() => Promise<void>)[] = []
    const known = new Set((await client.get<Incident[]>('/api/incidents?state=open')).map((one) => one.id as string))
    let orders: number[] = []
    try {
      let same: number | null = null
      if (situation.orders.after) {
        const { customer, address } = situation.orders
        same = placed({ count: 1, customer, address }, null)[0]!
        await run(same)
      }
      for (const one of situation.before) undo.unshift(await perform(fill(one, same, tables)))
      orders = placed(situation.orders, same)
      for (const order of orders) await run(order)
      const incidents = await open(known)
      const [incident] = incidents
      if (!incident) return observed(orders, 'Nothing stopped.')
      await hub.offer()
      const drafted = (await client.get<{ fix: Fix }>(`/api/incidents/${incident.id}/fix`)).fix
      const held: RecordRef[] = []
      for (const one of incidents)
        held.push(...(await hub.database.stores.incidents.records(one.id)).map(({ record }) => record))
      const acts = situation.then.map((one) => fill(one, same, tables))
      if (drafted.changes.length === 0 && acts.length > 0) {
        for (const one of acts) undo.unshift(await perform(one))
        clock.advance(nextLookMs)
        await hub.offer()
      }
      const made = await proposalsOf(incidents)
      const says: string[] = [drafted.title]
      const startedAgain = new Set<string>()
      // One that another took the place of was decided by nobody.
      const waiting = made.filter(({ state }) => state === 'pending')
      for (const proposal of waiting) {
        await hub.proposals.preview(proposal.id)
        const decided = await approve(proposal)
        says.push(`${proposal.title}: ${decided.state}. ${decided.outcome ?? ''}`)
        for (const { key } of decided.started) startedAgain.add(key)
      }
      for (const order of orders) if (made.length > 0) await run(order)
      for (const left of await open(known)) says.push(left.question.message)
      return {
        ...observed(orders, says.join(' ')),
        ...{ kind: drafted.kind, owner: drafted.steps[0]?.owner ?? null, incidents: incidents.length },
        proposals: waiting.length,
        named: made.length === 0 || held.every(({ key }) => startedAgain.has(key)),
      }
    } finally {
      for (const order of orders) tables.of('orders').remove(order)
      for (const back of undo) await back()
      for (const left of await open(known)) await client.post(`/api/incidents/${left.id}/resolve`).catch(() => null)
      clock.advance(nextLookMs)
    }
  }

  return Object.assign(live, { [Symbol.asyncDispose]: () => all[Symbol.asyncDispose]() })

  function observed(orders: readonly number[], says: string): Observed {
    const found = documents(orders)
    return {
      ...{ kind: null, owner: null, incidents: 0, proposals: 0, named: false, says, orders: orders.length },
      written: found.filter((all) => all.length > 0).length,
      twice: found.filter((all) => all.length > 1).length,
      documents: found.flat() as unknown as Observed['documents'],
    }
  }
}

/** The transferred order's customer stands in keys as {customer}. */
function fill(one: Act, same: number | null, tables: SandboxedHub['sandbox']['shop']['tables']): Act {
  if (same === null) return one
  const customer = String(tables.of('orders').get(same)!.fields.id_customer)
  return JSON.parse(JSON.stringify(one).replaceAll('{customer}', `PS${customer}`)) as Act
}
