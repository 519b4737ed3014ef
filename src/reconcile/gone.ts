import { dec } from '../domain/decimal.ts'
import { type EntityName, type RecordRef, type RecordValue, refText } from '../domain/record.ts'
import type { Link } from '../domain/stores.ts'
import type { BothSides } from './both-sides.ts'
import { type Difference, marked } from './differences.ts'

/** Records of the shop that documents were made of, in the order in which they are gone through. */
const kinds = [
  {
    ...{ source: 'prestashop.order', target: 'gp.salesOrder', amount: 'TotalAmount' },
    ...{ kind: 'order is gone from the shop', name: 'order' },
  },
  {
    ...{ source: 'prestashop.orderPayment', target: 'gp.cashReceipt', amount: 'Amount' },
    ...{ kind: 'payment is gone from the shop', name: 'payment' },
  },
  {
    ...{ source: 'prestashop.orderSlip', target: 'gp.receivablesCreditMemo', amount: 'DocumentAmount' },
    ...{ kind: 'slip is gone from the shop', name: 'credit slip' },
  },
  {
    ...{ source: 'prestashop.orderSlip', target: 'gp.salesReturn', amount: 'TotalAmount' },
    ...{ kind: 'slip is gone from the shop', name: 'credit slip' },
  },
] as const satisfies readonly {
  source: EntityName
  target: EntityName
  amount: string
  kind: Difference['kind']
  name: string
}[]

type Kind = (typeof kinds)[number]

/** Where the walk through the links goes on: which kind, and after which key of its source. */
interface LinkPlace {
  readonly kind: number
  readonly after: string | null
}

/** A document of GP, neither void nor deleted, of a record that the shop has no more. */
export interface GoneDocument {
  readonly source: RecordRef
  readonly target: RecordRef
  readonly held: RecordValue
  readonly says: string
}

interface GoneAmong {
  readonly gone: readonly GoneDocument[]
  /** Links of records that the shop has no more, whose document GP could not show. */
  readonly unread: readonly { readonly link: Pick<Link, 'source' | 'target' | 'readBack'>; readonly because: string }[]
}

/**
 * One page of the other direction: what GP has of records that the shop has no more. The shop's list of orders cannot show
 * them, so the links are gone through by key, and the shop is asked which of their records are there.
 * @param isAsked which links are looked at
 */
export async function goneDocuments(
  sides: BothSides,
  place: LinkPlace,
  limit: number,
  isAsked: (link: Link) => boolean,
): Promise<GoneAmong & { readonly its: Kind; readonly next: LinkPlace | null }> {
  const its = kinds[place.kind]!
  const links = await sides.linksAfter(its, place.after, limit)
  const last = links.at(-1)
  const next: LinkPlace | null =
    last && links.length === limit
      ? { kind: place.kind, after: last.source.key }
      : place.kind + 1 < kinds.length
        ? { kind: place.kind + 1, after: null }
        : null
  return { ...(await goneAmong(sides, its, links.filter(isAsked))), its, next }
}

/** The differences of a page of `goneDocuments`, of documents of a period. */
export async function goneFromShop(
  sides: BothSides,
  { from, to }: { readonly from: string; readonly to: string },
  place: LinkPlace,
  limit: number,
): Promise<{ readonly differences: readonly Difference[]; readonly next: LinkPlace | null }> {
  const { amount } = kinds[place.kind]!
  const { gone, its, next } = await goneDocuments(sides, place, limit, ({ readBack, at }) => {
    const day = String(readBack.Date ?? at).slice(0, 10)
    return day >= from && day <= to && /^\d+$/.test(String(readBack[amount] ?? '0').slice(0, 1))
  })
  return { differences: gone.map((one) => differenceOf(its, one)), next }
}

/** Those of some records, as both sides say now. */
export async function goneNow(
  sides: BothSides,
  kind: Difference['kind'],
  sources: readonly RecordRef[],
): Promise<readonly Difference[]> {
  const found = kinds
    .filter((its) => its.kind === kind)
    .map(async (its) => {
      const links = await sides.links(its.target, sources)
      return (await goneAmong(sides, its, [...links.values()])).gone.map((one) => differenceOf(its, one))
    })
  return (await Promise.all(found)).flat()
}

async function goneAmong(
  sides: BothSides,
  its: Kind,
  links: readonly Pick<Link, 'source' | 'target' | 'readBack'>[],
): Promise<GoneAmong> {
  if (links.length === 0) return { gone: [], unread: [] }
  const ids = links.map(({ source }) => String(source.key))
  const known = await sides.search(its.source, { where: {}, oneOf: { id: ids }, limit: ids.length })
  const there = new Set(known.map(({ id }) => String(id)))
  const missing = links.filter(({ source }) => !there.has(source.key))
  // A key that may not see a record of another shop is no proof that it is gone.
  const read = await sides.readMany(missing.flatMap(({ source, target }) => [source, target]))
  const readOf = (record: RecordRef) => read.get(refText(record))
  const gone: GoneDocument[] = []
  const unread: GoneAmong['unread'][number][] = []
  for (const link of missing) {
    const { source, target } = link
    const [inShop, inGp] = [readOf(source), readOf(target)]
    if (!inShop || 'error' in inShop || inShop.value !== null || !inGp) continue
    if ('error' in inGp) unread.push({ link, because: inGp.error.message })
    else if (inGp.value && inGp.value.IsVoided !== true)
      gone.push({
        ...{ source, target, held: inGp.value },
        says: `${target.key} was made of ${its.name} ${source.key}, and the shop has no such ${its.name} any more: somebody deleted it.`,
      })
  }
  return { gone, unread }
}

function differenceOf(its: Kind, { source, target, held, says }: GoneDocument): Difference {
  const isOpen = (held.TransactionState ?? 'Work') === 'Work' && its.kind === 'order is gone from the shop'
  // A void would leave what was made of a part of it standing.
  const isParted = isOpen && held.ShippingProcessStatus === 'In Process'
  return marked(
    {
      ...{ order: source.entity === 'prestashop.order' ? source.key : '', kind: its.kind },
      ...{ reference: String(held.CustomerPONumber ?? held.Description ?? ''), cause: 'deleted in the shop' },
      says,
      next: isParted
        ? `A part of ${target.key} is transferred: do not void it. If nothing more is delivered, cancel in GP what is still open of it; if what is invoiced was given back, enter a return or a credit memo.`
        : isOpen
          ? `If nothing is delivered, void ${target.key} in GP; else keep it, and note there why the shop has no order.`
          : `Find out why the ${its.name} was deleted, and correct ${target.key} in GP if the money or the goods did not go that way.`,
      correction: isOpen && !isParted ? { do: 'void', entity: target.entity, key: target.key } : null,
      ...{ amount: dec(String(held[its.amount])).abs().toFixed(), currency: String(held.CurrencyKey), about: [source] },
    },
    [target.key, String(isOpen), ...(isParted ? ['parted'] : [])],
  )
}
