import { type Clock, later } from '../domain/clock.ts'
import type { Integration } from '../domain/definition.ts'
import { HubError, InvalidInput } from '../domain/errors.ts'
import type { Change, Proposal, RewrittenDocument } from '../domain/proposal.ts'
import { canonicalJson, type IntegrationId, type Json, type RecordRef, refText } from '../domain/record.ts'
import type { FieldDifference } from '../domain/run.ts'
import type { Database, KeptDocument } from '../domain/stores.ts'
import type { Engine } from '../engine/index.ts'
import type { Proposals } from './proposals.ts'
import { knowable } from './rewritten.ts'

export interface KeptDocumentsParts {
  readonly database: Database
  readonly engine: Pick<Engine, 'ruleDifference'>
  readonly clock: Clock
  readonly hash: (text: string) => string
}

/** The one proposal of an integration that lists them. */
const occasion = 'kept documents'
/** How many one proposal lists, and about how many fields of them; the next follows when it is decided. */
const mostDocuments = 500
const mostFields = 5_000
/** A waiting proposal is replaced by a longer one no more often than this. */
const renewAfterMs = 10 * 60_000

type Rewrite = Extract<Change, { do: 'rewrite' }>

/** Approved ones are on their way; one that a run has kept again since then was not written after all. */
const isDecided = ({ state, decision }: Proposal, { at }: KeptDocument) =>
  state === 'rejected' || state === 'approved' || (state === 'applied' && decision !== null && at <= decision.at)

export interface KeptDocuments {
  /** Proposes what runs have found since: one proposal an integration, that grows until somebody begins to decide on it. */
  offer(integration: IntegrationId, proposals: Proposals): Promise<void>
  /** @throws InvalidInput when a document is not as the plan lists it any more */
  check(integration: Integration, change: Rewrite): Promise<void>
}

/**
 * Documents that stay as they were written, because only other rules would make them differently. A person decides
 * whether they are written again.
 */
export function createKeptDocuments({ database, engine, clock, hash }: KeptDocumentsParts): KeptDocuments {
  const { stores } = database
  const hashOf = (fields: readonly FieldDifference[]) => hash(canonicalJson(fields as unknown as Json))

  /** What the rules of today would change in it; null: nobody can say, as where its run is not kept. */
  async function today(integration: Integration, { source, target }: Pick<KeptDocument, 'source' | 'target'>) {
    const link = (await stores.links.find(integration.id, target.entity, [source])).get(source.key)
    return link ? knowable(engine.ruleDifference(integration.id, link), 'thrown') : { fields: [], currency: null }
  }

  /** As it is to be listed now; null: nothing differs any more. */
  async function listed(integration: Integration, document: KeptDocument): Promise<RewrittenDocument | null> {
    const { source, target, record, kept } = document
    const now = await today(integration, document)
    const fields = now?.fields ?? kept.fields
    if (fields.length === 0) {
      await database.transaction((tx) => tx.keptDocuments.remove(integration.id, source, target.entity))
      return null
    }
    return {
      ...{ source, target, record, currency: now?.currency ?? kept.currency, madeUnder: kept.madeUnder },
      ...{ fields, differs: hashOf(fields) },
    }
  }

  /** Those that no decision has been made about. */
  async function undecided(id: IntegrationId): Promise<KeptDocument[]> {
    const found: KeptDocument[] = []
    const proposals = new Map<string, Proposal | null>()
    let fields = 0
    for (let after: RecordRef | null = null; found.length < mostDocuments && fields < mostFields; ) {
      const page: readonly KeptDocument[] = await stores.keptDocuments.list(id, { after, limit: mostDocuments })
      for (const document of page) {
        const { proposal: listedIn } = document
        if (listedIn !== null && !proposals.has(listedIn)) proposals.set(listedIn, await stores.proposals.get(listedIn))
        const proposal = listedIn === null ? null : (proposals.get(listedIn) ?? null)
        if (document.kept.closed || fields >= mostFields || (proposal && isDecided(proposal, document))) continue
        found.push(document)
        fields += document.kept.fields.length
      }
      const last = page.at(-1)
      if (page.length < mostDocuments || !last) break
      after = last.source
    }
    return found.slice(0, mostDocuments)
  }

  return {
    async offer(id, proposals) {
      const integration = await stores.integrations.get(id)
      if (!integration) return
      const made = await stores.proposals.madeFor(id, occasion)
      if (made?.state === 'approved') return
      const pending = made?.state === 'pending' && made.expiresAt > clock.now() ? made : null
      if (pending && (pending.approvals.length > 0 || later(pending.at, renewAfterMs) > clock.now())) return
      const found = await undecided(id)
      const outdated = pending?.changes.some(
        (change) => change.do === 'rewrite' && change.version !== integration.version,
      )
      if (found.every(({ proposal }) => proposal !== null && proposal === pending?.id) && !outdated) return
      const documents: RewrittenDocument[] = []
      for (const document of found) {
        const one = await listed(integration, document)
        if (one) documents.push(one)
      }
      if (pending && !(await proposals.withdraw(pending.id, 'Another list takes its place.'))) return
      if (documents.length === 0) return
      const proposal = await proposals
        .propose({
          integration: id,
          title: `Write ${documents.length} ${documents.length === 1 ? 'document' : 'documents'} in GP under the rules of today`,
          reason:
            'These documents were written before the rules were changed, and their records have changed nothing that matters since. They stay as they are until somebody decides.',
          changes: [{ do: 'rewrite', version: integration.version, documents }],
          proposedBy: { kind: 'hub' },
          occasion,
        })
        .catch((error: unknown) => {
          // What it lists has changed in this moment: the next look lists it anew.
          if (error instanceof HubError) return null
          throw error
        })
      const sources = documents.map(({ source }) => source)
      if (proposal) await database.transaction((tx) => tx.keptDocuments.listed(id, sources, proposal.id))
    },

    async check(integration, { documents }) {
      for (const document of documents) {
        const now = await today(integration, document)
        if (now && (now.fields.length === 0 || hashOf(now.fields) !== document.differs))
          throw new InvalidInput('The list', [
            { at: refText(document.target), reason: 'would not be written as it was listed; another list follows' },
          ])
      }
    },
  }
}
