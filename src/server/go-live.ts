import { type Clock, type Instant, instant, later } from '../domain/clock.ts'
import { type Connectors, connectorOf } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { factsOf } from '../domain/entity.ts'
import { HubError, InvalidInput, NeedsPerson } from '../domain/errors.ts'
import type { RecordValue } from '../domain/record.ts'
import type { LiveFrom } from '../engine/index.ts'

interface GoLiveParts {
  readonly clock: Clock
  readonly connectorsOf: (integration: Integration) => Promise<Connectors>
}

/** Who connects, confirms and starts within this is asked nothing: hardly anybody has entered an order meanwhile. */
const oneSittingMs = 60 * 60_000
/** Orders of the shop that are looked at to say how many there are. */
const mostCounted = 100

/**
 * What a step makes of an integration that writes to a live company by itself from then on, for the first time. All that was
 * sold since the cut-over goes over then, and between connecting and going live people enter orders as ever.
 * @param after what the step makes of it
 * @param since what was placed earlier stays with people
 * @returns null: it does not go live by this step, or has done so before
 * @throws NeedsPerson: the cut-over is some time ago, and nobody has said since when orders go over; InvalidInput: `since` lies
 * before the cut-over or ahead, or the step is not the first going live
 */
export async function goingLive(
  { clock, connectorsOf }: GoLiveParts,
  integration: Integration,
  after: Partial<Pick<Integration, 'confirmed' | 'paused'>>,
  since: string | undefined,
): Promise<LiveFrom | null> {
  const { confirmed, paused, liveSince, cutOver } = { ...integration, ...after }
  const notNow = liveSince
    ? `is for the first time that it writes to a live company, which it has done since ${liveSince}. Where people have entered orders meanwhile, set a later cut-over first, on the page of set-up or in integration.json`
    : confirmed?.kind !== 'live'
      ? 'is for a live company: give it when you confirm that'
      : paused && 'counts when it goes on: give it to "ledgerline resume"'
  // A time that holds for nothing must not look as if it held.
  if (notNow && since !== undefined) throw new InvalidInput('Going live', [{ at: 'since', reason: notNow }])
  if (notNow) return null
  const now = clock.now()
  if (since === undefined) {
    if (cutOver > later(now, -oneSittingMs)) return { liveSince: now, cutOver }
    throw await whichOrders(integration, await connectorsOf(integration))
  }
  // The shop's times have no fractions.
  const from = instant(Math.floor(Date.parse(since === 'now' ? now : since) / 1000) * 1000)
  const wrong = from < cutOver ? `lies before the cut-over, ${cutOver}: change that first` : from > now && 'lies ahead'
  if (wrong) throw new InvalidInput('Going live', [{ at: 'since', reason: wrong }])
  return { liveSince: now, cutOver: from }
}

async function whichOrders({ id, cutOver }: Integration, connectors: Connectors): Promise<NeedsPerson> {
  return new NeedsPerson(
    'first_going_live',
    `“${id}” goes live for the first time, and its cut-over is ${cutOver}. Orders placed since then that are sales would all go to GP by themselves. ${await ordersSince(cutOver, connectors)}`,
    `If people have entered them in GP as ever, say that it begins now: --since now. If nobody has entered any, say --since ${cutOver}. Orders placed before that time stay with people; a single one goes over with "ledgerline run ORDER".`,
    { subject: `integration ${id}` },
  )
}

/** In words: the shop need not answer. */
async function ordersSince(cutOver: Instant, connectors: Connectors): Promise<string> {
  try {
    const shop = connectorOf(connectors, 'prestashop')
    const newest = await shop.search('order', { where: {}, limit: mostCounted })
    const madeAt = (order: RecordValue) => factsOf(shop.entities.order!, order)?.madeAt
    const count = newest.filter((order) => (madeAt(order) ?? cutOver) >= cutOver).length
    return count < mostCounted ? `Placed since then: ${count}.` : `Placed since then: ${count} or more.`
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    return 'The shop does not say how many there are.'
  }
}
