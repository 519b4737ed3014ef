import { isVoided } from '../../domain/document.ts'
import { isLookedAtFirst, isPeoples } from '../../domain/entered-by-hand.ts'
import { factsOf, lastingOf } from '../../domain/entity.ts'
import { isHashOf } from '../../domain/erased.ts'
import { HubError, KeyInUse, NeedsPerson, RejectedByRemote, RemoteUnavailable } from '../../domain/errors.ts'
import { canonicalJson, type RecordRef, type RecordValue, refText, systemOf } from '../../domain/record.ts'
import { type IntendedWrite, type JournalEntry, type PlannedWrite, valueRead } from '../../domain/run.ts'
import type { KnownPlace, Link } from '../../domain/stores.ts'
import { planUpdate } from '../../language/index.ts'
import { deciding } from '../deciding.ts'
import { append } from './append.ts'
import { emptiedOf, emptiedQuestion } from './emptied.ts'
import { contentHash, keepEntered, linkedOfOtherWorth, worthHash } from './entered-by-hand.ts'
import { intendedBefore } from './intended-before.ts'
import { keepLost } from './keep-unread.ts'
import { isKnown, voidedThere } from './linked-update.ts'
import { underOwnRules } from './own-rules.ts'
import { confirm, created, linkTo, readBack } from './read-back.ts'
import { documentHash, documentUnder, marksRead, type Place, placeOf } from './same-record.ts'
import { send } from './send.ts'
import { retryWhenSettled, waitUntilSettled } from './settling.ts'
import { linkedRecordGone, targetGone } from './target-gone.ts'
import { inFreePlace } from './waiting-place.ts'
import { isOwnDocument, type WriteContext, type WriteResult } from './write-context.ts'
import { decideDocument, isShared } from './write-decision.ts'

/**
 * The one way in which anything is written to a remote system.
 *
 *   another record, same id  → a person; GP's record stays as it is
 *   linked by a person       → nothing is sent, and what stands there at the first look is right; a person, where the record
 *                              has changed since, or a document is not worth the same (entered-by-hand.ts)
 *   linked and the same      → nothing is sent; a person, where the document is void; with an update whose outcome is
 *                              unknown as below
 *   linked and different     → the document under its own rules (own-rules.ts); then read; untouched: update by the
 *                              difference; touched: a person
 *   intent never sent        → intent and "sent" commit, a first one only where nothing is known of the place; then the
 *                              call, then the read-back, which goes on beside the next write of what is made on the way to
 *                              the run's own document
 *   sent, outcome unknown    → looked up; there: ours or a person; not there: wait, look again, send the same number
 *   a key that nobody chose  → looked for first: what is there is what is wanted
 *   set, or append           → what is there and not ours (`set`), and rows without a key of ours (append.ts)
 */
export async function write(context: WriteContext, planned: PlannedWrite): Promise<WriteResult> {
  const wanted = documentHash(context.parts, planned)
  const target = { entity: planned.entity, key: planned.key }
  const look = () => context.parts.database.stores.intents.look(context.integration.id, planned.source, target)
  try {
    return await writeAt(context, planned, wanted, (await asLookedUp(context, planned, wanted)) ?? (await look()))
  } catch (error) {
    // Its place is not free any more, or never was: another run has come before, or another record has the key. Nothing was
    // stored or sent with it.
    if (!(error instanceof KeyInUse)) throw error
    return writeAt(context, planned, wanted, await look())
  }
}

async function writeAt(
  context: WriteContext,
  planned: PlannedWrite,
  wanted: string,
  looked: KnownPlace,
): Promise<WriteResult> {
  const { stores } = context.parts.database
  const schema = context.parts.entities.get(planned.entity)!
  // What would be written as it was has lost nothing.
  const stands = looked.link !== null && isHashOf(looked.link.writtenHash, wanted, context.parts.seal)
  const plan = stands ? planned : await keepLost(stores.runs, schema, planned, looked.link, context.journal)
  const hash = plan === planned ? wanted : documentHash(context.parts, plan)
  const known = placeOf(context.parts, plan, looked, marksRead(context.parts, context.journal, plan.source))
  const result = await writeKnown(context, plan, hash, known)
  return { ...result, link: result.link && withAlong(context, plan, known.link, result.link) }
}

/**
 * What went along when the document was made stays in its link, whatever is written later: it is not looked at again in the
 * remote system, where people may have moved it to another document.
 */
function withAlong({ parts }: WriteContext, { entity }: PlannedWrite, before: Link | null, link: Link): Link {
  const schema = parts.entities.get(entity)!
  // What an earlier run sent is not what is wanted now, and what is sent is not always what is stored.
  const from = before?.written ?? link.readBack
  const lasting = lastingOf(schema, from)
  const along = Object.entries(from).filter(([name]) => !(name in lasting))
  return { ...link, written: { ...lastingOf(schema, link.written), ...Object.fromEntries(along) } }
}

/**
 * What was looked up ahead, where it says that the document stands as it was written under this key, or that nothing is known
 * of its place: that is made sure of when the intent is stored. Else null.
 */
async function asLookedUp(context: WriteContext, plan: PlannedWrite, hash: string): Promise<KnownPlace | null> {
  const ahead = await context.lookAhead(plan.source, plan.entity)
  const isDocument = context.parts.entities.get(plan.entity)!.way === 'document'
  if (isDocument && ahead && !ahead.link && !ahead.intent) return ahead
  if (!ahead?.link || ahead.link.target.key !== plan.key) return null
  return isHashOf(ahead.link.writtenHash, hash, context.parts.seal) && isKnown(ahead.link, ahead.intent) ? ahead : null
}

async function writeKnown(context: WriteContext, plan: PlannedWrite, hash: string, known: Place): Promise<WriteResult> {
  const { parts, integration, step } = context
  const { link } = known
  const schema = parts.entities.get(plan.entity)!
  const unconfirmed = integration.confirmed === null && !schema.own
  if (schema.way === 'set' || schema.way === 'append') {
    if (unconfirmed) throw companyNotConfirmed(plan)
    return schema.way === 'set' ? set(context, plan, hash, known) : append(context, plan, hash, known)
  }
  if (link && isPeoples(plan, link)) {
    await mustStand(context, plan, link)
    const kept =
      keepEntered(link, { document: hash, worth: worthOfSource(context, plan) }, parts.seal) ?? remarked(link, known)
    return { entries: [{ kind: 'unchanged', step, record: link.target }], link: kept, question: null }
  }
  const unchanged = link !== null && isHashOf(link.writtenHash, hash, parts.seal)
  const own = refText(plan.source) === refText(context.run.record)
  if (link && own && plan.update === 'never' && isUnproved(link)) return look(context, plan, hash, link, known)
  // What was taken back in the shop may have arrived meanwhile.
  const settled = link !== null && isKnown(link, known.intent)
  if (link && ((unchanged && settled) || plan.update === 'never')) {
    if (plan.update !== 'never') await mustStand(context, plan, link)
    return { entries: [{ kind: 'unchanged', step, record: link.target }], link: remarked(link, known), question: null }
  }
  const before = writtenInThisRun(context, plan)
  if (before) return { entries: [{ kind: 'unchanged', step, record: before }], link: null, question: null }
  if (unconfirmed) throw companyNotConfirmed(plan)
  if (!link) return create(context, plan, hash, known)
  // What is not proved, or on its way already, is brought to its end.
  const onItsWay = known.intent?.state === 'sent' && isHashOf(known.intent.documentHash, hash, parts.seal)
  if (link.writtenHash === '' || onItsWay || unchanged) return update(context, plan, hash, link, known)
  return updateUnderOwnRules(context, plan, link, known)
}

/**
 * A document that its record still wants counts: an order that is taken up again after it was cancelled would else have no
 * sales order that anybody ships.
 */
async function mustStand(context: WriteContext, plan: PlannedWrite, link: Link): Promise<void> {
  const { parts, connections, integration } = context
  const schema = parts.entities.get(plan.entity)!
  if (!schema.document?.voided) return
  const held = await connections.read(integration, link.target)
  if (!held) throw await targetGone(context, link)
  if (isVoided(schema, held)) throw voidedThere(plan, link.target)
  const otherWorth = isLookedAtFirst(link) ? linkedOfOtherWorth(context.parts, schema, plan, link, held) : null
  if (otherWorth) throw otherWorth
}

/** The hash of what lists show of the record that the document is of; null: the run has not read it. */
function worthOfSource({ parts, journal }: WriteContext, { source }: PlannedWrite): string | null {
  const value = valueRead(journal, source)
  const schema = parts.entities.get(source.entity)
  if (!value || !schema) return null
  const facts = factsOf(schema, value)
  return facts ? worthHash(parts, facts) : contentHash(parts, schema, value)
}

/** The hub wrote it, and what is there was not what was meant. */
const isUnproved = (link: Link) => link.writtenHash === '' && link.writtenBy !== null

/** A document of the run's own record that is never changed, once more: whether somebody has corrected it where it is. */
async function look(
  context: WriteContext,
  plan: PlannedWrite,
  hash: string,
  link: Link,
  { marks }: Place,
): Promise<WriteResult> {
  const { target } = link
  const held = await context.connections.read(context.integration, target)
  if (!held) throw await targetGone(context, link)
  const document = documentUnder(context.parts, plan, target.key)
  return confirm(context, plan, hash, document, target, held, [], marks, 'found', document, { before: held, sent: [] })
}

/** Marks that are taken for the first time, or that their owner has changed, are kept from now on. */
const remarked = (link: Link, { marks }: Place): Link | null =>
  marks && canonicalJson(marks) !== canonicalJson(link.marks) ? { ...link, marks } : null

async function updateUnderOwnRules(
  context: WriteContext,
  plan: PlannedWrite,
  link: Link,
  place: Place,
): Promise<WriteResult> {
  const { parts, step } = context
  const { flow, record, version } = context.run
  const own = await underOwnRules({ ...context, by: deciding(context.program), flow, record, version }, plan, link)
  const kept: JournalEntry[] = own.kept
    ? [{ kind: 'kept', step, record: link.target, source: link.source, difference: own.kept }]
    : []
  if (own.do === 'ask') return { entries: kept, link: null, question: { ...own.question, step } }
  if (own.do === 'keep')
    return {
      entries: [...kept, { kind: 'unchanged', step, record: link.target }],
      link: remarked(link, place),
      question: null,
    }
  if (own.proofs.length > 0) await context.commit(own.proofs)
  const hash = documentHash(parts, own.plan)
  const result = await update(context, own.plan, hash, link, place)
  return {
    ...result,
    entries: [...kept, ...result.entries],
    link: result.link && { ...result.link, rules: own.rules },
  }
}

/** The same document of the same source, a step ago: its link is still to be committed. */
function writtenInThisRun({ parts, journal, step }: WriteContext, plan: PlannedWrite): RecordRef | null {
  const schema = parts.entities.get(plan.entity)!
  for (const entry of journal) {
    if (entry.kind !== 'intended' || entry.step === step) continue
    const { record, source, full } = entry.write
    if (record.entity !== plan.entity || refText(source) !== refText(plan.source)) continue
    const written = journal.some((later) => later.kind === 'written' && refText(later.record) === refText(record))
    if (written && !planUpdate(schema, full, documentUnder(parts, plan, record.key))) return record
  }
  return null
}

async function create(context: WriteContext, plan: PlannedWrite, hash: string, place: Place): Promise<WriteResult> {
  const { intent: known, marks, free } = place
  const { parts, connections, integration, fence, step } = context
  const schema = parts.entities.get(plan.entity)!
  const { namedByKey } = schema
  const target: RecordRef = { entity: plan.entity, key: known?.target.key ?? plan.key }
  const document = documentUnder(parts, plan, target.key)
  const entries: JournalEntry[] = []
  const arrived = [{ kind: 'settled', step, record: target, arrived: true }] as const
  /** It is there: ours, or a person's matter. */
  const adopt = (found: RecordValue, before: readonly JournalEntry[], around: typeof created | null) => {
    decided(context, plan, place, target, document, found)
    return confirm(context, plan, hash, document, target, found, before, marks, 'found', document, around)
  }

  if (isShared(schema, plan, place)) return share(context, plan, hash, document, place)
  if (known && known.state !== 'open') {
    const found = await connections.read(integration, target)
    if (found && !isHashOf(known.documentHash, hash, parts.seal)) {
      // Sent before the order was edited: it arrived as it was then, and is brought up to date now.
      decided(context, plan, place, target, document, found)
      await context.commit(arrived)
      const here = { ...linkTo(context, plan, target, found, marks), writtenBy: null }
      return update(context, plan, hash, here, place)
    }
    if (found) return adopt(found, arrived, null)
    await waitUntilSettled(context, known)
    entries.push({ kind: 'settled', step, record: target, arrived: false })
  } else {
    const there = namedByKey ? await connections.read(integration, target) : null
    if (there) return adopt(there, [], null)
    decided(context, plan, place, target, document, null)
  }

  const placed = inFreePlace(schema, document, context.journal)
  const intended: IntendedWrite = {
    do: 'create',
    record: target,
    source: plan.source,
    document: placed,
    full: document,
  }
  if (place.stale) await parts.database.transaction((tx) => tx.intents.forget(place.stale!, fence))
  const sending = { integration: integration.id, source: plan.source, target }
  await context.commit([...entries, { kind: 'intended', step, write: intended }], {
    ...sending,
    operation: 'create',
    documentHash: hash,
    marks,
    ...(free ? { first: true } : {}),
  })
  const sent = await send(
    () =>
      connections.call(integration, systemOf(plan.entity), 'create', (connector) =>
        connector.write({ do: 'create', record: target, document: placed }),
      ),
    () => connections.read(integration, target),
  )
  if (sent.is === 'found') return adopt(sent.found, sent.lost ? arrived : [], sent.lost ? created : null)
  if (sent.is === 'unknown') throw retryWhenSettled(context, sent.error)
  if (sent.is === 'refused') {
    const { error } = sent
    if (error instanceof HubError) await parts.database.transaction((tx) => tx.intents.reopen(fence, sending))
    throw (error instanceof RejectedByRemote ? await linkedRecordGone(context) : null) ?? error
  }
  const proving = readBack(context, target).then((held) =>
    confirm(context, plan, hash, document, target, held, [], marks, 'sent', document, created),
  )
  // What is made on the way, such as its customer, has no amounts to prove: GP refuses the next if it is not there.
  if (isOwnDocument(context.run, plan)) return proving
  const sentAs: JournalEntry = { kind: 'written', step, record: target, value: document }
  return { entries: [sentAs], link: null, question: null, proving }
}

/** It was made for another record of this integration, and is this one's as well: its content stays as it is. */
async function share(
  context: WriteContext,
  plan: PlannedWrite,
  hash: string,
  document: RecordValue,
  place: Place,
): Promise<WriteResult> {
  const target: RecordRef = { entity: plan.entity, key: plan.key }
  const found = await context.connections.read(context.integration, target)
  const decision = decided(context, plan, place, target, document, found)
  // Only what is proved to be the other's: under this number there may be somebody else's customer, which nobody takes.
  const linked = await context.parts.database.stores.links.byTarget(context.integration.id, target)
  const { namedByKey = false } = context.parts.entities.get(plan.entity)!
  if (!found || decision.do === 'wait' || (linked.length === 0 && !namedByKey))
    throw new RemoteUnavailable(
      { system: systemOf(target.entity), operation: `look-up of ${refText(target)}` },
      `it is being made for ${refText(place.holder!)}`,
      { ambiguous: false },
    )
  // Of somebody's customer only whose it is is asked; what a key names is what was meant, or it is not.
  return confirm(context, plan, hash, document, target, found, [], place.marks, 'found', namedByKey ? document : {})
}

/** What is decided about a document. @throws the question, where a person has to look at it */
function decided(
  { parts }: WriteContext,
  plan: PlannedWrite,
  place: Place,
  target: RecordRef,
  wanted: RecordValue,
  held: RecordValue | null,
  intended: RecordValue | null = null,
) {
  const schema = parts.entities.get(plan.entity)!
  const decision = decideDocument({ plan, schema, place, target, wanted, held, intended, seal: parts.seal })
  if (decision.do === 'ask') throw decision.question
  return decision
}

/**
 * A record that is there and not ours: what differs of the wanted fields is set, whatever they hold. Absolute values, so
 * nothing is frozen before: a lost reply is followed by another look.
 */
async function set(context: WriteContext, plan: PlannedWrite, hash: string, place: Place): Promise<WriteResult> {
  const target = { entity: plan.entity, key: plan.key }
  const held = await context.connections.read(context.integration, target)
  if (!held)
    throw new NeedsPerson(
      'target_missing',
      `${refText(target)} is not there, so nothing can be set in it.`,
      'See why it is missing, or correct the mapping that makes its key; then replay the incident.',
      { subject: refText(target), record: plan.source },
    )
  const first = await context.beforeSet({ target, there: held, wanted: plan.document })
  if (first?.do === 'ask') return { entries: [], link: null, question: { ...first.question, step: context.step } }
  if (first) return { entries: [], link: null, question: null, instead: first }
  const here = { ...linkTo(context, plan, target, held, place.marks), writtenBy: null }
  return update(context, plan, hash, here, { ...place, intent: null }, held)
}

async function update(
  context: WriteContext,
  plan: PlannedWrite,
  hash: string,
  link: Link,
  place: Place,
  held?: RecordValue,
): Promise<WriteResult> {
  const { parts, connections, integration, step } = context
  const { marks, intent } = place
  const { target } = link
  const wanted = documentUnder(parts, plan, target.key)
  const current = held ?? (await connections.read(integration, target))
  const schema = parts.entities.get(plan.entity)!
  const { way, madeOnce } = schema
  const isSet = way === 'set'
  // What is not ours is never emptied.
  const sentBefore = isSet
    ? null
    : await intendedBefore({ ...context, record: context.run.record, flow: context.run.flow }, link, intent)
  const decision = decided(context, plan, { ...place, link }, target, wanted, current, sentBefore)
  if (!current || decision.do === 'gone') throw await targetGone(context, link)
  if (decision.do !== 'update') {
    // A remark alone changes nothing in a document that is closed or that people have changed: it stays as it is there.
    const { remarks = [] } = parts.entities.get(plan.entity)!
    const compared = Object.fromEntries(Object.entries(wanted).filter(([field]) => !remarks.includes(field)))
    return confirm(context, plan, hash, wanted, target, current, [], marks, 'found', compared, {
      before: current,
      sent: [],
    })
  }

  const { full } = decision.update
  // To make something takes all of it.
  const document = madeOnce ? full : decision.update.document
  const intended: IntendedWrite = {
    ...{ do: 'update', record: target, source: plan.source, document, full },
    ...(plan.unread && plan.unread.length > 0 ? { kept: plan.unread } : {}),
  }
  const sending = { integration: integration.id, source: plan.source, target, operation: 'update', marks } as const
  await context.commit(
    [{ kind: 'intended', step, write: intended }],
    isSet ? undefined : { ...sending, documentHash: hash },
  )
  // Absolute values: an update whose reply was lost can be sent again without harm, after another look.
  const sent = await send(
    () =>
      connections.call(integration, systemOf(plan.entity), 'update', (connector) =>
        connector.write({
          do: 'update',
          record: target,
          document,
          ...(plan.tellCustomer ? { tellCustomer: true } : {}),
        }),
      ),
    async () => null,
  )
  if (sent.is === 'unknown') throw sent.error
  if (sent.is === 'refused')
    throw (sent.error instanceof RejectedByRemote ? await linkedRecordGone(context) : null) ?? sent.error
  // What was not sent may have been changed there by people, and stays.
  const named = Object.fromEntries(Object.keys(document).map((field) => [field, full[field]!]))
  const after = await readBack(context, target)
  const around = { before: current, sent: Object.keys(document) }
  const result = await confirm(context, plan, hash, full, target, after, [], marks, 'sent', named, around)
  const emptied = emptiedOf(schema, document, current, after)
  if (result.question || emptied.length === 0) return result
  return { ...result, question: emptiedQuestion(schema, step, target, emptied, current) }
}

function companyNotConfirmed(plan: PlannedWrite): NeedsPerson {
  return new NeedsPerson(
    'company_not_confirmed',
    'Nobody has confirmed yet which GP company this integration writes to.',
    'Look at the company with "ledgerline doctor", then confirm it with "ledgerline confirm test" or "ledgerline confirm live".',
    { subject: 'company', record: plan.source },
  )
}
