import { type Instant, later } from '../domain/clock.ts'
import type { Actor } from '../domain/person.ts'
import type { Proposal } from '../domain/proposal.ts'
import type { IntegrationId, Json } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import type { DefinitionEdit } from '../language/index.ts'
import type { Correction } from './causes.ts'
import type { Difference } from './differences.ts'
import { rejectedMs } from './offer-drift.ts'

type Value = Extract<Correction, { readonly do: 'value' }>

/** That these entries belong into a value map, as it is proposed. */
interface Entries {
  readonly title: string
  readonly reason: string
  readonly changes: readonly [{ readonly do: 'edit-definition'; readonly edits: readonly Json[] }]
}

/** A person looks at each. */
const mostEntries = 50
const mostProposals = 500

const reasonOf: Readonly<Record<Value['because'], string>> = {
  number: 'The two numbers are nearly the same. See for each whether they are of the same goods.',
  name: 'GP has no item of the number in the shop, and an item that the shop does not sell is called as the product is. See for each whether GP has renumbered it.',
}

/**
 * Proposals of what the comparison says of value maps, one for each map and reason. Pure.
 * @param taken by `valuesTaken`
 */
export function valuesOf(differences: readonly Difference[], taken: ReadonlySet<string>): readonly Entries[] {
  const fresh = new Map(
    differences.flatMap(({ correction: one }) =>
      one?.do === 'value' && !taken.has(placeOf(one)) && !taken.has(entryOf(one)) ? [[placeOf(one), one]] : [],
    ),
  )
  return [...Map.groupBy(fresh.values(), ({ valueMap, because }) => `${valueMap} ${because}`).values()].map((all) => {
    const entries = all.slice(0, mostEntries)
    const [{ valueMap, from, to, because }] = entries as [Value]
    return {
      title: `Value map ${valueMap}: ${entries.length === 1 ? `${from} → ${to}` : `${entries.length} entries`}`,
      reason: reasonOf[because],
      changes: [{ do: 'edit-definition', edits: entries.map(editOf) }],
    }
  })
}

const editOf = ({ valueMap, from, to }: Value) =>
  ({ do: 'set-value', valueMap, from, before: null, after: { to } }) as const

const placeOf = ({ valueMap, from }: { readonly valueMap: string; readonly from: string }) => `${valueMap}\n${from}`
const entryOf = (one: { readonly valueMap: string; readonly from: string; readonly to: unknown }) =>
  `${placeOf(one)}\n${one.to}`

/**
 * What `valuesOf` leaves out: values that wait in a proposal, whatever they are to become, and entries that a person has rejected
 * in the last 60 days.
 */
export const valuesTaken = (
  waiting: readonly Proposal[],
  rejected: readonly Proposal[],
  now: Instant,
): ReadonlySet<string> =>
  new Set([
    ...waiting.flatMap(entriesIn).map(placeOf),
    ...rejected
      .filter(({ decision }) => decision !== null && decision.at >= later(now, -rejectedMs))
      .flatMap(entriesIn)
      .map(entryOf),
  ])

const entriesIn = ({ changes }: Proposal) =>
  changes.flatMap((one) =>
    one.do === 'edit-definition'
      ? (one.edits as readonly DefinitionEdit[]).flatMap((edit) =>
          edit.do === 'set-value' ? [{ ...edit, to: edit.after?.to ?? null }] : [],
        )
      : [],
  )

/** Proposes what a comparison found of value maps, and that nobody has rejected. A person approves. */
export async function offerValues(
  {
    database,
    now,
    propose,
  }: {
    readonly database: Database
    readonly now: () => Instant
    readonly propose: (
      input: Entries & { readonly integration: IntegrationId; readonly proposedBy: Actor },
    ) => Promise<Proposal>
  },
  integration: IntegrationId,
  differences: readonly Difference[],
): Promise<void> {
  if (valuesOf(differences, new Set()).length === 0) return
  const listed = (state: Proposal['state']) =>
    database.stores.proposals.list({ integration, state, limit: mostProposals })
  const waiting = [...(await listed('pending')), ...(await listed('approved'))]
  for (const one of valuesOf(differences, valuesTaken(waiting, await listed('rejected'), now())))
    await propose({ ...one, integration, proposedBy: { kind: 'hub' } })
}
