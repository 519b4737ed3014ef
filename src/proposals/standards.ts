import type { Instant } from '../domain/clock.ts'
import { HubError, InvalidInput, type Problem } from '../domain/errors.ts'
import type { Proposal } from '../domain/proposal.ts'
import { canonicalJson, type IntegrationId, type Json } from '../domain/record.ts'
import type { StandardPart } from '../domain/stores.ts'
import {
  broughtIn,
  changedPlaces,
  check,
  type DefinitionEdit,
  type DefinitionParts,
  definitionFromParts,
  type MergeConflict,
  mergePart,
} from '../language/index.ts'
import type { CarryOutParts } from './parts.ts'
import type { Proposals } from './proposals.ts'

export interface StandardsParts extends Pick<CarryOutParts, 'database' | 'entities' | 'clock' | 'hash'> {
  /** What a new integration begins with in this program. */
  readonly standard: DefinitionParts
  /** Those of released versions, oldest first. */
  readonly released: readonly DefinitionParts[]
}

/** How an integration stands to the standard of this program. */
export type StandardState =
  | { readonly is: 'newest' }
  /** The proposal waits for a decision; null: the hub makes it within minutes. */
  | { readonly is: 'offered'; readonly parts: readonly string[]; readonly proposal: string | null }
  | {
      readonly is: 'declined'
      readonly parts: readonly string[]
      readonly proposal: string
      readonly at: Instant | null
    }
  /** What people have changed does not go together with the newer standard. */
  | { readonly is: 'stuck'; readonly parts: readonly string[]; readonly problems: readonly Problem[] }

type SetPart = Extract<DefinitionEdit, { do: 'set-part' }>

/** What an integration has to change to have the newest standard, and what would be wrong then. */
interface Plan {
  readonly edits: readonly SetPart[]
  readonly problems: readonly Problem[]
}

/**
 * Integrations hold their own copies of the standard flows, mappings, settings and value maps. When this program brings
 * newer ones, the hub itself proposes them: once for each integration and standard. What people have changed stays.
 */
export interface Standards {
  /** Keeps the parts of this program's standard: the bases of later ones. */
  remember(): Promise<void>
  /** File name → hash of the standard part that each is made from: the one that it differs least from. */
  originsOf(parts: DefinitionParts): Promise<Record<string, string>>
  state(integration: IntegrationId): Promise<StandardState>
  /** Proposes the newer standard where that has not been done. `again`: also where it was declined. */
  offer(integration: IntegrationId, proposals: Proposals, again?: boolean): Promise<StandardState>
}

export function createStandards(parts: StandardsParts): Standards {
  const { database, clock, entities, hash } = parts
  const partsOf = (all: DefinitionParts): StandardPart[] =>
    Object.entries(all).map(([name, part]) => ({ name, part, hash: hash(canonicalJson(part)) }))
  const current = partsOf(parts.standard)
  const released = parts.released.flatMap(partsOf)
  const occasion = `standard ${hash(current.map((part) => `${part.name} ${part.hash}`).join('\n')).slice(0, 16)}`

  /** Oldest first, each once. */
  async function known(): Promise<StandardPart[]> {
    const all = [...released, ...(await database.stores.standards.list()), ...current]
    return [...new Map(all.map((part) => [`${part.name} ${part.hash}`, part])).values()]
  }

  /** Of the newest version of each integration: a version stays as it is, and pages ask again and again. */
  const plans = new Map<IntegrationId, { readonly version: number; readonly plan: Promise<Plan> }>()

  async function planOf(id: IntegrationId): Promise<Plan | null> {
    const integration = await database.stores.integrations.get(id)
    if (!integration || integration.version === 0) return null
    const { version } = integration
    const made = plans.get(id)
    if (made?.version === version) return made.plan
    const plan = makePlan(id, version)
    plans.set(id, { version, plan })
    plan.catch(() => plans.delete(id))
    return plan
  }

  async function makePlan(id: IntegrationId, version: number): Promise<Plan> {
    const theirs = await database.stores.integrations.version(id, version)
    const origins = await database.stores.integrations.standardsOf(id, version)
    const bases = await known()
    const plan = (keepDropped: boolean) =>
      current.flatMap((next): SetPart[] =>
        editFor(next, theirs, originOf(bases, origins, next.name, theirs), bases, keepDropped),
      )
    const problemsOf = (edits: readonly SetPart[]): readonly Problem[] => {
      try {
        const merged = { ...theirs, ...Object.fromEntries(edits.map(({ part, after }) => [part, after])) }
        const found = check(definitionFromParts(merged), entities)
        return found.length > 0 ? broughtIn(found, check(definitionFromParts(theirs), entities)) : found
      } catch (error) {
        if (error instanceof InvalidInput) return error.problems
        throw error
      }
    }
    const edits = plan(false)
    if (edits.length === 0) return { edits, problems: [] }
    const problems = problemsOf(edits)
    if (problems.length === 0) return { edits, problems }
    // A value or a setting that the standard has dropped may still be used by what a person made.
    const wider = plan(true)
    return problemsOf(wider).length === 0 ? { edits: wider, problems: [] } : { edits, problems }
  }

  async function state(id: IntegrationId): Promise<StandardState> {
    const plan = await planOf(id)
    if (!plan || plan.edits.length === 0) return { is: 'newest' }
    const names = plan.edits.map(({ part }) => part)
    if (plan.problems.length > 0) return { is: 'stuck', parts: names, problems: plan.problems.slice(0, mostProblems) }
    const made = await database.stores.proposals.madeFor(id, occasion)
    if (made && (made.state === 'rejected' || made.state === 'applied'))
      return { is: 'declined', parts: names, proposal: made.id, at: made.decision?.at ?? null }
    const waits = made?.state === 'pending' && fits(made, plan.edits)
    return { is: 'offered', parts: names, proposal: waits ? made.id : null }
  }

  /** Whether a proposal says what would be proposed now. */
  const fits = ({ changes }: Proposal, edits: readonly SetPart[]) =>
    canonicalJson(changes as unknown as Json) === canonicalJson(changesOf(edits) as unknown as Json)

  const changesOf = (edits: readonly SetPart[]) => [
    { do: 'edit-definition' as const, edits: edits as unknown as Json[] },
  ]

  return {
    remember: () => database.transaction((tx) => tx.standards.add(current, clock.now())),

    async originsOf(all) {
      const bases = await known()
      return Object.fromEntries(
        Object.keys(all).flatMap((name) => {
          const origin = nearest(bases, name, all[name]!)
          return origin ? [[name, origin.hash]] : []
        }),
      )
    },

    state,

    async offer(id, proposals, again = false) {
      const now = await state(id)
      if (now.is !== 'offered' && !(again && now.is === 'declined')) return now
      if (now.is === 'offered' && now.proposal !== null) return now
      const made = await database.stores.proposals.madeFor(id, occasion)
      // Approved, and on its way.
      if (made?.state === 'approved') return now
      const plan = (await planOf(id))!
      const outcome = 'The parts were changed here since. Another proposal takes its place.'
      if (made?.state === 'pending' && !(await proposals.withdraw(made.id, outcome))) return now
      const kept = plan.edits.reduce((sum, { conflicts = [] }) => sum + conflicts.length, 0)
      const proposal = await proposals
        .propose({
          integration: id,
          title: 'Take over the newer standard flows and mappings',
          reason: reasonFor(plan.edits.length, kept),
          changes: changesOf(plan.edits),
          proposedBy: { kind: 'hub' },
          occasion,
        })
        .catch((error: unknown) => {
          // Changed by somebody else in this moment: the next look proposes what fits.
          if (error instanceof HubError) return null
          throw error
        })
      return { is: 'offered', parts: now.parts, proposal: proposal?.id ?? null }
    },
  }
}

const mostProblems = 20

const reasonFor = (parts: number, kept: number) =>
  [
    `This program brings a newer standard for ${parts} ${parts === 1 ? 'part' : 'parts'} of the definition.`,
    'New documents are made by it once it is approved. Documents that are in GP already stay as they are.',
    kept === 0
      ? 'What was changed here by people goes together with it.'
      : `${kept} ${kept === 1 ? 'place was' : 'places were'} changed both here and in the standard: what was changed here stays.`,
  ].join(' ')

/** The hash that is noted for a part, or the one of the part that it differs least from. */
function originOf(
  bases: readonly StandardPart[],
  origins: Readonly<Record<string, string>>,
  name: string,
  theirs: DefinitionParts,
): StandardPart | null {
  const noted = bases.find((base) => base.name === name && base.hash === origins[name])
  return noted ?? (theirs[name] === undefined ? null : nearest(bases, name, theirs[name]))
}

function editFor(
  next: StandardPart,
  theirs: DefinitionParts,
  origin: StandardPart | null,
  bases: readonly StandardPart[],
  keepDropped: boolean,
): SetPart[] {
  const { name } = next
  const mine = theirs[name]
  if (mine === undefined) {
    // Not there: new in this standard, or taken out by a person.
    const isNew = !bases.some((base) => base.name === name && base.hash !== next.hash)
    return isNew ? [{ do: 'set-part', part: name, before: null, after: next.part, standard: next.hash }] : []
  }
  if (!origin || origin.hash === next.hash) return []
  const { merged, conflicts } = mergePart(origin.part, mine, next.part, keepDropped)
  if (canonicalJson(merged) === canonicalJson(mine)) return []
  return [
    {
      ...{ do: 'set-part', part: name, before: mine, after: merged, standard: next.hash },
      ...(conflicts.length > 0 ? { conflicts: conflicts as MergeConflict[] } : {}),
    },
  ]
}

/** The known standard part that a part differs least from; of equals the newest. What an integration fills in does not count. */
function nearest(bases: readonly StandardPart[], name: string, part: Json): StandardPart | null {
  let found: { readonly base: StandardPart; readonly distance: number } | null = null
  for (const base of bases) {
    if (base.name !== name) continue
    const distance = changedPlaces(unfilled(base.part), unfilled(part)).length
    if (!found || distance <= found.distance) found = { base, distance }
  }
  return found?.base ?? null
}

/** Without the values of settings and the entries of value maps. */
function unfilled(part: Json): Json {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
  const { entries: _, settings, ...rest } = part
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) return rest
  const named = Object.entries(settings).map(([name, setting]) => {
    if (typeof setting !== 'object' || setting === null || Array.isArray(setting)) return [name, setting]
    const { value: __, ...form } = setting
    return [name, form]
  })
  return { ...rest, settings: Object.fromEntries(named) as Json }
}
