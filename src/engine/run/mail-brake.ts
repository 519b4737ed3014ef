import { later } from '../../domain/clock.ts'
import type { IntegrationId } from '../../domain/record.ts'
import type { PlannedWrite, Question } from '../../domain/run.ts'
import type { EngineParts } from '../parts.ts'

const hourMs = 60 * 60_000

/**
 * A mail cannot be taken back, and a wrong rule or an old period can bring hundreds of records up at once. So a flow that has
 * mailed as many customers in an hour as it may asks a person before the next one. Resolved, it goes on for that hour.
 * Runs that are under way at the same time may add a few.
 *
 * @returns the question; null: the customer may be mailed
 */
export async function tooManyTold(
  { database, clock }: Pick<EngineParts, 'database' | 'clock'>,
  integration: IntegrationId,
  flow: string,
  { entity, tellCustomer, mostTold }: Pick<PlannedWrite, 'entity' | 'tellCustomer' | 'mostTold'>,
): Promise<Question | null> {
  if (!tellCustomer || mostTold === undefined) return null
  const now = clock.now()
  const since = later(now, -hourMs)
  // Not the runs that are done: one that tells of a part goes on waiting for the rest.
  const told = await database.stores.links.since(integration, [entity], since, mostTold + 1)
  if (told.length < mostTold) return null
  return {
    code: 'many_customers_told',
    step: null,
    message: `The flow ${flow} has mailed ${told.length > mostTold ? `more than ${mostTold}` : mostTold} customers in an hour, and more are waiting.`,
    hint: 'See in the shop whether these mails are right: a changed rule or old orders can bring many up at once. If so, resolve the incident: the others are mailed, too. If not, pause the flow.',
    subject: `hour ${now.slice(0, 13)}`,
    once: true,
  }
}
