import { InvalidInput, NotFound } from '../domain/errors.ts'
import { actorText } from '../domain/person.ts'
import type { Change, Proposal } from '../domain/proposal.ts'
import { collisionsWithOthers, takeUpForNew } from '../engine/index.ts'
import {
  beginningFlows,
  broughtIn,
  check,
  definitionFromParts,
  parseEdits,
  partsOfDefinition,
} from '../language/index.ts'
import type { CarryOutParts } from './parts.ts'
import { changedDefinition } from './plan.ts'

/** The new version and the mark that this proposal made it commit together, so it is made once. */
export async function changeDefinition(
  parts: CarryOutParts,
  { id, integration, changes, title, decision }: Proposal,
): Promise<void> {
  const { database, engine, clock } = parts
  if (!changes.some((change) => change.do === 'edit-definition')) return
  const note = `proposal ${id}: ${title}`
  await database.transaction(async (tx) => {
    // Nobody else makes a version until this has committed: of two that begin with the same one, the second would undo the first.
    const known = await tx.integrations.hold(integration)
    if ((await tx.integrations.versions(integration)).some((version) => version.note === note)) return
    if (!known) throw new NotFound(`Integration ${integration}`, 'It was removed.')
    const before = definitionFromParts(await tx.integrations.version(integration, known.version))
    const definition = changedDefinition(before, changes)
    const problems = [
      ...broughtIn(check(definition, parts.entities), check(before, parts.entities)),
      ...(await collisionsWithOthers(parts, { ...known, definition }, before)),
    ]
    if (problems.length > 0) throw new InvalidInput('The proposal', problems)
    await tx.integrations.beginFlows(integration, beginningFlows(before, definition), clock.now())
    const newFlows = Object.values(definition.flows).filter((flow) => !Object.hasOwn(before.flows, flow.id))
    await takeUpForNew(tx, known, newFlows, clock.now())
    const standards = originsAfter(await tx.integrations.standardsOf(integration, known.version), changes)
    await tx.integrations.saveVersion(integration, partsOfDefinition(definition), {
      ...{ by: actorText(decision!.by), note, at: clock.now(), standards },
    })
  })
  await engine.refresh(integration)
}

/** Which standard part each part is made from, after the changes. Of one that was set to something else it is not known. */
function originsAfter(before: Readonly<Record<string, string>>, changes: readonly Change[]): Record<string, string> {
  const origins = { ...before }
  for (const change of changes) {
    if (change.do !== 'edit-definition') continue
    for (const one of parseEdits(change.edits)) {
      if (one.do !== 'set-part') continue
      if (one.standard === undefined) delete origins[one.part]
      else origins[one.part] = one.standard
    }
  }
  return origins
}
