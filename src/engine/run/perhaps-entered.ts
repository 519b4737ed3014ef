import { instant } from '../../domain/clock.ts'
import { connectorOf } from '../../domain/connector.ts'
import { dec } from '../../domain/decimal.ts'
import { type Integration, startsOf } from '../../domain/definition.ts'
import { isVoided, stateHolds } from '../../domain/document.ts'
import type { EntitySchema } from '../../domain/entity.ts'
import { AccessDenied } from '../../domain/errors.ts'
import { type RecordRef, type RecordValue, ref, refText, systemOf } from '../../domain/record.ts'
import type { PlannedWrite, Question } from '../../domain/run.ts'
import type { LoopParts } from '../parts.ts'

/** More documents than these of one owner are not looked through: a list of them may be cut. */
const mostLookedThrough = 200
/** People enter an order on its day, or after a weekend. */
const daysApart = 4
const dayMs = 24 * 60 * 60_000

/**
 * Whether people have perhaps entered what a person now has a flow take up: records of before the flow began were theirs. Asked
 * before the first send, once for each record; a document that is another record's by its link is none of it.
 */
export async function perhapsEntered(
  { parts, connections }: Pick<LoopParts, 'parts' | 'connections'>,
  integration: Integration,
  run: { readonly flow: string; readonly record: RecordRef; readonly madeAt: string | undefined },
  { source, entity, key, document }: PlannedWrite,
  step: string,
): Promise<Question | null> {
  const schema = parts.entities.get(entity)!
  const isOwn = refText(source) === refText(run.record)
  if (!schema.enteredAs || !isOwn || run.madeAt === undefined) return null
  if (instant(run.madeAt) >= startsOf(integration, run.flow).flowSince) return null
  const target = ref(entity, key)
  const { link, intent } = await parts.database.stores.intents.look(integration.id, source, target)
  if (link || (intent && intent.state !== 'open')) return null
  const about = { step, subject: refText(source) }
  try {
    const found = await enteredFor({ parts, connections }, integration, schema, document)
    if (found.length === 0) return null
    const named = found.map(({ number, same }) => `${number} (same ${same})`).join(', ')
    return {
      ...{ ...about, code: 'perhaps_entered', once: true, subject: `${refText(source)} ${named}` },
      message: `People have perhaps entered ${refText(source)} already: ${named}.`,
      hint: 'If it is the same, say so: "ledgerline incidents ID --entered-as NUMBER". What is no sales order any more cannot be named: leave the incident open then, and nothing is written. If it is another one, resolve the incident: the record goes over.',
    }
  } catch (error) {
    if (!(error instanceof AccessDenied) || error.signIn !== null) throw error
    return {
      ...{ ...about, code: 'perhaps_entered' },
      message: `Whether people have entered ${refText(source)} already is not known: the hub may not list ${schema.enteredAs.entity}.`,
      hint: error.hint,
    }
  }
}

interface EnteredDocument {
  readonly number: string
  /** In what it agrees. */
  readonly same: string
}

async function enteredFor(
  looking: Pick<LoopParts, 'parts' | 'connections'>,
  integration: Integration,
  schema: EntitySchema,
  document: RecordValue,
): Promise<readonly EnteredDocument[]> {
  const { entity, by, owner, amount, date } = schema.enteredAs!
  // Beside the breaker: a role that may not list stops no other record.
  const connector = connectorOf(await looking.parts.connectorsOf(integration), systemOf(entity))
  const search = async (field: string) => {
    const value = document[field]
    if (typeof value !== 'string' || value === '' || value.includes('%')) return []
    const where = { [field]: value }
    return connector.search(entity.slice(entity.indexOf('.') + 1), { where, limit: mostLookedThrough + 1 })
  }
  const known = await othersThan(looking, integration, schema, await search(by))
  if (known.length > 0) return known.map((number) => ({ number, same: by }))
  const theirs = await search(owner)
  if (theirs.length > mostLookedThrough) return []
  const alike = theirs.filter((row) => sameAmount(row[amount], document[amount]) && areNear(row[date], document[date]))
  const same = [owner, amount].join(', ')
  return (await othersThan(looking, integration, schema, alike)).map((number) => ({ number, same }))
}

const sameAmount = (one: unknown, other: unknown) =>
  typeof one === 'string' && typeof other === 'string' && dec(one).eq(other)

const areNear = (one: unknown, other: unknown) =>
  typeof one === 'string' &&
  typeof other === 'string' &&
  Math.abs(Date.parse(one) - Date.parse(other)) <= daysApart * dayMs

/** The numbers of those that count, and that are no other record's, nor what became of another record's. */
async function othersThan(
  { parts, connections }: Pick<LoopParts, 'parts' | 'connections'>,
  integration: Integration,
  schema: EntitySchema,
  rows: readonly RecordValue[],
): Promise<readonly string[]> {
  const { key, same, voided } = schema.enteredAs!
  const linked = new Set<unknown>()
  const standing: RecordValue[] = []
  for (const row of rows) {
    const target = ref(schema.entity, String(row[key]))
    if ((await parts.database.stores.links.byTarget(integration.id, target)).length > 0) linked.add(row[same])
    else standing.push(row)
  }
  const numbers: string[] = []
  for (const row of standing) {
    if (linked.has(row[same]) || stateHolds(voided, row)) continue
    const held = await connections.read(integration, ref(schema.entity, String(row[key])))
    if (held && isVoided(schema, held)) continue
    numbers.push(String(row[key]))
  }
  return numbers
}
