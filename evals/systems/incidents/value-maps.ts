import { suggestValues } from '../../../src/assistant/values/suggest.ts'
import { rowsOf, text, type World } from './world.ts'

/** A value of the record that its value map has no answer for, and what GP has for it. */
export interface Unanswered {
  readonly map: string
  readonly key: string
  readonly candidates: readonly { readonly key: string; readonly probability: number }[]
  /** One of them is it; null: a person has to say which. */
  readonly sure: string | null
}

/** What a value map is about, by its name: its kind for the matchers, GP's lists, and where a record has the value. */
const abouts = [
  {
    map: /curr/i,
    kind: 'currency->gp_currency',
    ...{ shop: /currenc/i, gp: /currenc/i, record: /^(?:currency|id_currency)/, field: /CURNCYID|currency/i },
  },
  {
    map: /tax_?rule|schedule/i,
    kind: 'tax_rule_group->tax_schedule',
    ...{ shop: /tax/i, gp: /schedule/i, record: /tax_rules?/, field: /TAXSCHID|schedule/i },
  },
  {
    map: /tax|vat/i,
    kind: 'tax->tax_detail',
    ...{ shop: /tax/i, gp: /tax/i, record: /tax(?:es|_name|_rate)?$/, field: /TAXDTLID|tax/i },
  },
  {
    map: /carrier|shipping|delivery/i,
    kind: 'carrier->shipping_method',
    ...{ shop: /carrier/i, gp: /shipp/i, record: /carrier/, field: /SHIPMTHD|carrier|shipping/i },
  },
  {
    map: /pay|checkbook|receipt/i,
    kind: 'payment_method->checkbook',
    ...{
      shop: /payment|module/i,
      gp: /checkbook|payment|terms|card/i,
      record: /payment|module/,
      field: /CHEKBKID|PYMTRMID|CARDNAME|payment/i,
    },
  },
  {
    map: /unit|uom/i,
    kind: 'unit->unit_of_measure',
    ...{ shop: /unit|product/i, gp: /unit|uom|uofm/i, record: /unit/, field: /UOFM|unit/i },
  },
  {
    map: /country|state|region/i,
    kind: 'country->tax_schedule',
    ...{
      shop: /countr|state/i,
      gp: /countr|schedule/i,
      record: /country|state$/,
      field: /CCode|COUNTRY|STATE|country/i,
    },
  },
  {
    map: /site|warehouse|location/i,
    kind: 'warehouse->gp_site',
    ...{
      shop: /warehouse|shop/i,
      gp: /site|location|warehouse/i,
      record: /warehouse|id_shop/,
      field: /LOCNCODE|site/i,
    },
  },
  {
    map: /group|class/i,
    kind: 'customer_group->customer_class',
    ...{ shop: /group/i, gp: /class/i, record: /group/, field: /CUSTCLAS|group/i },
  },
  {
    map: /item|product/i,
    kind: 'product->item',
    ...{ shop: /product/i, gp: /item/i, record: /reference|product/, field: /ITEMNMBR|product/i },
  },
] as const

/** From here on an answer of the matchers is proposed; below, a person is asked which it is. */
const sureFrom = 0.5

/**
 * Values that a value map of the hub does not answer.
 *
 * @param from the failure alone, or its record as well: where the failure says that something has no counterpart
 */
export function unanswered(world: World, from: 'failure' | 'record'): Unanswered[] {
  return Object.entries(world.maps).flatMap(([map, entries]) => {
    const about = abouts.find((one) => one.map.test(map))
    if (!about) return []
    const known = new Set(Object.keys(entries))
    const named = namedValues(world, map, about)
    const values = named.length > 0 || from === 'failure' ? named : valuesIn(world.record, about.record)
    const missing = [...new Set(values)].filter((value) => value !== '' && !known.has(value))
    // A record names a value by id and by words: the map says which of both are its keys.
    const byNumber = [...known].length > 0 && [...known].every((key) => /^\d+$/.test(key))
    const fitting = missing.filter((value) => known.size === 0 || /^\d+$/.test(value) === byNumber)
    const living = rowsOf(world.gp, about.gp).filter((row) => !/inactive/i.test(JSON.stringify(row)))
    return fitting.map((key): Unanswered => {
      const shopRow = rowsOf(world.shop, about.shop).find((row) => Object.values(row).includes(key))
      const decided = Object.entries(entries).map(([from, to]) => ({ from, to: text(to), accepted: true }))
      const found = suggestValues({
        ...{ kind: about.kind, country: '', language: '', to: living, decided },
        from: [{ ...shopRow, key, label: shopRow?.label ?? key }],
      })
      const [top] = found[0]?.candidates ?? []
      const trusted = top && top.against.length === 0 && (top.suggested || top.probability >= sureFrom)
      return {
        ...{ map, key, sure: trusted ? top.key : null },
        candidates: (found[0]?.candidates ?? []).map(({ key: to, probability }) => ({ key: to, probability })),
      }
    })
  })
}

type About = (typeof abouts)[number]

/** The value that the failure itself names: of a member of its own, or in quotes where it names the map. */
function namedValues({ named, raw, gp }: World, map: string, { field, gp: lists }: About): string[] {
  if (named.map !== undefined) return named.map.includes(map) || map.includes(named.map) ? [named.key ?? ''] : []
  const refused = Object.entries(named).flatMap(([name, value]) =>
    field.test(name) && /^[A-Z]/.test(name) ? [value] : [],
  )
  const has = new Set(rowsOf(gp, lists).map(({ key }) => key))
  const about = new RegExp(`map[^.]*${map}|${map}[^.]*map`, 'i').test(raw)
  const quoted = about ? [/["“'«]([^"”'»]+)["”'»]/.exec(raw)?.[1] ?? ''] : []
  return [...refused.filter((value) => !has.has(value)), ...quoted]
}

/** Texts at the record's members of such a name, also in rows: [["GST 5%", "10.00"]]. */
function valuesIn(node: unknown, names: RegExp): string[] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([name, value]) => {
    if (!names.test(name)) return typeof value === 'object' ? valuesIn(value, names) : []
    if (!Array.isArray(value)) return typeof value === 'object' ? Object.values(value ?? {}).map(text) : [text(value)]
    return value.flatMap((one: unknown) =>
      Array.isArray(one)
        ? [text(one[0])]
        : typeof one === 'object'
          ? [text((one as { name?: unknown }).name)]
          : [text(one)],
    )
  })
}
