import type { Instant } from '../domain/clock.ts'
import { HubError } from '../domain/errors.ts'
import type { Proposal } from '../domain/proposal.ts'
import { refText } from '../domain/record.ts'
import { appliesOf, type Difference, type OpenItem, takenBy, valuesOf, valuesTaken } from '../reconcile/index.ts'

/** Asks the hub's own routes. */
interface Client {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: object): Promise<T>
}

/** What a proposal takes of a reason. */
const longestReason = 1000

/**
 * Proposes to void each document that a comparison says is to be voided. Nothing changes until a person approves. What is
 * proposed already is left as it is.
 * @returns a line for each
 */
export async function proposeVoids(
  client: Client,
  integration: string,
  differences: readonly Difference[],
): Promise<readonly string[]> {
  const waiting = await client.get<readonly Proposal[]>(
    `/api/proposals?integration=${encodeURIComponent(integration)}&state=pending&limit=500`,
  )
  const known = new Set(
    waiting.flatMap(({ changes }) =>
      changes.flatMap((one) => (one.do === 'write' && one.write === 'void' ? [refText(one.record)] : [])),
    ),
  )
  const lines: string[] = []
  for (const { correction, says, kind } of differences) {
    if (correction?.do !== 'void') continue
    const { entity, key } = correction
    const name = `${entity} ${key}`
    if (known.has(name)) {
      lines.push(`${key}: a proposal to void it waits already.`)
      continue
    }
    known.add(name)
    try {
      const { id, changes } = await client.post<Proposal>('/api/proposals', {
        ...{ integration, title: `Void ${key}: ${kind}`, reason: says.slice(0, longestReason) },
        changes: [{ do: 'write', write: 'void', record: { entity, key } }],
      })
      const also = changes.flatMap((one) => (one.do === 'write' && one.also ? [` ${one.also}`] : []))
      lines.push(`${key}: proposed to void it, ${id}.${also.join('')} "ledgerline proposals show ${id}".`)
    } catch (error) {
      if (!(error instanceof HubError)) throw error
      lines.push(`${key}: could not be proposed to be voided: ${error.message}. ${error.hint}`)
    }
  }
  return lines
}

/** Proposes to apply what stands open beside its invoice, some pairs a proposal; what waits already stays. @returns a line for each */
export async function proposeApplies(
  client: Client,
  integration: string,
  open: readonly OpenItem[],
): Promise<readonly string[]> {
  if (!open.some(({ correction }) => correction?.do === 'apply')) return []
  const listed = (state: string) =>
    client.get<readonly Proposal[]>(
      `/api/proposals?integration=${encodeURIComponent(integration)}&state=${state}&limit=500`,
    )
  const lines: string[] = []
  for (const one of appliesOf(open, takenBy([...(await listed('pending')), ...(await listed('approved'))])))
    try {
      const { id } = await client.post<Proposal>('/api/proposals', { integration, ...one })
      lines.push(`${one.title}: proposed, ${id}. "ledgerline proposals show ${id}".`)
    } catch (error) {
      if (!(error instanceof HubError)) throw error
      lines.push(`${one.title}: could not be proposed: ${error.message}. ${error.hint}`)
    }
  return lines
}

/** Proposes what the comparison says of value maps; what waits already, or was rejected, stays. @returns a line for each */
export async function proposeValues(
  client: Client,
  integration: string,
  differences: readonly Difference[],
  now: Instant,
): Promise<readonly string[]> {
  if (valuesOf(differences, new Set()).length === 0) return []
  const listed = (state: string) =>
    client.get<readonly Proposal[]>(
      `/api/proposals?integration=${encodeURIComponent(integration)}&state=${state}&limit=500`,
    )
  const waiting = [...(await listed('pending')), ...(await listed('approved'))]
  const lines: string[] = []
  for (const one of valuesOf(differences, valuesTaken(waiting, await listed('rejected'), now)))
    try {
      const { id } = await client.post<Proposal>('/api/proposals', { integration, ...one })
      lines.push(`${one.title}: proposed, ${id}. "ledgerline proposals show ${id}".`)
    } catch (error) {
      if (!(error instanceof HubError)) throw error
      lines.push(`${one.title}: could not be proposed: ${error.message}. ${error.hint}`)
    }
  return lines
}

/** Proposes to set in the shop what GP says, where it holds something else. @returns a line for each that waits */
export async function proposeDrift(client: Client, integration: string): Promise<readonly string[]> {
  const { proposals } = await client.post<{ proposals: readonly { id: string; title: string }[] }>(
    `/api/integrations/${encodeURIComponent(integration)}/reconciliation/proposals`,
    {},
  )
  return proposals.map(({ id, title }) => `${title}: proposed, ${id}. "ledgerline proposals show ${id}".`)
}
