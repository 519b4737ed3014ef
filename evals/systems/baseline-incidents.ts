import { brokenBy } from '../../src/assistant/fixes/policy.ts'
import { triage } from '../../src/assistant/triage/index.ts'
import { catalogue } from '../../src/catalogue.ts'
import { entities } from '../../src/connected-systems.ts'
import type { FixChange } from '../../src/domain/fix.ts'
import { standardDefinition } from '../../src/flows/index.ts'
import type { IncidentAnswer, IncidentSeen } from '../suites/incidents.ts'
import type { System } from '../suites/suite.ts'
import { remedyFor } from './incidents/remedies.ts'
import { notesOf, tell, worldOf } from './incidents/world.ts'

/**
 * What the product would propose for a state that is described, not lived through: its own triage over the failure and
 * what was read around it, its own matchers for value maps and items, its own policy over what comes of it. The set's
 * hub has flows, rules and links of other names than ours, so that the actions are written in the set's words here;
 * `fixes` measures our own drafts on a hub.
 */
export const baselineIncidents: System<IncidentSeen, IncidentAnswer> = (seen) => {
  const world = worldOf(seen)
  const { attempts } = world.hub
  const found = triage(
    {
      system: world.system,
      request: { flow: world.flow, ...(world.record ? { record: world.record } : {}), ...statusIn(world.raw) },
      raw: world.raw,
      attempt: typeof attempts === 'object' && attempts !== null ? Number(Object.values(attempts)[0] ?? 1) : 1,
      recent: notesOf(seen.setup),
    },
    catalogue,
  )
  const given = remedyFor(world, found)
  return breaksPolicy(given)
    ? { fix: { kind: 'ask', actions: [tell(found.owner, found.nextStep)] }, ask: found.nextStep }
    : given
}

/** "401 Unauthorized" alone is an answer of HTTP. */
const statusIn = (raw: string) => {
  const status = /^(?:HTTP\/[\d.]+ )?([45]\d\d)\b/.exec(raw)?.[1]
  return status === undefined ? {} : { http_status: Number(status) }
}

const around = { definition: standardDefinition(), entities, has: () => null }

/** Entries of value maps are the changes that the policy knows here; the rest waits for an approval or a person. */
function breaksPolicy({ fix }: IncidentAnswer): boolean {
  const edits = fix.actions
    .filter(({ op }) => op === 'add_map_entry')
    .map(({ args }) => ({
      ...{ do: 'set-value', valueMap: String(args.map), from: String(args.key), before: null },
      after: { to: String(args.value) },
    }))
  const change: FixChange = { do: 'edit-definition', edits }
  return edits.length > 0 && brokenBy([change], around).length > 0
}
