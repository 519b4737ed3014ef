import { createHash } from 'node:crypto'
import { InvalidInput } from '../../domain/errors.ts'
import { filingEntity } from '../../domain/hub-records.ts'
import { canonicalJson, type Json, type RecordRef, recordKey } from '../../domain/record.ts'
import type { HistorySides } from '../history/page.ts'
import type { Period } from '../page.ts'
import { addedUp, type FeeTax } from './fees.ts'
import { type TaxedDocument, type TaxLine, TaxLines } from './lines.ts'
import { type TaxPage, taxPage } from './page.ts'

/**
 * The taxes of a period as they were filed. A shop lets people edit orders later, and documents come late: what was filed stays
 * as it was, and what changes after it belongs into a later period.
 */
export interface TaxFiling extends Period {
  readonly at: string
  /** Who filed it. */
  readonly by: string
  /** SHA-256 of the period, its lines, its documents, its tax on fees and what it took in, as canonical JSON. The audit log has it as well. */
  readonly hash: string
  /** Orders and credit slips. */
  readonly documents: number
  readonly lines: readonly TaxLine[]
  /** Input tax on fees of payment providers. Absent in what was filed before it was counted. */
  readonly fees?: readonly FeeTax[] | undefined
  /** What it took in of periods that were filed before it. Absent: nothing. */
  readonly earlier?: readonly TakenIn[] | undefined
}
/** With each of its documents. */
export interface WholeTaxFiling extends TaxFiling {
  readonly each: readonly TaxedDocument[]
}

/** A figure that is not what was filed. */
export interface FiledChange {
  readonly order: string
  readonly slip: string | null
  readonly says: string
}

/** What of a filed period is not as filed. */
export interface FiledNow {
  /** False: what is kept is not what the hash is of. */
  readonly intact: boolean
  /** Documents whose figures are not those that were filed, the first of them. */
  readonly changes: readonly FiledChange[]
  readonly changed: number
  /** Lines whose figures are not those that were filed, in sentences. Empty where documents are unread: theirs are in no line. */
  readonly lines: readonly string[]
  /** Documents that cannot be read now: they are taken as filed. */
  readonly unread: number
}
/** The same of a period before, and when that was filed. */
export interface ChangedPeriod extends Period, FiledNow, Pick<TaxFiling, 'at'> {}
/** What had changed of a filed period when a later one was filed: it is in the return of that one, and in none after it. */
export interface TakenIn extends ChangedPeriod {
  /** What it came to: its documents that had changed, those that were gone, all its lines (null: not known) and its tax on fees. */
  readonly now: Pick<WholeTaxFiling, 'each' | 'fees'> &
    Pick<Compared, 'lines'> & { readonly gone: readonly DocumentId[] }
}
/** What documents are compared with. Without lines those are not compared. */
export interface Compared extends Pick<WholeTaxFiling, 'each' | 'fees'> {
  readonly lines: readonly TaxLine[] | null
}

export const filingOf = ({ from, to }: Period): RecordRef => ({ entity: filingEntity, key: recordKey(`${from} ${to}`) })

/** Documents of one filing; they are one record. */
const mostDocuments = 200_000

export const hashOfFiling = ({
  from,
  to,
  documents,
  lines,
  each,
  fees,
  earlier,
}: Omit<WholeTaxFiling, 'hash' | 'at' | 'by'>) => {
  const figures = { from, to, documents, lines, each, ...(fees ? { fees } : {}), ...(earlier ? { earlier } : {}) }
  return createHash('sha256')
    .update(canonicalJson(figures as unknown as Json))
    .digest('hex')
}

/** What both sides say of a period now. */
export async function* taxPages(sides: HistorySides, period: Period): AsyncGenerator<TaxPage> {
  for (let after: string | null = ''; after !== null; ) {
    const page: TaxPage = await taxPage(sides, period, after)
    yield page
    after = page.next
  }
}

/**
 * Reads the whole period, page by page.
 * @param earlier what has changed of periods that were filed before it, and is in no filing yet
 * @throws InvalidInput where it has more documents than one filing holds, or one that cannot be read: it would be in no figure for ever
 */
export async function fileTaxes(
  sides: HistorySides,
  period: Period,
  made: Pick<TaxFiling, 'at' | 'by'>,
  earlier: readonly TakenIn[] = [],
): Promise<WholeTaxFiling> {
  const lines = new TaxLines()
  const each: TaxedDocument[] = []
  const taxed: FeeTax[] = []
  let documents = 0
  for await (const page of taxPages(sides, period)) {
    // A slip of no period hinders none: it would hinder all of them for ever.
    const unread = page.differences.find(({ kind }) => kind === 'not read')
    if (unread)
      throw new InvalidInput('The period', [
        {
          at: 'from',
          reason: `has a document that cannot be read now, ${nameOf(unread)}: ${unread.because ?? 'nobody knows why'} Put it right, or try again later: what is filed does not change`,
        },
      ])
    lines.merge(page.lines)
    documents += page.documents
    each.push(...page.each)
    taxed.push(...page.fees)
    if (each.length > mostDocuments)
      throw new InvalidInput('The period', [
        { at: 'to', reason: `has more than ${mostDocuments} documents: file a shorter one` },
      ])
  }
  const { from, to } = period
  const figures = {
    ...{ from, to, documents, lines: lines.figures, each, fees: addedUp(taxed) },
    ...(earlier.length > 0 ? { earlier } : {}),
  }
  return { ...figures, ...made, hash: hashOfFiling(figures) }
}

/** Compares the documents of a period with what was filed of it, page by page. */
export class FiledCheck {
  private readonly filed: Map<string, TaxedDocument>
  private readonly lines: readonly TaxLine[] | null
  private readonly fees: readonly FeeTax[] | undefined
  readonly changes: FiledChange[] = []
  private readonly now: TaxedDocument[] = []
  private gone: readonly DocumentId[] = []
  private readonly left = new Set<string>()
  private payouts = 0

  constructor({ each, lines, fees }: Compared) {
    this.filed = new Map(each.map((one) => [keyOf(one), one]))
    this.lines = lines
    this.fees = fees
  }

  add({ each, differences }: Pick<TaxPage, 'each' | 'differences'>): void {
    // What cannot be read now is not gone.
    for (const one of differences.filter(({ kind }) => kind === 'not read'))
      if (this.filed.delete(keyOf(one))) this.left.add(keyOf(one))
      else if (one.order === '' && one.slip === null) this.payouts++
    for (const now of each) {
      const then = this.filed.get(keyOf(now))
      this.filed.delete(keyOf(now))
      if (this.left.has(keyOf(now))) continue
      if (then && canonicalJson({ ...then }) === canonicalJson({ ...now })) continue
      this.now.push(now)
      if (!then) this.say(now, `is in no figure that was filed: ${sumsOf(now)}`)
      else this.say(then, `was filed with ${sumsOf(then)}; by now it is ${sumsOf(now)}`)
    }
  }

  /** What was filed and is not there any more. What is booked of tax on fees is no figure of the return. @param read fees of now */
  end(read: readonly FeeTax[]): readonly FiledChange[] {
    const fees = this.feesOf(read)
    const named = ({ provider, currency }: FeeTax) => `${provider} ${currency}`
    // Before it was counted, people took it into the return by the provider's invoice: nobody knows with which sum.
    const filed = this.fees ?? fees
    for (const key of new Set([...filed, ...fees].map(named))) {
      const [then, now] = [filed, fees].map((all) => all.find((one) => named(one) === key)?.tax ?? '0')
      if (then !== now)
        this.changes.push({
          ...{ order: '', slip: null },
          says: `Input tax on fees of ${key} was filed with ${then}; by now it is ${now}.`,
        })
    }
    for (const then of this.filed.values()) this.say(then, `was filed with ${sumsOf(then)}; by now it is in no figure`)
    this.gone = [...this.filed.values()].map(({ order, slip }) => ({ order, slip }))
    this.filed.clear()
    return this.changes
  }

  /** How many documents cannot be read now. */
  get unread(): number {
    return this.left.size + this.payouts
  }

  /** What it comes to now, as `TakenIn` keeps it. */
  takenIn(lines: readonly TaxLine[], fees: readonly FeeTax[]): TakenIn['now'] {
    return { each: this.now, gone: this.gone, lines: this.left.size > 0 ? null : lines, fees: this.feesOf(fees) }
  }

  /** Lines that are not as filed, in sentences: a document may keep its sums and move to another country, rate or detail. */
  moved(now: readonly TaxLine[]): readonly string[] {
    if (this.lines === null || this.left.size > 0) return []
    const [before, after] = [this.lines, now].map(
      (all) => new Map(all.map((line) => [canonicalJson(nameOfLine(line)), line] as const)),
    ) as [Map<string, TaxLine>, Map<string, TaxLine>]
    return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((key) => {
      const [then, by] = [figuresOf(before.get(key)), figuresOf(after.get(key))]
      const { country, rate, detail, currency } = (before.get(key) ?? after.get(key))!
      return then === by
        ? []
        : [`The line ${country} ${rate} % ${detail} ${currency} was filed with ${then}; by now it is ${by}.`]
    })
  }

  /** Without a payout that cannot be read nobody knows the sum. */
  private readonly feesOf = (fees: readonly FeeTax[]) => (this.payouts > 0 ? (this.fees ?? fees) : fees)

  private say({ order, slip }: TaxedDocument, what: string): void {
    this.changes.push({ order, slip, says: `Order ${order}${slip === null ? '' : `, credit slip ${slip},`} ${what}.` })
  }
}

const nameOfLine = ({ country, rate, detail, currency }: TaxLine) => ({ country, rate, detail, currency })
const figuresOf = (line: TaxLine | undefined) => {
  const [shop, gp] = [line?.shop, line?.gp].map((side) => {
    const [sales, refunds] = [side?.sales ?? { base: '0', tax: '0' }, side?.refunds ?? { base: '0', tax: '0' }]
    return `sales ${sales.tax} on ${sales.base}, refunds ${refunds.tax} on ${refunds.base}`
  })
  return `${shop} in the shop, and ${gp} in GP`
}

type DocumentId = Pick<TaxedDocument, 'order' | 'slip'>
/** Of a slip that is deleted nobody knows the order. */
export const keyOf = ({ order, slip }: DocumentId) => (slip === null ? `${order} ` : ` ${slip}`)
const nameOf = ({ order, slip }: DocumentId) =>
  slip !== null ? `credit slip ${slip} of order ${order}` : order === '' ? 'a payout' : `the sale of order ${order}`
const sumsOf = ({ currency, base, shop, gp }: TaxedDocument) =>
  `${shop} ${currency} of tax on ${base} in the shop, ${gp} in GP`
