import { dec } from '../../domain/decimal.ts'
import type { Integration } from '../../domain/definition.ts'
import { isVoided } from '../../domain/document.ts'
import { enteredHash, type WantedByHand, wantedWhenEntered } from '../../domain/entered-by-hand.ts'
import { type EntitySchema, factsOf, fieldAt, notRead, type RecordFacts, worthOf } from '../../domain/entity.ts'
import { isHashOf } from '../../domain/erased.ts'
import { AccessDenied, InvalidInput, NeedsPerson, NotFound } from '../../domain/errors.ts'
import { marksOf, type Seal } from '../../domain/identity.ts'
import {
  canonicalJson,
  type EntityName,
  type RecordRef,
  type RecordValue,
  recordKey,
  ref,
  refText,
  systemOf,
} from '../../domain/record.ts'
import type { PlannedWrite } from '../../domain/run.ts'
import type { Link, Stores, Transaction } from '../../domain/stores.ts'
import { type Program, writeSteps } from '../../language/index.ts'
import type { EngineParts, LoopParts } from '../parts.ts'
import { ownersBeside } from './owners-beside.ts'

/**
 * What a run does that comes to a document which people have entered: nothing is sent, since it is not the hub's.
 * @param now what the record wants now; where no document can be made of it, its worth alone is compared
 * @param seal of the hashes that were erased with a person
 * @returns the link to be kept, where something was not known of it; null: nothing is to be kept
 * @throws NeedsPerson where it wants something else than at the first look
 */
export function keepEntered(link: Link, now: WantedByHand, seal: Seal): Link | null {
  const kept = wantedWhenEntered(link)
  const by = kept.document !== null && now.document !== null ? 'document' : 'worth'
  if (kept[by] !== null && now[by] !== null && !isHashOf(kept[by], now[by], seal))
    throw new ChangedSinceEntered(link, now)
  const known = { document: now.document ?? kept.document, worth: now.worth ?? kept.worth }
  return enteredHash(known) === link.writtenHash ? null : { ...link, writtenHash: enteredHash(known) }
}

/** Of what lists show, that by which a record is worth what it was. Links hold hashes of it: another would differ for each. */
const ofWorth = ['reference', 'owner', 'amount', 'currency', 'madeAt'] as const

/** The hash of what a record is worth, and by which it is known. */
export const worthHash = ({ hash }: Pick<EngineParts, 'hash'>, facts: RecordFacts | null) =>
  hash(
    canonicalJson(
      Object.fromEntries(ofWorth.flatMap((name) => (facts?.[name] === undefined ? [] : [[name, facts[name]]]))),
    ),
  )

/** Once it is resolved, `agreed` is the link of a record that goes along with others: their runs have nothing to ask any more. */
export class ChangedSinceEntered extends NeedsPerson {
  readonly agreed: Link
  constructor(link: Link, now: WantedByHand) {
    const { document, worth } = now
    super(
      'changed_after_transfer',
      `${refText(link.source)} has changed since ${refText(link.target)} was entered for it by hand, or linked to it. The hub does not change what people have entered.`,
      'Compare both, and make the change there. Then resolve the incident with "ledgerline incidents ID --resolve".',
      {
        subject: `${refText(link.target)} ${(document ?? `worth ${worth}`).slice(0, 22)}`,
        ...{ record: link.target, once: true },
      },
    )
    this.agreed = { ...link, writtenHash: enteredHash(now) }
  }
}

/**
 * A document that a person has linked, at its first look: the record wants another amount, or another currency, than it is
 * worth. Null: it is worth the same, or of one of the two nobody knows what it is worth.
 */
export function linkedOfOtherWorth(
  { hash }: Pick<EngineParts, 'hash'>,
  schema: EntitySchema,
  { source, document, entity }: Pick<PlannedWrite, 'source' | 'document' | 'entity'>,
  { target }: Pick<Link, 'target'>,
  held: RecordValue,
): NeedsPerson | null {
  const [wanted, there] = [worthOf(schema, document), worthOf(schema, held)]
  if (wanted.amount === undefined || there.amount === undefined) return null
  // Of a company that keeps one currency the ledger may name none.
  const sameCurrency = [wanted.currency, there.currency].includes(undefined) || wanted.currency === there.currency
  if (sameCurrency && dec(wanted.amount).equals(there.amount)) return null
  const [asked, has] = [wanted, there].map(({ amount, currency }) => [amount, currency].filter(Boolean).join(' '))
  return new NeedsPerson(
    'worth_differs',
    `${refText(source)} was linked to ${refText(target)} by hand, and the two are not worth the same: ${asked} and ${has}. The hub does not change what people have linked.`,
    `Compare both. If they belong together, correct the document there where it is wrong, and resolve the incident: it stays as it is. If they do not, link the right one: "ledgerline proposals link ${source.entity} ${source.key} ${entity} NUMBER".`,
    {
      subject: `${refText(target)} ${hash(canonicalJson(document)).slice(0, 22)}`,
      ...{ record: target, once: true },
    },
  )
}

/** The hash of what a record says, but for when it was changed: of one that lists show nothing of, its worth. */
export const contentHash = (
  { hash }: Pick<EngineParts, 'hash'>,
  { key, stamps = [], content, fields }: EntitySchema,
  value: RecordValue,
) => {
  const beside = new Set([key, ...stamps])
  const isContent = (field: string) =>
    content ? content.includes(field) : !beside.has(field) && fields[field] !== notRead
  const says = Object.entries(value).filter(([field]) => isContent(field))
  return hash(canonicalJson(Object.fromEntries(says)))
}

export interface Entered {
  readonly source: RecordRef
  readonly target: RecordRef
  /** The record, as its system has it now; null: it is gone. */
  readonly there: RecordValue | null
  /** The document, as the ledger holds it. */
  readonly held: RecordValue
  /** What lists show of the record, as it is now. */
  readonly facts: RecordFacts
  /** Whether the two are linked now. */
  readonly linked: boolean
}

/**
 * A person says that a record which a flow could not carry over stands in the ledger already. Links the two, takes the record
 * out of the flow's open incidents, and asks nothing of its flow any more that it asks before it writes.
 *
 * @param number as the ledger shows it; with the entity before it, "gp.salesReturn RTN1005", where its flow makes several kinds
 *   of documents and the number is one of each
 * @param confirmed that they are one although they are not worth the same
 * @param look only reads both: nothing is linked
 * @returns both, and what links them. That commits together with a fresh run of the record, so that one which is under way sends
 *   nothing more, and what it has sent by then is found
 * @throws NotFound, InvalidInput, NeedsPerson, as does `keep`: there is no such document, it is void or another record's, the
 *   record has one already, the two are not worth the same or of one owner, or the hub has sent one whose outcome is not known
 */
export async function enteredByHand(
  { parts, connections }: LoopParts,
  integration: Integration,
  program: Program,
  what: {
    readonly flow: string
    readonly source: RecordRef
    readonly number: string
    readonly confirmed: boolean
    readonly look: boolean
  },
): Promise<{ readonly entered: Entered; readonly keep: (tx: Transaction) => Promise<void> }> {
  const { stores } = parts.database
  const { flow, source } = what
  const { target, held } = await namedDocument({ connections }, integration, program, what)
  const schema = program.schemaOf(target.entity)!
  const refuse = (at: RecordRef, reason: string) => new InvalidInput('The document', [{ at: refText(at), reason }])
  const mustBeFree = async (known: Pick<Stores, 'intents' | 'links'>): Promise<void> => {
    const { link, intent } = await known.intents.look(integration.id, source, target)
    if (link)
      throw refuse(
        source,
        `is linked to ${refText(link.target)} already; "ledgerline proposals link ENTITY KEY GP-ENTITY NUMBER" changes that`,
      )
    if (intent && intent.state !== 'open')
      throw new NeedsPerson(
        'sent_already',
        `The hub has sent ${refText(intent.target)} for ${refText(source)}, and does not know yet what became of it.`,
        `Replay the incident: it is looked up. If it is not there and the order was entered by hand, void or delete ${refText(intent.target)} where it comes later.`,
        { subject: refText(source), record: source },
      )
    const [owner] = (await known.links.byTarget(integration.id, target)).filter(
      (one) => one.source.entity === source.entity,
    )
    if (owner)
      throw refuse(
        target,
        `is linked to ${refText(owner.source)} already; if it is not of that one, link that one to its own first: "ledgerline proposals link ENTITY KEY GP-ENTITY NUMBER"`,
      )
  }
  await mustBeFree(stores)
  if (isVoided(schema, held)) throw refuse(target, 'is void')
  const there = await connections.read(integration, source)
  const own = program.schemaOf(source.entity)!
  const at = parts.clock.now()
  const made: Link = {
    ...{ integration: integration.id, source, target },
    ...{ writtenHash: enteredHash(null), written: held, readBack: held, at, writtenBy: null, rules: null },
    marks: there && own.sameBy ? marksOf(own, there, parts.seal) : null,
  }
  const facts = (there && factsOf(own, there)) ?? {}
  const entered: Entered = { source, target: made.target, there, held, facts, linked: !what.look }
  const keep = async (tx: Transaction) => {
    // Nobody else links the document to another record until this has committed.
    await tx.integrations.hold(integration.id)
    await mustBeFree(tx)
    await tx.links.put(made)
    await tx.incidents.release(integration.id, flow, source, at, { because: `Entered by hand as ${made.target.key}.` })
  }
  if (what.look) return { entered, keep }
  if (!what.confirmed && there) {
    const currency = await currencyBeside(connections, integration, own, there)
    refuseOtherWorth(entered, { ...currency, ...worthOf(own, there) }, worthOf(schema, held))
    refuseOtherOwner(
      entered,
      schema,
      await ownersBeside({ parts, connections }, integration, target.entity, source, there),
    )
  }
  return { entered, keep }
}

/** The currency of a record that another one names; none: its own fields name it, or the other one is gone. */
async function currencyBeside(
  connections: LoopParts['connections'],
  integration: Integration,
  { worth }: EntitySchema,
  value: RecordValue,
): Promise<{ readonly currency?: string }> {
  const by = worth?.currencyBy
  const key = by && value[by.by]
  if (!by || typeof key !== 'string' || key === '') return {}
  const beside = await connections.read(integration, ref(by.entity, key))
  const currency = beside && fieldAt(beside, by.field)
  return typeof currency === 'string' && currency !== '' ? { currency } : {}
}

/** A number that was typed wrong makes an order count as carried over that nobody has entered. */
function refuseOtherWorth(
  { source, target, facts }: Entered,
  wanted: ReturnType<typeof worthOf>,
  held: ReturnType<typeof worthOf>,
): void {
  if (wanted.amount === undefined) return
  const sameAmount = held.amount !== undefined && dec(held.amount).equals(dec(wanted.amount))
  // Of a company that keeps one currency the ledger may name none.
  const sameCurrency = held.currency === undefined || held.currency === wanted.currency
  if (sameAmount && sameCurrency) return
  throw new NeedsPerson(
    'worth_differs',
    `${refText(source)}${facts.madeAt ? ` of ${facts.madeAt.slice(0, 10)}` : ''} is worth ${wanted.amount} ${wanted.currency ?? 'of a currency that is not known'}, and ${refText(target)} ${held.amount ?? 'nothing'} ${held.currency ?? ''}. Nothing was linked.`,
    'Look whether the number is right. If both are the same, say so with --although-different, or with "confirm": true.',
    { subject: refText(target), record: source },
  )
}

/** Of equal amounts a number that was typed wrong names the money of another one, whose own is then booked once more. */
function refuseOtherOwner(
  { source, target, held }: Entered,
  { enteredAs }: EntitySchema,
  owners: ReadonlySet<string>,
): void {
  const has = enteredAs && held[enteredAs.owner]
  if (typeof has !== 'string' || owners.size === 0 || owners.has(has)) return
  throw new NeedsPerson(
    'worth_differs',
    `${refText(source)} is of ${[...owners].join(', ')}, and ${refText(target)} of ${has}. Nothing was linked.`,
    'Look whether the number is right. If both are the same, say so with --although-different, or with "confirm": true.',
    { subject: refText(target), record: source },
  )
}

/**
 * The document of this number, of one of the kinds that the flow makes of its record, under the key that the ledger spells.
 * @throws InvalidInput where the flow makes none, or the number is one of several kinds; NotFound
 */
async function namedDocument(
  { connections }: Pick<LoopParts, 'connections'>,
  integration: Integration,
  program: Program,
  { flow, number }: { readonly flow: string; readonly number: string },
): Promise<{ readonly target: RecordRef; readonly held: RecordValue }> {
  const kinds = documentsOf(program, flow)
  const [first, rest] = [number.trim().split(/\s+/, 1)[0]!, number.trim().replace(/^\S+\s+/, '')]
  const named = kinds.filter((entity) => entity === first)
  const [asked, key] = named.length > 0 ? [named, rest] : [kinds, number.trim()]
  const found = []
  const unreadable: { readonly entity: EntityName; readonly error: AccessDenied }[] = []
  for (const entity of asked) {
    const held = await connections.read(integration, ref(entity, key)).catch((error: unknown) => {
      // What the hub's role may not read is none of what it makes there; another kind may have the number.
      if (!(error instanceof AccessDenied) || error.signIn !== null) throw error
      unreadable.push({ entity, error })
      return null
    })
    if (held) found.push({ target: ref(entity, recordKey(String(held[program.schemaOf(entity)!.key]))), held })
  }
  if (found.length > 1)
    throw new InvalidInput('The document', [
      {
        at: key,
        reason: `is the number of several: say which, as ${found.map(({ target }) => `"${refText(target)}"`).join(' or ')}`,
      },
    ])
  if (found[0]) return found[0]
  if (unreadable[0] && unreadable.length === asked.length) throw unreadable[0].error
  throw new NotFound(
    asked.map((entity) => refText(ref(entity, key))).join(', '),
    `Give the number exactly as ${systemOf(asked[0]!) === 'gp' ? 'GP' : 'the other system'} shows it. What was entered there as another kind of document cannot be named.${unreadable.map(({ entity }) => ` The hub’s role there may not read ${entity}.`).join('')}`,
  )
}

/** The kinds of documents that a flow writes once for each record. @throws InvalidInput where it writes none */
function documentsOf(program: Program, flow: string): EntityName[] {
  const steps = program.flows.get(flow)?.flow.steps ?? []
  const found = writeSteps(steps).flatMap(({ to }) => (program.schemaOf(to)?.document ? [to] : []))
  if (found.length > 0) return [...new Set(found)]
  throw new InvalidInput('The incident', [{ at: flow, reason: 'makes no document that people enter by hand' }])
}
