import type { Person } from '../../src/domain/person.ts'
import type { Proposal } from '../../src/domain/proposal.ts'
import { integrationId, type Json } from '../../src/domain/record.ts'
import type { Incident } from '../../src/domain/stores.ts'
import { type Definition, definitionFromParts } from '../../src/language/index.ts'
import type { Row } from '../../src/sandbox/shop/rows.ts'
import type { Act, Situation } from '../suites/fixes.ts'
import type { SandboxedHub } from './sandboxed-hub.ts'

const id = integrationId('main')

/** What an eval does to a sandbox and its hub: acts that are put back, orders, decisions of two people. */
export async function situationsOn(all: SandboxedHub) {
  const { hub, sandbox, client } = all
  const { tables } = sandbox.shop
  const { store } = sandbox.gp.company
  const approver: Person = await hub.database.people.add({
    ...{ email: 'ada@example.com', password: 'a password of the evals', name: 'Ada', role: 'admin' },
  })
  const second: Person = await hub.database.people.add({
    ...{ email: 'bo@example.com', password: 'a password of the evals', name: 'Bo', role: 'admin' },
  })

  async function editDefinition(edit: Json) {
    const made = await hub.proposals.propose({
      ...{
        integration: id,
        title: 'Situation',
        reason: 'What the situation begins with.',
        proposedBy: { kind: 'hub' },
      },
      changes: [{ do: 'edit-definition', edits: [edit] }],
    })
    await approve(made)
  }

  async function approve(proposal: Proposal): Promise<Proposal> {
    let decided = proposal
    for (const person of [approver, second]) {
      if (decided.state !== 'pending') break
      const { planHash } = proposal
      decided = await hub.proposals.decide({ id: proposal.id, approve: true, planHash, person, channel: 'command' })
    }
    return decided
  }

  async function definition(): Promise<Definition> {
    const { 'integration.json': _, ...parts } = await client.get<Record<string, Json>>('/api/integrations/main')
    return definitionFromParts(parts)
  }

  /** @returns what puts it back */
  async function perform(one: Act): Promise<() => Promise<void>> {
    if ('shop' in one) {
      const [resource, row] = one.shop
      const table = tables.of(resource)
      const before = table.get(row)
      const model = before ?? table.get(one.like ?? -1)
      if (one.set === null) table.remove(row)
      else if (model) table.put({ ...model, id: row, fields: { ...model.fields, ...(one.set as Row['fields']) } })
      return async () => (before ? table.put(before) : table.remove(row))
    }
    if ('gp' in one) {
      const [table, key] = one.gp as ['item', string]
      const before = store.get(table, key)
      const model = before ?? (one.like === undefined ? undefined : store.get(table, one.like))
      if (one.set === null) store.remove(table, key)
      else store.put(table, key, { ...model, ...(one.set as object) } as never)
      return async () => (before ? store.put(table, key, before) : store.remove(table, key))
    }
    const parts = await definition()
    if ('setting' in one) {
      const before = settingOf(parts, one.setting)
      await editDefinition({ do: 'set-setting', name: one.setting, before, after: one.to as Json })
      return async () => {
        const now = settingOf(await definition(), one.setting)
        if (JSON.stringify(now) !== JSON.stringify(before))
          await editDefinition({ do: 'set-setting', name: one.setting, before: now, after: before })
      }
    }
    const entryOf = ({ valueMaps }: Definition): Json => {
      const found = valueMaps[one.valueMap]?.entries.find(({ from }) => from === one.from)
      if (!found) return null
      const { from: _, ...entry } = found
      return entry as Json
    }
    const before = entryOf(parts)
    const wanted = { ...(before as object | null), to: one.to }
    const edit = { do: 'set-value', valueMap: one.valueMap, from: one.from }
    if (JSON.stringify(before) !== JSON.stringify(wanted)) await editDefinition({ ...edit, before, after: wanted })
    return async () => {
      const now = entryOf(await definition())
      if (JSON.stringify(now) !== JSON.stringify(before)) await editDefinition({ ...edit, before: now, after: before })
    }
  }

  const set = (resource: string, at: number, given: Situation['orders']['line']) => {
    const found = tables.of(resource).get(at)
    if (given && found) tables.of(resource).put({ ...found, fields: { ...found.fields, ...(given as Row['fields']) } })
  }
  const idOf = (order: number, field: string) => Number(tables.of('orders').get(order)?.fields[field])

  /** Orders as the situation has them; of the customer of `sameAs`, where that is given. */
  function placed({ count, ...its }: Situation['orders'], sameAs: number | null): number[] {
    const placedNow = sandbox.shop.placeOrders(count)
    for (const order of placedNow) {
      const line = tables
        .of('order_details')
        .byId()
        .find(({ fields }) => String(fields.id_order) === String(order))
      set('order_details', line?.id ?? 0, its.line)
      set('addresses', idOf(order, 'id_address_delivery'), its.address)
      set('customers', idOf(order, 'id_customer'), its.customer)
      const first = sameAs === null ? null : tables.of('orders').get(sameAs)!.fields
      const { id_customer, id_address_delivery, id_address_invoice } = first ?? {}
      set('orders', order, {
        ...(first ? { id_customer, id_address_delivery, id_address_invoice } : {}),
        ...its.order,
      } as never)
      // An order that was never in another state has one row of its history, of that state.
      const state = its.order?.current_state
      if (state !== undefined)
        for (const row of tables.of('order_histories').where('id_order', String(order)) ?? [])
          set('order_histories', row.id, { id_order_state: state })
    }
    return placedNow
  }

  const run = (order: number) => client.post(`/api/integrations/main/orders/${order}/run`).catch(() => null)
  const open = async (since: ReadonlySet<string>) =>
    (await client.get<Incident[]>('/api/incidents?state=open')).filter((one) => !since.has(one.id))
  const proposalsOf = async (incidents: readonly Incident[]) => {
    const all = await hub.database.stores.proposals.list({ integration: id, limit: 200 })
    return all.filter((one) => one.incidents.some((named) => incidents.some((incident) => incident.id === named)))
  }

  /** What stands in GP for these orders. */
  const documents = (orders: readonly number[]) =>
    orders.map((order) =>
      [...store.values('salesOrder')].filter(
        (one) => one.Key?.Id === `WEB${order}` || String(one.IntegrationId ?? '').endsWith(` ${order}`),
      ),
    )

  return { tables, store, approver, second, approve, definition, perform, placed, run, open, proposalsOf, documents }
}

const settingOf = ({ settings }: Definition, name: string) => (settings.settings[name]?.value ?? null) as Json
