import { HubError } from '../domain/errors.ts'
import type { Actor } from '../domain/person.ts'
import type { Proposal } from '../domain/proposal.ts'
import type { EntityName, IntegrationId, RecordRef, RecordValue } from '../domain/record.ts'
import { recordKey } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import type { OpenItem } from './open-items.ts'

/** That these credits settle these invoices, as it is proposed. */
interface Applying {
  readonly title: string
  readonly reason: string
  readonly changes: readonly {
    readonly do: 'write'
    readonly write: 'create'
    readonly record: RecordRef
    readonly after: RecordValue
    readonly tellCustomer: false
  }[]
}

const entity = 'gp.receivablesApply' satisfies EntityName
/** Of one proposal: a person looks at each. */
const mostPairs = 20
const mostProposals = 500
const longestReason = 1000

/**
 * Proposals of what could be applied, some pairs each. Pure.
 * @param taken pairs that wait in a proposal already, and with their amounts those that were rejected: by `takenBy`
 * @param most pairs of one
 */
export function appliesOf(
  open: readonly OpenItem[],
  taken: ReadonlySet<string>,
  most = mostPairs,
): readonly Applying[] {
  const fresh = new Map(
    open.flatMap(({ correction, says }) =>
      correction?.do === 'apply' && !taken.has(correction.key) && !taken.has(`${correction.key} ${correction.amount}`)
        ? [[correction.key, { correction, says }] as const]
        : [],
    ),
  )
  const all = [...fresh.values()]
  return Array.from({ length: Math.ceil(all.length / most) }, (_, at) => {
    const some = all.slice(at * most, (at + 1) * most)
    const [{ correction: first }] = some as [(typeof some)[number]]
    return {
      title:
        some.length === 1
          ? `Apply ${first.key.replace('>', ' to ')}`
          : `Apply receipts and credits to the invoices of their orders: ${some.length}`,
      reason: some
        .map(({ says }) => says)
        .join(' ')
        .slice(0, longestReason),
      changes: some.map(({ correction: { entity: of, key, amount, date } }) => ({
        ...({ do: 'write', write: 'create' } as const),
        record: { entity: of as EntityName, key: recordKey(key) },
        after: { Amount: amount, Date: date },
        tellCustomer: false as const,
      })),
    }
  })
}

/** What `appliesOf` leaves out. @param rejected what a person has rejected is proposed again with another amount alone */
export const takenBy = (waiting: readonly Proposal[], rejected: readonly Proposal[] = []): ReadonlySet<string> =>
  new Set([
    ...waiting.flatMap((one) => pairsIn(one).map(({ key }) => key)),
    ...rejected.flatMap((one) => pairsIn(one).map(({ key, amount }) => `${key} ${amount}`)),
  ])

const pairsIn = ({ changes }: Proposal) =>
  changes.flatMap((one) =>
    one.do === 'write' && one.record.entity === entity
      ? [{ key: String(one.record.key), amount: String(one.after?.Amount ?? '') }]
      : [],
  )

export interface OfferAppliesParts {
  readonly database: Database
  readonly propose: (
    input: Applying & { readonly integration: IntegrationId; readonly proposedBy: Actor },
  ) => Promise<Proposal>
}

/** Proposes what a comparison found that could be applied, and that nobody has rejected. A person approves; nothing is applied twice. */
export async function offerApplies(
  { database, propose }: OfferAppliesParts,
  integration: IntegrationId,
  open: readonly OpenItem[],
): Promise<void> {
  if (!open.some(({ correction }) => correction?.do === 'apply')) return
  const listed = (state: Proposal['state']) =>
    database.stores.proposals.list({ integration, state, writes: entity, limit: mostProposals })
  const waiting = [...(await listed('pending')), ...(await listed('approved'))]
  const forgottenAt = await database.stores.links.forgottenAt(integration)
  // What was rejected about the GP company of before is nothing about this one.
  const rejected = (await listed('rejected')).filter(({ at }) => forgottenAt === null || at > forgottenAt)
  const taken = takenBy(waiting, rejected)
  /** @returns false: somebody has applied or posted something of it in this moment */
  const isProposed = async (one: Applying) =>
    propose({ ...one, integration, proposedBy: { kind: 'hub' } }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof HubError && error.code === 'invalid_input') return false
        throw error
      },
    )
  for (const one of appliesOf(open, taken)) {
    if ((await isProposed(one)) || one.changes.length === 1) continue
    // One that has moved keeps none of the others; what is left of it the next comparison finds.
    const keys = new Set(one.changes.map(({ record }) => String(record.key)))
    const its = open.filter(({ correction }) => correction?.do === 'apply' && keys.has(correction.key))
    for (const alone of appliesOf(its, taken, 1)) await isProposed(alone)
  }
}
