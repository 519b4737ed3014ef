import type { Integration } from '../../domain/definition.ts'
import { type EntitySchema, factsOf, type RecordFacts } from '../../domain/entity.ts'
import { InvalidInput } from '../../domain/errors.ts'
import { type EntityName, type RecordKey, recordKey, recordWords, ref, systemOf } from '../../domain/record.ts'
import type { Backfill } from '../../domain/stores.ts'
import { type Flow, type Program, stepsInUse, writeSteps } from '../../language/index.ts'
import type { LoopParts } from '../parts.ts'

/** A record of a backfill as a list shows it. */
export interface Listed {
  readonly key: RecordKey
  readonly facts: RecordFacts
}

/** A page of the records of a backfill. */
export interface ListedPage {
  readonly records: readonly Listed[]
  /** Rows that cannot be read: they are left out, and counted. */
  readonly unreadable: number
  /** The key that it ended with; null: it was empty. */
  readonly last: RecordKey | null
  readonly more: boolean
}

/**
 * @throws InvalidInput: a flow that has no single records, that mails customers, or whose records are not listed by when they
 * were made
 */
export function refuseFlow({ flows, schemaOf }: Pick<Program, 'flows' | 'schemaOf'>, flow: string): void {
  const its = flows.get(flow)?.flow
  const reason = its ? whyNot(its, schemaOf(its.on)) : `is none of the flows; those are ${[...flows.keys()].join(', ')}`
  if (reason) throw new InvalidInput('The flow', [{ at: flow, reason }])
}

function whyNot({ on, bulk, schedule, steps }: Flow, source: EntitySchema | undefined): string | null {
  if (bulk) return 'looks at all of its records by itself, in rounds'
  if (schedule) return 'is started by the clock'
  if (writeSteps(steps).some(({ tellCustomer }) => tellCustomer !== undefined))
    return `mails customers, and a mail about an old record cannot be taken back; run single records with "ledgerline run ${recordWords({ entity: on, key: 'KEY' })}"`
  return source?.listedBy?.madeAt ? null : 'starts on records of which nobody knows when they were made'
}

/** A page of records that were made in the period. Exactly: the system names some of the hours around it as well. */
export async function pageOf(
  { connections, parts }: LoopParts,
  integration: Integration,
  program: Program,
  { flow, period: { from, until, only } }: Pick<Backfill, 'flow' | 'period'>,
  page: { readonly after: RecordKey | null; readonly limit: number },
): Promise<ListedPage> {
  const { on } = program.flows.get(flow)!.flow
  const schema = program.schemaOf(on) ?? parts.entities.get(on)!
  const rows = await connections.call(integration, systemOf(on), `page of ${on}`, (connector) => {
    if (!connector.madeBetween)
      throw new InvalidInput('The flow', [{ at: flow, reason: `starts on ${on}, of which no period can be listed` }])
    return connector.madeBetween(on.slice(on.indexOf('.') + 1), { from, until, oneOf: only, ...page })
  })
  const keyOf = (row: (typeof rows)[number]) => recordKey(String(row[schema.key]))
  const records = rows.flatMap((row): Listed[] => {
    if ('unreadable' in row) return []
    const facts = factsOf(schema, row) ?? {}
    const isWithin = facts.madeAt !== undefined && facts.madeAt >= from && facts.madeAt < until
    return isWithin ? [{ key: keyOf(row), facts }] : []
  })
  return {
    records,
    unreadable: rows.filter((row) => 'unreadable' in row).length,
    last: rows.length === 0 ? null : keyOf(rows.at(-1)!),
    more: rows.length >= page.limit,
  }
}

/** Links of so many sources are read at once: each holds its document. */
const linksAtOnce = 50

/** Which of these are in the other system already, by the link of what the flow makes of its own record. */
export async function linkedOf(
  { parts: { database, entities } }: LoopParts,
  { integration, flow }: Pick<Backfill, 'integration' | 'flow'>,
  program: Program,
  keys: readonly RecordKey[],
): Promise<ReadonlySet<RecordKey>> {
  const { on } = program.flows.get(flow)!.flow
  const linked = new Set<RecordKey>()
  for (const entity of targetsOf(program, flow).filter((name) => entities.get(name)?.way === 'document'))
    for (let from = 0; from < keys.length; from += linksAtOnce) {
      const sources = keys.slice(from, from + linksAtOnce).map((key) => ref(on, key))
      for (const [key] of await database.stores.links.find(integration, entity, sources)) linked.add(key)
    }
  return linked
}

/** What a flow makes of its own record: what it writes; where it writes nothing, what it makes sure of. */
function targetsOf(program: Program, flow: string): readonly EntityName[] {
  const its = program.flows.get(flow)!
  const written = writeSteps(its.flow.steps).map(({ to }) => to)
  const ensured = stepsInUse(program, its).flatMap((step) =>
    step.do === 'ensure' && step.entity === its.flow.on ? [step.to] : [],
  )
  return [...new Set(written.length > 0 ? written : ensured)]
}
