import { type Instant, later } from '../../domain/clock.ts'
import { dec, sum } from '../../domain/decimal.ts'
import { type EntityName, type IntegrationId, type Json, type RecordValue, ref } from '../../domain/record.ts'
import type { Link, Stores } from '../../domain/stores.ts'
import { Lately } from '../lately.ts'
import { type Credit, type Journal, type UnusualPosting, unusualPostings } from './find.ts'

/** What is compared with. */
const historyMs = 12 * 7 * 24 * 60 * 60_000
/** Of a larger company the history is shorter. */
const mostOfKind = 5000

const lately = new Lately<readonly UnusualPosting[]>()

/**
 * What is unusual about what the hub has written for credit slips and payouts, at most every five minutes, and what of it
 * people have muted. Asks no remote system.
 */
export async function readUnusualPostings(
  stores: Pick<Stores, 'links' | 'mutes'>,
  integration: IntegrationId,
  at: Instant,
): Promise<{ readonly found: readonly UnusualPosting[]; readonly muted: readonly UnusualPosting[] }> {
  const [all, mutes] = await Promise.all([
    lately.get(stores, { id: integration, of: '', at }, () => look(stores, integration, at)),
    stores.mutes.list(integration, at),
  ])
  const isMuted = (one: UnusualPosting) => mutes.some(({ key }) => key === one.key || key === one.kind)
  return { found: all.filter((one) => !isMuted(one)), muted: all.filter(isMuted) }
}

async function look(
  { links }: Pick<Stores, 'links'>,
  integration: IntegrationId,
  at: Instant,
): Promise<readonly UnusualPosting[]> {
  const since = later(at, -historyMs)
  const written = (...targets: EntityName[]) => links.since(integration, targets, since, mostOfKind)
  const [credits, journals] = await Promise.all([
    written('gp.receivablesCreditMemo', 'gp.salesReturn'),
    written('gp.glTransaction'),
  ])
  const day = later(at, -24 * 60 * 60_000)
  const orders = new Map<string, RecordValue>()
  // Only of new ones the order is looked at.
  for (const one of credits.filter((link) => link.at >= day)) {
    const key = orderOf(one)
    const [found] = key === null ? [] : await links.byTarget(integration, ref('gp.salesOrder', key))
    if (key !== null && found) orders.set(key, found.readBack)
  }
  return unusualPostings(
    { credits: credits.map((link) => creditOf(link, orders)), journals: journals.map(journalOf) },
    at,
  )
}

/** "Slip 7 of WEB10023", with the day of the slip behind where that is booked later: a memo's description, a return's reference. */
export const orderOf = ({ readBack: { Description, Reference } }: Pick<Link, 'readBack'>): string | null =>
  / of (\S+)(?: \d{8})?$/.exec(String(Description ?? Reference ?? ''))?.[1] ?? null

function creditOf(link: Link, orders: ReadonlyMap<string, RecordValue>): Credit {
  const { readBack, target, at } = link
  const key = orderOf(link)
  const order = key === null ? undefined : orders.get(key)
  return {
    ...{ key: target.key, at, currency: String(readBack.CurrencyKey ?? '') },
    amount: String(readBack.DocumentAmount ?? readBack.TotalAmount ?? '0'),
    taxes: taxesOf(readBack),
    order: key !== null && order ? { key, taxes: taxesOf(order) } : null,
  }
}

const rowsOf = (value: Json | undefined) => (Array.isArray(value) ? (value as RecordValue[]) : [])

/** Details with tax on them: of the document, or of its lines. */
function taxesOf(held: RecordValue): readonly string[] {
  const rows = [
    ...['Taxes', 'FreightTaxes', 'MiscellaneousTaxes'].flatMap((name) => rowsOf(held[name])),
    ...rowsOf(held.Lines).flatMap(({ Taxes }) => rowsOf(Taxes)),
  ]
  const taxed = rows.filter(({ TaxAmount }) => !dec(String(TaxAmount ?? '0')).isZero())
  return [...new Set(taxed.map(({ TaxDetailKey }) => String(TaxDetailKey)))].sort()
}

function journalOf({ readBack, target, source, at }: Link): Journal {
  const lines = rowsOf(readBack.Lines)
  return {
    ...{ key: target.key, at, currency: String(readBack.CurrencyKey ?? '') },
    // "stripe po_1 EUR"
    provider: source.key.split(' ')[0]!,
    turnover: sum(lines.map(({ CreditAmount }) => dec(String(CreditAmount ?? '0')))).toFixed(),
    accounts: [...new Set(lines.map(({ GLAccountKey }) => String(GLAccountKey)))],
  }
}
