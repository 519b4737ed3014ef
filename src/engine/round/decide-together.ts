import type { Integration } from '../../domain/definition.ts'
import { type RecordKey, type RecordValue, recordKey, ref, systemOf } from '../../domain/record.ts'
import type { Action, JournalEntry } from '../../domain/run.ts'
import type { BulkRow } from '../../domain/stores.ts'
import { decide } from '../../language/index.ts'
import { findRecords } from '../find-records.ts'
import { inLanes } from '../lanes.ts'
import type { LoopParts } from '../run-loop.ts'
import type { RoundContext } from './index.ts'

/** What is known of one record of a page while it is looked at. */
export interface Looked {
  readonly key: RecordKey
  readonly value: RecordValue
  readonly seenHash: string
  readonly before: BulkRow | undefined
  readonly journal: JournalEntry[]
  action: Action | null
}

/** Look-ups, finds and reads that a record may need before it is mapped. */
const mostRounds = 20

/** Decides for every record of a page; what several of them need from elsewhere is asked for together. */
export async function decideTogether(context: RoundContext, looked: readonly Looked[]): Promise<void> {
  const { loop, integration, program, flow } = context
  const { on } = program.flows.get(flow)!.flow
  let open = [...looked]
  for (let turn = 0; open.length > 0; turn++) {
    if (turn >= mostRounds) throw new Error(`A record of ${flow} needs more than ${mostRounds} look-ups`)
    for (const one of open)
      one.action = decide(program, { flow, record: ref(on, one.key), cutOver: integration.cutOver }, one.journal)
    open = open.filter(({ action }) => action && ['read', 'look-up', 'find', 'note'].includes(action.do))
    await lookUpTogether(context, open)
    await findTogether(loop, integration, open)
    await readTogether(loop, integration, open)
    for (const { action, journal } of open) if (action?.do === 'note') journal.push(action.entry)
  }
}

const wanting = <D extends Action['do']>(open: readonly Looked[], what: D) =>
  open.flatMap((one) => (one.action?.do === what ? [{ one, action: one.action as Extract<Action, { do: D }> }] : []))

async function lookUpTogether({ loop, integration }: RoundContext, open: readonly Looked[]): Promise<void> {
  const wanted = wanting(open, 'look-up')
  if (wanted.length === 0) return
  const { stores } = loop.parts.database
  const queries = wanted.flatMap(({ action }) => action.links)
  const groups = Map.groupBy(queries, ({ source, entity }) => `${source.entity} ${entity}`)
  const targets = new Map<string, RecordKey>()
  for (const [place, group] of groups) {
    const sources = group.map(({ source }) => source)
    const links = await stores.links.find(integration.id, group[0]!.entity, sources)
    for (const [key, { target }] of links) targets.set(`${place} ${key}`, target.key)
  }
  const records = new Map(
    wanted.flatMap(({ action }) => action.records).map((record) => [`${record.entity} ${record.key}`, record]),
  )
  const found = new Map(
    (await loop.known.look(integration, [...records.values()])).map((one) => [
      `${one.record.entity} ${one.record.key}`,
      one,
    ]),
  )
  for (const { one, action } of wanted)
    one.journal.push({
      kind: 'looked-up',
      links: action.links.map(({ source, entity }) => ({
        ...{ source, entity, target: targets.get(`${source.entity} ${entity} ${source.key}`) ?? null },
      })),
      records: action.records.map((record) => found.get(`${record.entity} ${record.key}`)!),
    })
}

/** Values that one search asks for: the address of a call has its limit. */
const valuesInOneSearch = 100

/** Finds by one field are asked for together, where the system can; the others one by one. */
async function findTogether(loop: LoopParts, integration: Integration, open: readonly Looked[]): Promise<void> {
  const wanted = wanting(open, 'find')
  const single = wanted.filter(({ action: { search } }) => {
    const { where, oneOf, until } = search
    return Object.keys(where).length === 1 && !oneOf && !until && Object.values(where)[0] !== '' && search.limit <= 3
  })
  const groups = Map.groupBy(single, ({ action: { entity, search } }) => `${entity} ${Object.keys(search.where)[0]}`)
  for (const group of groups.values()) {
    const { entity, search } = group[0]!.action
    const field = Object.keys(search.where)[0]!
    const { key: keyField } = loop.parts.entities.get(entity)!
    for (let from = 0; from < group.length; from += valuesInOneSearch) {
      const some = group.slice(from, from + valuesInOneSearch)
      const values = [...new Set(some.map(({ action }) => action.search.where[field]!))]
      const limit = values.length * 4
      const rows = await loop.connections.call(integration, systemOf(entity), 'find', (connector) =>
        connector.search(entity.slice(entity.indexOf('.') + 1), { where: {}, oneOf: { [field]: values }, limit }),
      )
      // A full answer may have left out what another value needs: then each is asked for by itself.
      const cut = rows.length >= limit
      for (const { one, action } of some) {
        const value = action.search.where[field]!
        if (cut || !rows.some((row) => same(row[field], value))) {
          one.journal.push(cut ? await findRecords(loop, integration, action) : nothing(action))
          continue
        }
        const keys = rows.filter((row) => same(row[field], value)).map((row) => recordKey(String(row[keyField])))
        const { step } = action
        const most = action.search.limit - 1
        one.journal.push({ kind: 'found', step, entity, keys: keys.slice(0, most), more: keys.length > most })
      }
    }
  }
  const others = wanted.filter((each) => !single.includes(each))
  await inLanes(others, async ({ one, action }) => {
    one.journal.push(await findRecords(loop, integration, action))
  })
}

/** As the shop compares: letter case counts for nothing. */
const same = (held: unknown, wanted: string) => String(held ?? '').toLowerCase() === wanted.toLowerCase()

const nothing = ({ step, entity }: Extract<Action, { do: 'find' }>): JournalEntry => ({
  ...{ kind: 'found', step, entity, keys: [], more: false },
})

async function readTogether(loop: LoopParts, integration: Integration, open: readonly Looked[]): Promise<void> {
  const wanted = wanting(open, 'read')
  if (wanted.length === 0) return
  const records = new Map(
    wanted.flatMap(({ action }) => action.reads).map(({ record }) => [`${record.entity} ${record.key}`, record]),
  )
  const read = await loop.connections.readMany(integration, [...records.values()], { fresh: true })
  for (const { one, action } of wanted)
    for (const { step, as, record } of action.reads) {
      const { value } = read.get(`${record.entity} ${record.key}`)!
      one.journal.push({ kind: 'read', step, as, record, value })
    }
}
