import { createHash } from 'node:crypto'
import { type Clock, type Instant, instant, later } from '../../domain/clock.ts'
import type { ChangedRecord, Feed, OwnRecords } from '../../domain/connector.ts'
import { currencyDigitsOf } from '../../domain/currency-digits.ts'
import { type Decimal, dec, decimalText, sum } from '../../domain/decimal.ts'
import { NeedsPerson } from '../../domain/errors.ts'
import { payoutKey } from '../../domain/hub-records.ts'
import { type Json, type RecordRef, type RecordValue, recordKey, ref } from '../../domain/record.ts'
import type { KeptPayoutRow, PayoutId, PayoutPlace, StoredPayoutRow } from '../../domain/stores.ts'

const payoutEntity = 'hub.payout'

export function payoutIn(key: string): PayoutId | null {
  const [, provider, payout, currency] = /^(\S+) (.+) ([A-Z]{3})$/.exec(key) ?? []
  return provider && payout && currency ? { provider, payout, currency } : null
}

/** "stripe txn_1": a row's id may have blanks. */
export function payoutRowIn(key: string): Pick<StoredPayoutRow, 'provider' | 'id'> | null {
  const at = key.indexOf(' ')
  return at > 0 ? { provider: key.slice(0, at), id: key.slice(at + 1) } : null
}

export const payoutRowOf = (row: KeptPayoutRow): RecordValue => ({
  ...{ key: recordKey(`${row.provider} ${row.id}`), provider: row.provider, payout: row.payout },
  ...{ currency: row.currency, fee: row.fee, ...shown(row), keptAt: row.at },
})

/** Rows whose payments are looked for together: a question of a shop's web server has an end, and so has its answer. */
const mostTogether = 50
/** Kinds that belong to a payment of the shop. */
const ofPayments = new Set(['sale', 'refund', 'chargeback', 'chargeback-reversal', 'refund-reversal'])
/** Journal numbers that payouts can have, counted from the first of the range. */
const journalNumbers = 9_000_000

/**
 * A payout, made of all rows that any file has brought of it. Sums are of signed amounts, by kind; fees count by themselves. What
 * closes it makes them add up to nothing: the money that went to the bank, or what stays with the provider.
 * Its folder is that of the file which brought its first row.
 */
export function payoutOf(id: PayoutId, given: readonly KeptPayoutRow[]): RecordValue | null {
  const [first] = given
  if (!first) return null
  // What leaves an account is a row of it like others: its report is closed by what stays there.
  const rows = given.map((row) =>
    row.kind === 'payout' && row.closes === 'account' ? { ...row, kind: 'withdrawal' } : row,
  )
  const outs = rows.filter(({ kind }) => kind === 'payout')
  const others = rows.filter(({ kind }) => kind !== 'payout')
  const kinds = new Map<string, Decimal>()
  const add = (kind: string, amount: Decimal) => kinds.set(kind, (kinds.get(kind) ?? dec('0')).plus(amount))
  for (const { kind, amount, fee } of rows) {
    if (kind !== 'payout') add(kind, dec(amount))
    add('fee', dec(fee))
  }
  const sums = [...kinds].filter(([, amount]) => !amount.isZero()).sort(([one], [other]) => (one < other ? -1 : 1))
  const total = sum(sums.map(([, amount]) => amount))
  // A row of kind payout takes away what went to the bank.
  const paid = sum(outs.map(({ amount }) => dec(amount))).negated()
  // A table that nobody has said it of may close with such a row all the same: it says what went to the bank.
  const hasOut = outs.length > 0 && first.closes === 'sum'
  const closes = hasOut || rows.some((row) => row.closes === 'payout row') ? 'payout row' : first.closes
  const isComplete = closes !== 'payout row' || (outs.length > 0 && paid.eq(total))
  const debits = sum(sums.map(([, amount]) => (amount.lt(0) ? amount.negated() : dec('0'))))
  const matched = others.filter(({ kind }) => ofPayments.has(kind))
  return {
    key: payoutKey(id),
    ...id,
    folder: given.toSorted(byTime)[0]!.folder,
    date: [...(outs.length > 0 ? outs : rows)]
      .map(({ date }) => date)
      .sort()
      .at(-1)!,
    count: rows.length,
    reference: id.payout.slice(0, 30).trim(),
    keptAt: rows.map(({ at }) => at).sort()[0]!,
    digits: currencyDigitsOf(id.currency),
    lines: [...sums, [closes === 'account' ? 'balance' : 'payout', total.negated()] as const]
      .filter(([, amount]) => !amount.isZero())
      .map(([kind, amount]) => ({ kind, amount: decimalText(amount) })),
    total: decimalText(total),
    ...(outs.length > 0 ? { paid: decimalText(paid) } : {}),
    closes,
    complete: isComplete,
    turnover: decimalText(debits.plus(total.gt(0) ? total : 0)),
    number: numberOf(id),
    groups: groupsOf(matched),
    without: others
      .filter((row) => ofPayments.has(row.kind) && row.transaction === '')
      .slice(0, 200)
      .map(shown),
  }
}

const byTime = (one: KeptPayoutRow, other: KeptPayoutRow) =>
  one.at === other.at ? one.line - other.line : one.at < other.at ? -1 : 1

/** The same payout has the same number on any machine, also after a restore; two have one in about as many cases as there are. */
function numberOf(id: PayoutId): number {
  const hash = createHash('sha256').update(payoutKey(id)).digest()
  return Number(hash.readBigUInt64BE() % BigInt(journalNumbers))
}

function groupsOf(rows: readonly StoredPayoutRow[]): Json[] {
  const named = rows.filter(({ transaction }) => transaction !== '')
  return Array.from({ length: Math.ceil(named.length / mostTogether) }, (_, place) => {
    const some = named.slice(place * mostTogether, (place + 1) * mostTogether)
    const transactions = new Set(some.flatMap((row) => [row.transaction, row.alsoKnown].filter(isAsked)))
    return { transactions: [...transactions], rows: some.map(shown) }
  })
}

/** What the shop can be asked for: a search there has signs of its own. */
const isAsked = (transaction: string) => transaction !== '' && !/[[\]|]|^[\d.: -]+,[\d.: -]+$/.test(transaction)

const shown = ({ id, kind, date, amount, transaction, alsoKnown, reference, line }: StoredPayoutRow) => ({
  ...{ id, kind, date, amount, transaction, alsoKnown, reference, line },
})

/** Keeps the rows of a file. @throws NeedsPerson: a row is there already, and says something else */
export async function keepRows(own: OwnRecords, record: RecordRef, document: RecordValue): Promise<void> {
  const folder = (await own.files.folderOf(own.integration, record.key)) ?? ''
  const given = (document.rows as unknown as Omit<StoredPayoutRow, 'file' | 'folder'>[]).map((row) => ({
    ...row,
    amount: decimalText(dec(row.amount)),
    fee: decimalText(dec(row.fee)),
    file: record.key,
    folder,
  }))
  await own.putPayoutFile(record, { ...document, key: record.key }, given, (different) => {
    const [held] = different
    const now = given.find(({ provider, id }) => provider === held!.provider && id === held!.id)!
    throw new NeedsPerson(
      'payout_row_differs',
      `The file says something else of ${different.length} rows that are kept already. The first: row ${held!.id}, line ${now.line}, is ${now.kind} ${now.amount} of payout ${now.payout}; line ${held!.line} of an earlier file said ${held!.kind} ${held!.amount} of payout ${held!.payout}.`,
      'No row of the file was kept. Ask the provider which of the two reports counts. If it is this one, correct the difference in GP by a journal of your own; if it is the earlier one, leave this file.',
      { subject: `payout row ${held!.provider}`, record },
    )
  })
}

/** Payouts that got rows. A row may be committed later than one that came after it: the last minute is looked at again. */
export function payoutFeed(
  { integration, payouts }: Pick<OwnRecords, 'integration' | 'payouts'>,
  clock: Clock,
  everyMs: number,
): Feed {
  return {
    name: 'payouts',
    of: payoutEntity,
    everyMs,
    raises: 'different',
    async poll(cursor, limit) {
      // A name that a cursor lacks is empty: what has its time and payout is looked at again.
      const known: PayoutPlace = { ...before(instant(0)), ...(cursor === null ? {} : JSON.parse(cursor)) }
      // Rows that a clock kept which was ahead take the cursor past all that come until then.
      const looked = before(later(clock.now(), -overlapMs))
      const after = known.payout === '' && known.at > looked.at ? looked : known
      const found = await payouts.changed(integration, after, limit)
      const more = found.length === limit
      const { rows: _, ...last } = found.at(-1) ?? { ...after, rows: 0 }
      // Without a payout, the cursor is one that the overlap is taken off already.
      const end = before(later(last.at, -overlapMs))
      const next = more || last.payout === '' ? last : end.at > looked.at ? looked : end
      return { changed: found.map(changedRecord), next: JSON.stringify(next), more }
    },
    async look({ key }) {
      const id = payoutIn(key)
      const rows = id ? await payouts.rowsOf(integration, id) : []
      const [first, ...others] = rows.map(({ at }) => at).sort()
      return id && first ? [changedRecord({ ...id, rows: rows.length, at: others.at(-1) ?? first })] : []
    },
  }
}
const overlapMs = 60_000
/** Before all payouts of a time. */
const before = (at: Instant): PayoutPlace => ({ at, payout: '', provider: '', currency: '' })
/** As many rows as before may be others: a report that was taken back is read again by another rule. */
const changedRecord = (found: PayoutId & { readonly rows: number; readonly at: Instant }): ChangedRecord => ({
  record: ref(payoutEntity, payoutKey(found)),
  fingerprint: `${found.rows} ${found.at}`,
})
