import { later } from '../domain/clock.ts'
import type { Integration } from '../domain/definition.ts'
import { HubError } from '../domain/errors.ts'
import type { Change, Proposal } from '../domain/proposal.ts'
import { type IntegrationId, incidentId, type RecordRef, refText } from '../domain/record.ts'
import type { DryRun, DryRunOf } from '../engine/index.ts'
import { type Definition, type DefinitionEdit, parseEdits } from '../language/index.ts'
import { type CarryOutParts, integrationWithDefinition } from './parts.ts'
import { changedDefinition, correctionsOf, decidedRecords, namedRecords, startsFlow } from './plan.ts'
import { compareRuns, notStarted, type Preview } from './preview.ts'

/** Records that a preview tries. */
const sampled = 20
/** Of those, how far back the newest orders are looked for. */
const recentMs = 90 * 24 * 60 * 60_000

/** What of a proposal is tried; it need not have been made. */
export type Tried = Pick<Proposal, 'integration' | 'changes' | 'incidents' | 'proposedBy'>

/**
 * The records a proposal is about, and the newest orders where it makes another definition, tried before and under it.
 * Reads both systems, writes nothing.
 */
export function createPreview({
  database,
  engine,
  entities,
  clock,
  remote,
}: CarryOutParts): (proposal: Tried) => Promise<Preview> {
  return async (proposal) => {
    const { integration, changes } = proposal
    const known = await integrationWithDefinition(database, integration)
    const { definition } = known
    const sends = await sentBy(known.integration, changes)
    const editsDefinition = changes.some((change) => change.do === 'edit-definition')
    const tried = namedRecords(changes)
    const decided = new Set(decidedRecords(proposal).map(refText))
    // A write by itself goes through no flow.
    if (changes.some((change) => change.do !== 'write'))
      for (const incident of proposal.incidents)
        tried.push(...(await database.stores.incidents.records(incidentId(incident))).map(({ record }) => record))
    // Only another definition makes something else of the other orders.
    if (editsDefinition) {
      const since = later(clock.now(), -recentMs)
      const recent = await database.stores.runs.newest({ integration, since, limit: sampled })
      tried.push(...recent.map(({ record }) => record))
    }
    const records = [...new Map(tried.map((record) => [refText(record), record])).values()]
      .filter(({ entity }) => startsFlow(definition, entity))
      .slice(0, sampled)
    const targets = (
      await Promise.all(
        records.map(async (record) =>
          (await engine.flowsOf({ integration, record })).map((flow) => ({ record, flow })),
        ),
      )
    ).flat()
    const replayed = new Set(changes.flatMap((change) => (change.do === 'replay' ? change.records.map(refText) : [])))
    const tryAll = async (dryRun: DryRunOf) => {
      const before: DryRun[] = []
      const after: DryRun[] = []
      // One after the other: a preview must not press on the shop.
      for (const { record, flow } of targets) {
        const target = { integration, record, flow }
        const newestRules = decided.has(refText(record))
        const then = await dryRun(target, { edits: correctionsOf(changes, record), newestRules })
        after.push(then)
        before.push(replayed.has(refText(record)) ? notStarted(then) : await engine.dryRun(target))
      }
      const compared = compareRuns(
        targets.map(({ record }) => record),
        before,
        after,
        entities,
      )
      return { ...compared, at: clock.now(), using: null, sends }
    }
    const found = editsDefinition
      ? await engine.underProposed(changedDefinition(definition, changes), tryAll)
      : await tryAll(engine.dryRun)
    const values = valuesSet(changes)
    // Where some differ, those use it.
    if (values.length === 0 || found.same < found.sampled || found.sampled === 0) return found
    return { ...found, using: await using(integration, targets, changedDefinition(definition, changes), values) }
  }

  async function sentBy(integration: Integration, changes: readonly Change[]): Promise<Preview['sends']> {
    const sends: { record: string; text: string }[] = []
    for (const change of changes) {
      if (change.do !== 'write') continue
      const { write, record, after } = change
      try {
        const text = await remote.wouldSend(integration, { do: write, record, document: after, once: 'preview' })
        if (text !== null) sends.push({ record: refText(record), text })
      } catch (error) {
        if (!(error instanceof HubError)) throw error
        sends.push({ record: refText(record), text: `${error.message}. ${error.hint}` })
      }
    }
    return sends
  }

  /** How many of these have to look up one of the values: without its answer they would ask for it. */
  async function using(
    integration: IntegrationId,
    targets: readonly { readonly record: RecordRef; readonly flow: string }[],
    definition: Definition,
    values: readonly SetValue[],
  ): Promise<number> {
    const valueMaps = { ...definition.valueMaps }
    for (const { valueMap, from } of values) {
      const known = valueMaps[valueMap]
      if (known) valueMaps[valueMap] = { ...known, entries: known.entries.filter((entry) => entry.from !== from) }
    }
    return engine.underProposed({ ...definition, valueMaps }, async (dryRun) => {
      let count = 0
      for (const { record, flow } of targets) {
        const { question } = await dryRun({ integration, record, flow })
        const lacks = (question?.missing ?? []).some(
          (one) =>
            one.what === 'value' && values.some(({ valueMap, from }) => one.valueMap === valueMap && one.from === from),
        )
        if (lacks) count++
      }
      return count
    })
  }
}

type SetValue = Extract<DefinitionEdit, { do: 'set-value' }>

/** The values that the changes answer, where they do nothing else to the definition. */
function valuesSet(changes: readonly Change[]): SetValue[] {
  const edits = changes.flatMap((change) => (change.do === 'edit-definition' ? parseEdits(change.edits) : []))
  const values = edits.filter((edit) => edit.do === 'set-value')
  return values.length === edits.length ? values : []
}
