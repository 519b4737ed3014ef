import { type Decimal, dec } from '../../../domain/decimal.ts'
import type { Facts } from '../read-failure.ts'
import { member, quoted, type Rule } from './rule.ts'

const aboutTotals = ({ text, complaints }: Facts) =>
  complaints.some(({ codes }) => codes.some((code) => /^econnect:(?:67|235|722)$/.test(code))) ||
  /does not (?:close|match|add up)|difference|subtotal|totals?\b/i.test(text)

const decimal = (value: unknown): Decimal | null =>
  (typeof value === 'string' || typeof value === 'number') && /^-?\d+(\.\d+)?$/.test(String(value))
    ? dec(String(value))
    : null

const rowsOf = (facts: Facts): Record<string, unknown>[] => {
  const lines = member(facts, 'lines') ?? member(facts, 'Lines')
  return Array.isArray(lines)
    ? lines.filter((line): line is Record<string, unknown> => typeof line === 'object' && line !== null)
    : []
}

/** Complaints about totals: what of the amounts is really wrong. */
export const amountRules: readonly Rule[] = [
  {
    id: 'document-types-differ',
    when: (facts) => {
      if (!aboutTotals(facts)) return null
      const head = member(facts, 'header')
      const type =
        typeof head === 'object' && head !== null ? (head as Record<string, unknown>).SOPTYPE : member(facts, 'SOPTYPE')
      const others = rowsOf(facts).filter(
        (line) => line.SOPTYPE !== undefined && type !== undefined && line.SOPTYPE !== type,
      )
      return others.length > 0
        ? `The header has document type ${String(type)}, ${others.length} lines have another.`
        : null
    },
    class: 'our_bug',
    owner: 'hub developer',
    retryHelps: false,
    says: 'The amounts agree; header and lines were sent under different document types, so GP finds no lines for the header.',
    next: 'Send one document type on header and lines; do not touch the amounts.',
  },
  {
    id: 'line-left-out',
    when: (facts) =>
      aboutTotals(facts)
        ? quoted(facts.recent, /\blines?\b[^\n]{0,60}(?:skipped|left out|dropped|missing|unmapped|not mapped)/i)
        : null,
    class: 'missing_mapping',
    owner: 'integrator',
    retryHelps: false,
    says: 'A line was left out because its item has no counterpart, so the totals differ.',
    next: 'Map the item of that line; the totals then agree by themselves.',
  },
  {
    id: 'tax-without-detail',
    when: (facts) =>
      aboutTotals(facts) || /\btax|taxe|Steuer|impuesto|podatek/i.test(facts.text)
        ? quoted(
            `${facts.text}\n${facts.recent}`,
            /no (?:GP )?tax detail|tax[^\n]{0,60}(?:not mapped|no entry|unmapped|has no)|no entry[^\n]*tax|missing[^\n]{0,30}tax detail/i,
          )
        : null,
    class: 'missing_mapping',
    owner: 'integrator',
    retryHelps: false,
    says: 'A whole tax is missing because the value map has no GP tax detail for it.',
    next: 'Add the tax to the value map (create the tax detail in GP if it is not there); the totals then agree by themselves.',
  },
  {
    id: 'unmapped-voucher',
    when: (facts) => {
      if (!aboutTotals(facts)) return null
      const target = member(facts, 'voucher_target')
      const vouchers = member(facts, 'vouchers')
      return target === null && Array.isArray(vouchers) && vouchers.length > 0
        ? 'A voucher is not said to go anywhere in GP.'
        : null
    },
    class: 'missing_mapping',
    owner: 'integrator',
    retryHelps: false,
    says: 'The difference is a voucher for which nobody has said where it goes in GP.',
    next: 'Say where this voucher goes (trade discount, or an item of its own), then replay. One that is store credit of an earlier refund is a means of payment, and no discount.',
  },
  {
    id: 'price-policy',
    when: (facts) =>
      /unit ?price|price/i.test(facts.text)
        ? (quoted(`${facts.asked}`, /Calculate Unit Price[^}]{0,40}(?:automatic|Calculate")/i) ??
          quoted(facts.recent, /calculate unit price|price list|policy/i))
        : null,
    class: 'configuration',
    owner: 'GP admin',
    retryHelps: false,
    says: 'The policy of the operation lets GP take prices from its own price list.',
    next: 'Set “Calculate Unit Price” to “Do Not Calculate” for the hub’s role (Dynamics Security Console > Policy). Correct the document in GP, or void it while nothing of it is transferred or posted; then replay the incident.',
  },
  {
    id: 'unit-price-before-discount',
    when: (facts) => {
      const [sent, net] = [
        decimal(member(facts, 'original_product_price')),
        decimal(member(facts, 'unit_price_tax_excl')),
      ]
      return sent && net && !sent.eq(net) && aboutTotals(facts)
        ? `The price before the reduction is ${sent.toFixed()}, after it ${net.toFixed()}.`
        : null
    },
    class: 'totals_mismatch',
    owner: 'integrator',
    retryHelps: false,
    says: 'The price before the reduction was sent beside the amount after it.',
    next: 'Map the price after the reduction, or send the difference as a markdown.',
  },
]
