import { instant } from '../../domain/clock.ts'
import { connectorOf, type RecordSearch } from '../../domain/connector.ts'
import { dec } from '../../domain/decimal.ts'
import { type Integration, startsOf } from '../../domain/definition.ts'
import { isVoided, stateHolds } from '../../domain/document.ts'
import { type EnteredAs, type EnteredPlace, factsOf, worthOf } from '../../domain/entity.ts'
import { AccessDenied } from '../../domain/errors.ts'
import { type RecordRef, type RecordValue, ref, refText, systemOf } from '../../domain/record.ts'
import { type JournalEntry, type PlannedWrite, type Question, valueRead } from '../../domain/run.ts'
import type { LoopParts } from '../parts.ts'

/** More documents than these of one owner are not looked through: a list of them may be cut, and a person is asked. */
const mostLookedThrough = 200
const dayMs = 24 * 60 * 60_000

/**
 * Whether people have perhaps entered what a person now has a flow take up: records of before the flow began were theirs. Asked
 * before the first send, once for each record; a document that is another record's by its link is none of it.
 */
export async function perhapsEntered(
  { parts, connections }: Pick<LoopParts, 'parts' | 'connections'>,
  integration: Integration,
  run: AskedRun,
  { source, entity, key, document }: PlannedWrite,
  step: string,
): Promise<Question | null> {
  const schema = parts.entities.get(entity)!
  if (!schema.enteredAs || refText(source) !== refText(run.record)) return null
  const own = parts.entities.get(source.entity)
  const value = valueRead(run.journal, source)
  const madeAt = own && value ? factsOf(own, value)?.madeAt : undefined
  if (!own || !value || madeAt === undefined) return null
  if (instant(madeAt) >= startsOf(integration, run.flow).flowSince) return null
  const target = ref(entity, key)
  const { link, intent } = await parts.database.stores.intents.look(integration.id, source, target)
  if (link || (intent && intent.state !== 'open')) return null
  const about = { step, subject: refText(source), code: 'perhaps_entered', once: true } as const
  const hint = `If it is the same, say so: "ledgerline incidents ID --entered-as NUMBER". What has become another kind of document cannot be named: leave the incident open then, and nothing is written. If people have not entered it, resolve the incident: the record goes over.`
  try {
    const found = await enteredFor({ parts, connections }, integration, schema.enteredAs, {
      document,
      // The document may be of a part, and have the first day that is open.
      ...{ amount: worthOf(own, value).amount, madeAt, written: writtenIn(run.journal) },
    })
    if (found.numbers.length === 0 && found.unseen === null) return null
    const named = found.numbers.map(({ number, same }) => `${number} (same ${same})`).join(', ')
    if (named === '')
      return {
        ...{ ...about, hint },
        message: `Whether people have entered ${refText(source)} already cannot be seen, since ${found.unseen} has more than ${mostLookedThrough} documents.`,
      }
    return {
      ...{ ...about, subject: `${refText(source)} ${named}`, hint },
      message: `People have perhaps entered ${refText(source)} already: ${named}.`,
    }
  } catch (error) {
    if (!(error instanceof AccessDenied) || error.signIn !== null) throw error
    return {
      ...{ step, subject: refText(source), code: 'perhaps_entered' },
      message: `Whether people have entered ${refText(source)} already is not known: the hub may not list all of ${schema.enteredAs.places.map((place) => place.entity).join(', ')}.`,
      hint: error.hint,
    }
  }
}

/** The run that writes. */
interface AskedRun {
  readonly flow: string
  readonly record: RecordRef
  readonly journal: readonly JournalEntry[]
}

/** What the run has written already is nobody's else: its links may not be stored yet. */
const writtenIn = (journal: readonly JournalEntry[]) =>
  new Set(journal.flatMap((entry) => (entry.kind === 'written' ? [refText(entry.record)] : [])))

/** What it is looked for by. */
interface Sought {
  readonly document: RecordValue
  /** What the record is worth, where it is known. */
  readonly amount: string | undefined
  readonly madeAt: string
  readonly written: ReadonlySet<string>
}

interface EnteredDocument {
  readonly number: string
  /** In what it agrees. */
  readonly same: string
}

async function enteredFor(
  looking: Pick<LoopParts, 'parts' | 'connections'>,
  integration: Integration,
  { owner, amount, date, days, places }: EnteredAs,
  sought: Sought,
): Promise<{ readonly numbers: readonly EnteredDocument[]; readonly unseen: string | null }> {
  const { document, written } = sought
  const amounts = [document[amount], sought.amount]
  const dates = [document[date], sought.madeAt]
  const numbers: EnteredDocument[] = []
  let unseen: string | null = null
  for (const place of places) {
    // Beside the breaker: a role that may not list stops no other record.
    const connector = connectorOf(await looking.parts.connectorsOf(integration), systemOf(place.entity))
    const search: Search = (where, also) =>
      connector.search(place.entity.slice(place.entity.indexOf('.') + 1), {
        ...{ where, limit: mostLookedThrough + 1 },
        ...also,
      })
    const those = (rows: readonly RecordValue[]) =>
      rows
        .filter((row) => !place.only || place.only.in.includes(String(row[place.only.field])))
        .filter((row) => !written.has(refText(ref(place.of, String(row[place.key])))))
    const by = place.by === undefined ? null : document[place.by]
    const named = isAskable(by) ? await search({ [place.by!]: by }, { bare: true }) : []
    const known = await othersThan(looking, integration, place, search, those(named))
    numbers.push(...known.map((number) => ({ number, same: place.by! })))
    const whose = document[owner]
    if (known.length > 0 || !isAskable(whose)) continue
    const theirs = await search({ [owner]: whose }, { bare: true })
    if (theirs.length > mostLookedThrough) {
      unseen = `${owner} ${whose}`
      continue
    }
    const alike = those(theirs).filter(
      (row) =>
        amounts.some((one) => sameAmount(row[place.amount], one)) && dates.some((one) => areNear(row[date], one, days)),
    )
    const same = [owner, amount].join(', ')
    const others = await othersThan(looking, integration, place, search, alike)
    numbers.push(...others.map((number) => ({ number, same })))
  }
  return { numbers, unseen }
}

type Search = (where: RecordSearch['where'], also?: Pick<RecordSearch, 'bare'>) => Promise<readonly RecordValue[]>

const isAskable = (value: unknown): value is string => typeof value === 'string' && value !== '' && !value.includes('%')

const sameAmount = (one: unknown, other: unknown) =>
  typeof one === 'string' && typeof other === 'string' && dec(one).eq(other)

const areNear = (one: unknown, other: unknown, days: number) =>
  typeof one === 'string' && typeof other === 'string' && Math.abs(Date.parse(one) - Date.parse(other)) <= days * dayMs

/** The numbers of those that count, and that are no other record's, nor what became of another record's. */
async function othersThan(
  { parts, connections }: Pick<LoopParts, 'parts' | 'connections'>,
  integration: Integration,
  { key, of, same, voided }: EnteredPlace,
  search: Search,
  rows: readonly RecordValue[],
): Promise<readonly string[]> {
  const schema = parts.entities.get(of)!
  const linked = new Set<unknown>()
  const standing: RecordValue[] = []
  for (const row of rows) {
    const target = ref(of, String(row[key]))
    if ((await parts.database.stores.links.byTarget(integration.id, target)).length === 0) standing.push(row)
    else if (same !== undefined) linked.add(row[same])
  }
  const numbers: string[] = []
  for (const row of standing) {
    const number = String(row[key])
    if (same !== undefined && linked.has(row[same])) continue
    if (voided && (await search({ [key]: number })).some((one) => one[same!] === row[same!] && stateHolds(voided, one)))
      continue
    const held = await connections.read(integration, ref(of, number))
    if (held && isVoided(schema, held)) continue
    numbers.push(number)
  }
  return numbers
}
