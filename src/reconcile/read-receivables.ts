import { isLinkedByHand } from '../domain/entered-by-hand.ts'
import { marksOf, otherBy } from '../domain/identity.ts'
import { type RecordRef, type RecordValue, ref, refText } from '../domain/record.ts'
import type { Link } from '../domain/stores.ts'
import { type Books, isSince } from './books.ts'
import type { BothSides } from './both-sides.ts'
import { causeOfRun } from './causes.ts'
import { receivableOf } from './content.ts'
import type { Receivable } from './facts.ts'

/**
 * Receipts of payments, memos and returns of slips: under the number that the link names, else under the one that the flow
 * would give. A link that was made for another record, whose id began again, is none of this one's.
 *
 * @param prefix null: only what is linked
 * @param known fields of the sources that were read already, by their keys
 */
export async function readReceivables(
  sides: BothSides,
  flow: string,
  entity: 'gp.cashReceipt' | 'gp.receivablesCreditMemo' | 'gp.salesReturn',
  prefix: string | null,
  amount: 'Amount' | 'DocumentAmount' | 'TotalAmount',
  sources: readonly RecordRef[],
  known: ReadonlyMap<string, RecordValue>,
) {
  const linked = await sides.links(entity, sources)
  const isOfAnother = ({ source, marks }: Link) => {
    const [schema, now] = [sides.schema(source.entity), known.get(source.key)]
    const marked = now && marksOf(schema, now, (text) => text)
    return Boolean(marks && marked && otherBy(schema, marks, marked).length > 0)
  }
  const others = new Set([...linked.values()].filter(isOfAnother).map(({ target }) => refText(target)))
  const links = new Map([...linked].filter(([, { target }]) => !others.has(refText(target))))
  const runs = await sides.runs(sources, flow)
  const targets = sources
    .filter(({ key }) => prefix !== null || links.has(key))
    .map((source) => ({
      source,
      link: links.get(source.key) ?? null,
      target: links.get(source.key)?.target ?? ref(entity, `${prefix}${source.key}`),
    }))
  const read = await sides.readMany(
    targets.map(({ target }) => target).filter((target) => !others.has(refText(target))),
  )
  return new Map(
    targets.map(({ source, link, target }) => [
      String(source.key),
      {
        key: String(target.key),
        read: read.get(refText(target)),
        /** What the hub wrote, where a link says that it did. */
        lost: link && writtenOf(link, amount),
        missingBecause: link ? ('deleted in GP' as const) : causeOfRun(runs.get(source.key) ?? null),
        of: (held: RecordValue): Receivable => ({
          ...receivableOf(held, amount, link?.readBack[amount] === undefined ? null : link.readBack),
          ...(link && isLinkedByHand(link) && { linkedByHand: true }),
        }),
      },
    ]),
  )
}

/** What a link says that was written; without amounts where a person linked it. */
const writtenOf = ({ readBack }: Link, amount: 'Amount' | 'DocumentAmount' | 'TotalAmount') =>
  receivableOf({ ...readBack, [amount]: readBack[amount] ?? '0' }, amount, null)

/** Slips of before their flow began, without a memo of the hub: people had them then, and credit them once. */
export async function earlySlips(sides: BothSides, books: Books, slips: readonly { readonly id: string }[]) {
  if (books.memos === null || books.memosSince === books.cutOver) return new Set<string>()
  const records = slips.map(({ id }) => ref('prestashop.orderSlip', id))
  const read = await sides.readMany(records)
  const linked = await Promise.all(
    (['gp.receivablesCreditMemo', 'gp.salesReturn'] as const).map((entity) => sides.links(entity, records)),
  )
  return new Set(
    records.flatMap((record) => {
      const one = read.get(refText(record))
      const madeAt = one && 'value' in one ? one.value?.date_add : undefined
      const isEarly = madeAt !== undefined && !isSince(madeAt, books.memosSince)
      return isEarly && !linked.some((links) => links.has(record.key)) ? [String(record.key)] : []
    }),
  )
}
