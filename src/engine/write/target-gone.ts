import { connectorOf } from '../../domain/connector.ts'
import type { Integration } from '../../domain/definition.ts'
import { HubError, NeedsPerson } from '../../domain/errors.ts'
import {
  type EntityName,
  keyWord,
  type LinkRepair,
  type RecordKey,
  recordKey,
  ref,
  refText,
  systemOf,
} from '../../domain/record.ts'
import type { JournalEntry } from '../../domain/run.ts'
import type { Link } from '../../domain/stores.ts'
import type { Connections } from '../connections/connections.ts'
import type { EngineParts } from '../parts.ts'

export interface Looking {
  readonly parts: EngineParts
  readonly connections: Connections
  readonly integration: Integration
  readonly journal: readonly JournalEntry[]
}

/** Candidates that are offered. */
const mostOffered = 3
const mostFound = 20

/**
 * Which linked record that this run builds on is gone from the remote system, as after a merge of customers there; null:
 * all of them are there. Asked only when something was refused, so that the way of an order costs nothing more.
 */
export async function linkedRecordGone(looking: Looking): Promise<NeedsPerson | null> {
  const { parts, connections, integration } = looking
  for (const link of await linksUsed(looking)) {
    if (!parts.entities.get(link.target.entity)?.shared) continue
    if (!(await connections.read(integration, link.target))) return targetGone(looking, link)
  }
  return null
}

/**
 * A linked record that is gone. One that others may be merged into is looked for under another key. Which of both it was,
 * merged or deleted, GP does not say: to make it again after a merge would undo that, and to take a namesake for it would
 * put one customer's orders and receipts on the account of another.
 */
export async function targetGone(looking: Looking, link: Link): Promise<NeedsPerson> {
  const { parts } = looking
  const { source, target } = link
  const schema = parts.entities.get(target.entity)!
  const repair = (after: RecordKey | null, because: string, unsure = false): LinkRepair => ({
    ...{ source, entity: target.entity, before: target.key, after, because },
    ...(unsure ? { unsure } : {}),
  })
  const command = (after: string) =>
    `"ledgerline proposals link ${source.entity} ${keyWord(source.key)} ${target.entity} ${after}"`
  const gone = (message: string, hint: string, repairs: readonly LinkRepair[]) =>
    new NeedsPerson('target_gone', message, hint, { subject: `${refText(target)} is gone`, record: source, repairs })
  if (!schema.shared)
    return gone(
      `${refText(target)} was written for ${refText(source)} and is no longer in GP.`,
      `If it must stay away, resolve the incident with "ledgerline incidents ID --resolve". To have it written again: ${command('none')}.`,
      [repair(null, 'to have it written again')],
    )
  const owned = schema.owner !== undefined
  const owner = owned ? await ownerGone(looking, link) : null
  if (owner) return owner
  const candidates = await candidatesFor(looking, link)
  const found = candidates.map(({ key }) => refText(ref(target.entity, key))).join(' or ')
  const what = `${refText(target)}, which ${refText(source)} is linked to, is gone from GP`
  const unsure = candidates.every((one) => one.unsure)
  const again = `If it was deleted in GP, have it written again: ${command('none')}.`
  const linking =
    candidates.length > 0
      ? `If it was merged or renamed, compare ${found} with the customer in the shop, then link ${refText(source)} to the right one: ${command(candidates[0]!.key)}.`
      : `If it was merged or renamed, find the number that it has in GP now, and link ${refText(source)} to it: ${command('NUMBER')}.`
  const links = candidates.map((one) => repair(one.key, one.because, one.unsure))
  // An account may have been merged under a number that nothing was found by.
  const written = repair(null, 'to have it written again, where it was deleted', !owned)
  return gone(
    candidates.length === 0
      ? `${what}: it was merged into another, renamed or deleted.`
      : unsure
        ? `${what}: it was merged into another, renamed or deleted. ${found} is perhaps another one: ${candidates[0]!.because}, and nothing else says that they are the same.`
        : `${what}. It was perhaps merged into ${found}, or renamed to it: ${candidates[0]!.because}.`,
    unsure ? `${again} ${linking}` : `${linking} ${again}`,
    unsure ? [written, ...links] : [...links, written],
  )
}

/** The account that an address belonged to is gone as well: that is the cause. */
async function ownerGone(looking: Looking, link: Link): Promise<NeedsPerson | null> {
  const { parts, connections, integration } = looking
  const owner = parts.entities.get(link.target.entity)!.owner!
  const account = ref(owner.entity, String(link.written[owner.field] ?? ''))
  if (account.key === '' || (await connections.read(integration, account))) return null
  const links = await parts.database.stores.links.byTarget(integration.id, account)
  const used = await linksUsed(looking)
  const own = links.find(({ source }) => used.some((one) => refText(one.source) === refText(source))) ?? links[0]
  return own ? targetGone(looking, own) : null
}

/** Links that the run has found or used so far, as they are stored. */
async function linksUsed({ parts, integration, journal }: Looking): Promise<Link[]> {
  const targets = journal.flatMap((entry) => {
    if (entry.kind === 'unchanged') return [entry.record]
    if (entry.kind !== 'looked-up') return []
    return entry.links.flatMap(({ entity, target }) => (target === null ? [] : [ref(entity, target)]))
  })
  const read = new Set(journal.flatMap((entry) => (entry.kind === 'read' ? [refText(entry.record)] : [])))
  const found: Link[] = []
  for (const target of new Map(targets.map((one) => [refText(one), one])).values()) {
    const links = await parts.database.stores.links.byTarget(integration.id, target)
    found.push(...links.filter(({ source }) => read.has(refText(source))))
  }
  return found
}

interface Candidate {
  readonly key: RecordKey
  readonly because: string
  /** One field agrees, in which different records often do. */
  readonly unsure: boolean
}

/** Records that may be the one that is gone: what belonged to it has moved there, or they are known by the same field. */
async function candidatesFor(looking: Looking, link: Link): Promise<readonly Candidate[]> {
  const { parts } = looking
  const { target, written } = link
  const found = new Map<string, { readonly key: RecordKey; readonly reasons: Reason[] }>()
  const add = (key: unknown, reason: Reason) => {
    const text = typeof key === 'string' ? key.trim() : ''
    if (text === '' || text.toUpperCase() === target.key.toUpperCase()) return
    const known = found.get(text.toUpperCase())
    if (known) known.reasons.push(reason)
    else found.set(text.toUpperCase(), { key: recordKey(text), reasons: [reason] })
  }
  for (const moved of await linksUsed(looking)) {
    const owner = parts.entities.get(moved.target.entity)?.owner
    if (owner?.entity !== target.entity) continue
    const within = String(moved.written[owner.within] ?? '')
    for (const row of await search(looking, moved.target.entity, { [owner.within]: within }))
      add(row[owner.field], { says: `its address ${within} is there`, enough: true })
  }
  const { key, knownBy = [], alike = [] } = parts.entities.get(target.entity)!
  for (const field of knownBy)
    for (const row of await search(looking, target.entity, { [field]: String(written[field] ?? '') }))
      add(row[key], { says: `it has the same ${field}`, enough: !alike.includes(field) })
  const candidates = [...found.values()].map(({ key: its, reasons }): Candidate => {
    const because = [...new Set(reasons.map(({ says }) => says))]
    return {
      key: its,
      because: because.join(', '),
      unsure: because.length < 2 && !reasons.some(({ enough }) => enough),
    }
  })
  return candidates.sort((a, b) => Number(a.unsure) - Number(b.unsure)).slice(0, mostOffered)
}

interface Reason {
  readonly says: string
  /** It alone shows that the records are the same. */
  readonly enough: boolean
}

/**
 * A courtesy: nothing where the system cannot be searched so, or does not let the hub. Beside the breaker, because a role
 * that may not search stops no order.
 */
async function search({ parts, integration }: Looking, entity: EntityName, where: Readonly<Record<string, string>>) {
  if (Object.values(where).some((value) => value === '' || value.includes('%'))) return []
  const connector = connectorOf(await parts.connectorsOf(integration), systemOf(entity))
  try {
    return await connector.search(entity.slice(entity.indexOf('.') + 1), { where, limit: mostFound })
  } catch (error) {
    if (error instanceof HubError) return []
    throw error
  }
}
