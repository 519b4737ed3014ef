import { memberOf } from '../../domain/record.ts'
import type { Definition } from '../../language/index.ts'
import { countryOf, currencyOf, inUnion } from '../words/geography.ts'
import { fold } from '../words/text.ts'

/** One thing that is asked of an order: an expression that is true of those that are meant. */
export interface Condition {
  readonly expression: string
  /** After "orders": "above 5,000 EUR". */
  readonly says: string
  readonly assumptions: readonly string[]
}

/** What was found of conditions in a text. `rest`: what is left of it. */
export interface FoundConditions {
  readonly conditions: readonly Condition[]
  readonly rest: string
  /** Why a part of it cannot be made, in a sentence; null: it can. */
  readonly cannot: string | null
}

type Found = (Condition & { readonly matched?: string }) | { readonly cannot: string }
interface Reader {
  readonly finds: RegExp
  /** @param tail the text from the match on */
  of(match: RegExpExecArray, definition: Definition, tail: string): Found | null
}

/** A text in an expression. */
export const quoted = (text: string) => JSON.stringify(text)

const above =
  'above|over|more than|greater than|higher than|larger than|exceeding|exceeds?|beyond|>|plus de|superieures? a|au-dessus de|au dela de'
const least = 'at least|from|>=|a partir de|au moins'
const below = 'below|under|less than|lower than|smaller than|<|moins de|inferieures? a|en dessous de'
const most = "at most|up to|<=|jusqu'a"
const money = String.raw`(?:(?<before>[€$£]|\b(?:eur|usd|gbp|chf|pln|sek|dkk|euros?)\b)\s*)?(?<number>\d[\d.,'  ]*\d|\d)\s*(?<kilo>k\b)?\s*(?<after>[€$£]|\b(?:eur|usd|gbp|chf|pln|sek|dkk|euros?|dollars?|pounds?|francs?)\b)?`

/** "5,000", "5.000,00", "5 000", "5'000.50" → "5000", "5000.00". Null: it cannot be read for sure. */
export function amountOf(text: string): string | null {
  const plain = text.replace(/['  ]/g, '')
  const signs = plain.replace(/\d/g, '')
  if (signs === '') return plain
  const last = Math.max(plain.lastIndexOf(','), plain.lastIndexOf('.'))
  const [whole, rest] = [plain.slice(0, last), plain.slice(last + 1)]
  const both = signs.includes(',') && signs.includes('.')
  if (!both && signs.length > 1) return /^\d{1,3}([.,]\d{3})+$/.test(plain) ? plain.replace(/[.,]/g, '') : null
  // One sign with three digits behind it separates thousands: "5,000".
  if (!both && rest.length === 3) return `${whole}${rest}`
  if (rest.length > 4) return null
  return `${whole.replace(/[.,]/g, '')}.${rest}`
}

const currencySigns: Readonly<Record<string, string>> = { '€': 'EUR', $: 'USD', '£': 'GBP' }
function currencyIn(text: string | undefined): string | null {
  if (text === undefined) return null
  const known = memberOf(currencySigns, text)
  if (known) return known
  const word = text.toLowerCase().replace(/s$/, '')
  const words: Readonly<Record<string, string>> = { euro: 'EUR', dollar: 'USD', pound: 'GBP', franc: 'CHF' }
  return memberOf(words, word) ?? currencyOf(text.toUpperCase()) ?? text.toUpperCase()
}

interface Measure {
  readonly words: RegExp
  readonly net: string
  readonly gross: string
  readonly called: string
}
/** The order's total where nothing else is named. */
const measures: readonly Measure[] = [
  {
    words: /\b(shipping|freight|delivery) (cost|fee|charge)s?\b|\bfrais de port\b|\bfreight\b/,
    net: 'order.total_shipping_tax_excl',
    gross: 'order.total_shipping_tax_incl',
    called: 'freight',
  },
  {
    words: /\b(discounts?|vouchers?|remises?)\b/,
    net: 'order.total_discounts_tax_excl',
    gross: 'order.total_discounts_tax_incl',
    called: 'discount',
  },
  {
    words: /\b(goods|merchandise|product total|value of (the )?(goods|products|items)|marchandises?)\b/,
    net: 'order.total_products',
    gross: 'order.total_products_wt',
    called: 'goods',
  },
]
const orderTotal: Measure = {
  words: /$^/,
  net: 'order.total_paid_tax_excl',
  gross: 'order.total_paid',
  called: 'total',
}
const netWords =
  /\b(net|before tax|without tax|excluding tax|tax excluded|excl\.? (tax|vat)|excl\b|ex vat|without vat|ht|hors taxes?)(?!\w)/
const grossWords =
  /\b(gross|with tax|including tax|tax included|incl\.? (tax|vat)|incl\b|with vat|ttc|toutes taxes comprises)(?!\w)/

/** What an amount may be of, as it is said before "above". */
const subjects = `(?:(?:net|gross|order|total|shipping|freight|delivery|product|goods) )*(?:total|value|amount|price|sum|net|gross|freight|goods|merchandise|products|discounts?|vouchers?|remises?|(?:shipping|freight|delivery) (?:costs?|fees?|charges?)|value of (?:the )?(?:goods|products|items)|frais de port|marchandises?|montant|valeur)`

const amount: Reader = {
  finds: new RegExp(
    String.raw`(?:\b(?:with|of|worth|for|whose|where|having|avec|dont)\s+)?(?:\b(?:a|an|the|un|une|la|le)\s+)?(?:(?<what>${subjects})\s+)?(?:\b(?:is|are|est|sont)\s+)?(?<sign>${[least, most, above, below].join('|')})\s*${money}(?:\s*(?<basis>net|gross|before tax|without tax|excluding tax|tax excluded|with tax|including tax|tax included|excl\.?(?: tax| vat)?|incl\.?(?: tax| vat)?|ht|ttc|hors taxes?)(?!\w))?`,
    'i',
  ),
  of(match) {
    const { what = '', sign = '', before, number = '', kilo, after, basis = '' } = match.groups ?? {}
    const value = amountOf(number)
    if (value === null)
      return { cannot: `The amount “${number.trim()}” can be read in two ways. Write it as 5000 or 5000.50.` }
    const digits = kilo ? String(Number(value) * 1000) : value
    const words = `${what} ${basis}`.toLowerCase()
    const measure = measures.find((one) => one.words.test(words)) ?? orderTotal
    const net = netWords.test(words)
    const field = net ? measure.net : measure.gross
    const sure = net || grossWords.test(words)
    const operator = [
      [least, '>='],
      [most, '<='],
      [above, '>'],
      [below, '<'],
    ].find(([these]) => new RegExp(`^(?:${these})$`, 'i').test(sign))![1]!
    const currency = currencyIn(before ?? after)
    const compared = `${field} ${operator} dec(${quoted(digits)})`
    const side = net ? 'without tax' : 'with tax'
    const called = { '>': 'above', '>=': 'of at least', '<': 'below', '<=': 'of at most' }[operator]!
    const subject = measure === orderTotal ? '' : `with a ${measure.called} `
    return {
      expression: currency === null ? compared : `order.currency.iso_code == ${quoted(currency)} && ${compared}`,
      says: `${subject}${called} ${digits}${currency === null ? '' : ` ${currency}`}`,
      assumptions: [
        `${digits} is compared with the ${measure === orderTotal ? 'total of the order' : measure.called} ${side}${sure ? ', as you said' : ', because net or gross was not said'}.`,
        currency === null
          ? 'No currency was named: each order is compared in its own currency.'
          : `Orders in ${currency} alone are meant; in another currency the rule says nothing.`,
      ],
    }
  },
}

const place: Reader = {
  finds:
    /\b(?<not>not |other than |sauf )?(?:(?:shipped|delivered|sent|going|addressed|livrees?|expediees?) )?(?<way>from|to|in|within|into|outside|vers|en|au|aux|pour|hors)(?: of)?(?: the| la| le)? (?=[\p{L}])/iu,
  of(match, _, tail) {
    const { not, way = '' } = match.groups ?? {}
    const negative = not !== undefined || /^(outside|hors)$/i.test(way)
    const countries: string[] = []
    let length = match[0].length
    for (let rest = tail.slice(length); ; ) {
      const found = countriesAtStart(rest)
      if (!found) break
      countries.push(...found.countries)
      length = tail.length - rest.length + found.length
      rest = tail.slice(length)
      const [joint] = /^\s*(?:,|,? ?(?:or|and|ou|et))\s+(?:to |in |from |the |la |le )*/i.exec(rest) ?? []
      if (joint === undefined || !countriesAtStart(rest.slice(joint.length))) break
      rest = rest.slice(joint.length)
    }
    if (countries.length === 0) return null
    const all = [...new Set(countries)]
    const called = all.length === union.length ? 'the EU' : all.join(', ')
    const code = 'shipTo.country.iso_code'
    const inside = all.length === 1 ? `${code} == ${quoted(all[0]!)}` : `${code} in [${all.map(quoted).join(', ')}]`
    return {
      expression: negative ? `!(${inside})` : inside,
      says: negative ? `sent outside ${called}` : `sent to ${called}`,
      assumptions: ['The country is that of the delivery address.'],
      matched: tail.slice(0, length),
    }
  },
}

/** One country, or the union, that the text begins with. Codes count in capitals alone: "in" and "at" are words. */
function countriesAtStart(text: string): { countries: readonly string[]; length: number } | null {
  const words = /^[\p{L}'.-]+(?: [\p{L}'.-]+){0,3}/u.exec(text)?.[0].split(' ') ?? []
  for (let count = words.length; count > 0; count--) {
    const name = words.slice(0, count).join(' ').replace(/[.,]$/, '')
    if (/^(eu|european union|union europeenne|ue)$/i.test(fold(name))) return { countries: union, length: name.length }
    const code = /^[A-Z]{2}$/.test(name)
    const country = code || name.length > 3 ? countryOf(name) : null
    if (country !== null) return { countries: [country], length: name.length }
  }
  return null
}
const union = 'AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'
  .split(' ')
  .filter(inUnion)

const carrier: Reader = {
  finds:
    /\b(?:shipped|sent|delivered|livrees?|expediees?)?\s*\b(?:by|with|via|par|avec)\s+(?:the )?carrier\s+"?(?<name>[\p{L}\d][\p{L}\d .&-]{0,40}?)"?(?=$|[,.;]| and | or | wait| need| must| go | are | should)|\b(?:shipped|sent|delivered) (?:by|with|via) "?(?<plain>[\p{L}\d][\p{L}\d .&-]{0,40}?)"?(?=$|[,.;]| and | or | wait| need| must| go | are | should)/iu,
  of({ groups }, { valueMaps }) {
    const name = (groups?.name ?? groups?.plain ?? '').trim()
    const entries = valueMaps.carrier?.entries ?? []
    const found = entries.filter(({ from, label = '' }) => from === name || fold(label).includes(fold(name)))
    if (found.length === 1)
      return {
        expression: `order.carrier.hasValue() && order.carrier.value().id_reference == ${quoted(found[0]!.from)}`,
        says: `sent with ${found[0]!.label ?? found[0]!.from}`,
        assumptions: [],
      }
    const known = entries.map(({ from, label }) => label ?? from).join(', ')
    return {
      cannot: `${found.length === 0 ? 'No' : 'More than one'} carrier is called “${name}”. The value map carrier has ${known || 'none'}.`,
    }
  },
}

const payment: Reader = {
  finds:
    /\b(?:paid|payees?|payed) (?:by|with|via|through|using|par|avec|en) "?(?<name>[\p{L}\d_][\p{L}\d_ .-]{1,40}?)"?(?=$|[,.;]| and | or | wait| need| must| go | are | should| et | attend)/iu,
  of({ groups }) {
    const name = (groups?.name ?? '').trim()
    if (/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/.test(name))
      return { expression: `order.module == ${quoted(name)}`, says: `paid by ${name}`, assumptions: [] }
    return {
      expression: `order.payment.contains(${quoted(name)})`,
      says: `paid by “${name}”`,
      assumptions: [
        `“${name}” is looked for in the name of the payment as the customer saw it; capital letters count.`,
      ],
    }
  },
}

const placed: Reader = {
  finds:
    /\b(?:placed|ordered|made|passees?|dated) (?<sign>before|after|since|on or after|avant|apres|depuis)(?: the| le)? (?<day>\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})/i,
  of({ groups }) {
    const { sign = '', day = '' } = groups ?? {}
    if (!/^\d{4}-/.test(day))
      return { cannot: `“${day}” can be read as two days. Write it as year, month and day: 2026-12-31.` }
    const operator = /^(before|avant)$/i.test(sign) ? '<' : /^(after|apres)$/i.test(sign) ? '>' : '>='
    return {
      expression: `day(order.date_add, settings.timezone) ${operator} ${quoted(day)}`,
      says: `placed ${operator === '<' ? 'before' : operator === '>' ? 'after' : 'on or after'} ${day}`,
      assumptions: [
        'The day is that on which the order was placed, by the clock of the shop; not that of its payment.',
      ],
    }
  },
}

const simple = (finds: RegExp, expression: string, says: string, assumptions: readonly string[] = []): Reader => ({
  finds,
  of: () => ({ expression, says, assumptions }),
})

const readers: readonly Reader[] = [
  placed,
  amount,
  carrier,
  payment,
  {
    finds:
      /\b(?:with|containing|that contain|of|contain|avec) (?:the )?(?:item|product|article|sku|reference|produit) "?(?<item>[A-Z0-9][\w./-]{1,40})"?/i,
    of: ({ groups }) => ({
      expression: `order.order_details.exists(row, row.product_reference == ${quoted(groups?.item ?? '')})`,
      says: `with item ${groups?.item ?? ''}`,
      assumptions: ['The item is known by the reference that the order line carries.'],
    }),
  },
  {
    finds: /\b(?:of|from|by|du|de) (?:the )?(?:customer|client) (?:number |no\.? |n° ?)?(?<id>\d{1,10})\b/i,
    of: ({ groups }) => ({
      expression: `order.id_customer == ${quoted(groups?.id ?? '')}`,
      says: `of customer ${groups?.id ?? ''}`,
      assumptions: ['The number is that of the customer in the shop.'],
    }),
  },
  simple(
    /\b(?:of|from|by|de|d')?\s*(?:new )?guests?\b(?: orders?| customers?)?|\binvites?\b/i,
    'customer.is_guest',
    'of guests',
  ),
  simple(
    /\b(?:of|from|by|to)?\s*(?:companies|businesses|business customers|b2b(?: customers)?)\b/i,
    'orElse(customer.company, "") != "" || orElse(billTo.company, "") != ""',
    'of companies',
    ['A company is known by a company name in the account or in the invoice address.'],
  ),
  simple(
    /\b(?:that are |with |as )?(?:a )?gifts?(?: wrapp(?:ing|ed))?\b(?! message)|\bcadeaux?\b/i,
    'order.gift',
    'with gift wrapping',
  ),
  simple(
    /\b(?:with|using|that use) (?:a |any )?(?:vouchers?|discounts?|discount codes?|coupons?)\b|\bavec (?:un |une )?(?:bon|remise|code promo)\b/i,
    'order.total_discounts_tax_incl > 0',
    'with a voucher or discount',
  ),
  simple(
    /\b(?:with|that have) (?:a )?(?:message|note from the customer|customer (?:message|note|comment))\b/i,
    'orElse(order.customer_message, "") != ""',
    'with a message of the customer',
  ),
  simple(
    /\b(?:whose|where|if|when) (?:the )?(?:invoice|billing) (?:address|country) (?:differs|is different|is not the same)[\p{L} ]*/iu,
    'order.id_address_invoice != order.id_address_delivery',
    'whose invoice address is not the delivery address',
  ),
  place,
]

/** Conditions that a text names, in their order of the table. */
export function conditionsIn(text: string, definition: Definition): FoundConditions {
  // GP is the ledger, though it is also the code of Guadeloupe.
  let rest = text.replace(/\b(?:in|into|to|from|dans|vers|en|of) (?:dynamics )?gp\b/gi, ' ')
  const conditions: Condition[] = []
  let cannot: string | null = null
  for (const { finds, of } of readers)
    for (let from = 0; ; ) {
      const match = new RegExp(finds.source, finds.flags.replace('g', '')).exec(rest.slice(from))
      if (!match) break
      const at = from + match.index
      const found = of(match, definition, rest.slice(at))
      if (found === null) {
        from = at + Math.max(1, match[0].length)
        continue
      }
      if ('cannot' in found) cannot ??= found.cannot
      else conditions.push(found)
      const { length } = ('matched' in found ? found.matched : undefined) ?? match[0]
      rest = `${rest.slice(0, at)} ${rest.slice(at + length)}`
      from = at
    }
  return { conditions, rest, cannot }
}
