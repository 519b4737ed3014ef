import type { Finding } from '../../domain/connector.ts'
import { type Decimal, dec, decimalText } from '../../domain/decimal.ts'
import type { Integration } from '../../domain/definition.ts'
import { HubError } from '../../domain/errors.ts'
import { foldedKey, type RecordValue } from '../../domain/record.ts'
import type { Definition } from '../../language/index.ts'
import { type Looking, listed } from './look.ts'

/** Both sides of the taxes, as the systems list them. */
export interface ListedTaxes {
  readonly taxes: readonly RecordValue[]
  readonly details: readonly RecordValue[]
}

type Answers = Pick<Definition, 'valueMaps'>

/**
 * Answers of the value maps "tax" and "tax-rate" that are another tax by what both systems say of them: another rate, or a tax
 * on purchases. GP takes any detail with any amount, and declares it where the detail belongs. Pure.
 *
 * @returns a sentence for each
 */
export function otherTaxes({ valueMaps }: Answers, { taxes, details }: ListedTaxes): string[] {
  const taxOf = new Map(taxes.map((one) => [String(one.id), one]))
  const detailOf = new Map(details.map((one) => [foldedKey(String(one.Key)), one]))
  const entries = [
    ...(valueMaps.tax?.entries ?? []).map(({ from, to }) => {
      const tax = taxOf.get(from.split(' ')[0]!)
      return { from, to, map: 'tax', name: ` “${String(tax?.name ?? '').slice(0, 64)}”`, rate: numberIn(tax?.rate) }
    }),
    ...(valueMaps['tax-rate']?.entries ?? []).map(({ from, to }) => {
      return { from, to, map: 'tax-rate', name: '', rate: numberIn(from.split(' ')[1]) }
    }),
  ]
  return entries.flatMap(({ from, to, map, name, rate }) => {
    const detail = to === null ? undefined : detailOf.get(foldedKey(to))
    if (!detail || rate === null) return []
    if (detail.TaxDetailType === 'Purchases')
      return [
        `The value map "${map}" answers ${from}${name} with ${detail.Key}, which GP has as a tax on purchases: sales would be declared as input tax.`,
      ]
    const percent = numberIn(detail.TaxDetailPercent)
    // One of 0 % that takes whatever the shop says is meant, where a company has no rates in GP.
    if (percent === null || percent.eq(rate) || (percent.isZero() && !rate.isZero())) return []
    return [
      `The value map "${map}" answers ${from}${name} of ${decimalText(rate)} % with ${detail.Key}, which has ${decimalText(percent)} % in GP: the tax would be declared at a rate at which nobody charged it.`,
    ]
  })
}

/**
 * Taxes that one answer serves in several countries, as rules of the shop charge them: the tax of one country would be declared in
 * another. And those that are answered for some countries, and for others not at all. Pure.
 * @param rules of the shop: which tax is charged in which country
 * @param countries those where the shop sells
 */
export function sharedTaxes(
  { valueMaps }: Answers,
  { taxes }: Pick<ListedTaxes, 'taxes'>,
  rules: readonly RecordValue[],
  countries: readonly RecordValue[],
): string[] {
  const codeOf = new Map(
    countries.flatMap(({ id, iso_code, active }) =>
      active === true || active === '1' ? [[String(id), String(iso_code)]] : [],
    ),
  )
  const entries = new Map((valueMaps.tax?.entries ?? []).map(({ from, to }) => [from, to]))
  return taxes.flatMap((tax) => {
    const id = String(tax.id)
    const charged = rules.flatMap(({ id_tax, id_country }) =>
      String(id_tax) === id ? (codeOf.get(String(id_country)) ?? []) : [],
    )
    const isSaid = (country: string) => (entries.get(`${id} ${country}`) ?? null) !== null
    const all = [...new Set(charged)].sort()
    const unsaid = all.filter((country) => !isSaid(country))
    const named = `${unsaid.slice(0, mostNamed).join(', ')}${unsaid.length > mostNamed ? ` and ${unsaid.length - mostNamed} more countries` : ''}`
    const label = String(tax.name).slice(0, 64)
    const to = entries.get(id) ?? null
    if (to === null)
      return unsaid.length > 0 && all.some(isSaid)
        ? [
            `The shop charges tax ${id} “${label}” in ${named}, and the value map "tax" answers it for other countries alone: an order from there stops.`,
          ]
        : []
    // What bears no tax is declared as such whatever the country.
    return unsaid.length < 2 || (numberIn(tax.rate) ?? dec(0)).isZero()
      ? []
      : [
          `The shop charges tax ${id} “${label}” in ${named}, and the value map "tax" answers it with ${to} for all of them.`,
        ]
  })
}
const mostNamed = 30
const mostRules = 5_000

function numberIn(value: unknown): Decimal | null {
  try {
    return typeof value === 'string' && value.trim() !== '' ? dec(value.trim()) : null
  } catch {
    return null
  }
}

/** The taxes of both sides now; null: a system does not answer, or does not list them. */
async function listedTaxes(parts: Pick<Looking, 'remote'>, integration: Integration): Promise<ListedTaxes | null> {
  try {
    const [taxes, details] = await Promise.all([
      listed(parts, integration, 'prestashop.tax'),
      listed(parts, integration, 'gp.taxDetail'),
    ])
    return { taxes, details }
  } catch (error) {
    if (error instanceof HubError) return null
    throw error
  }
}

/** What a changed definition answers for a tax with another tax, in sentences; what it answered so before is not said again. */
export const createTaxDoubts =
  (parts: Pick<Looking, 'remote'>) =>
  async (integration: Integration, before: Answers, after: Answers): Promise<readonly string[]> => {
    const answers = ({ valueMaps }: Answers) =>
      JSON.stringify([valueMaps.tax?.entries ?? [], valueMaps['tax-rate']?.entries ?? []])
    if (answers(before) === answers(after)) return []
    const found = await listedTaxes(parts, integration)
    if (!found) return []
    const known = new Set(otherTaxes(before, found))
    return otherTaxes(after, found).filter((says) => !known.has(says))
  }

/** What a check of an integration says of the answers for taxes. */
export async function taxFindings(
  parts: Pick<Looking, 'remote'>,
  integration: Integration,
  definition: Answers,
): Promise<Finding[]> {
  const found = await listedTaxes(parts, integration)
  if (!found) return []
  const rows = (resource: string) =>
    parts.remote.rows(integration, 'prestashop', resource, { where: {}, limit: mostRules }).catch((error: unknown) => {
      // A key that may not read them has a finding of its own.
      if (error instanceof HubError) return []
      throw error
    })
  const [rules, countries] = await Promise.all([rows('tax_rules'), rows('countries')])
  return [
    ...otherTaxes(definition, found).map((says) => ({
      ...{ check: 'hub.tax-rates', level: 'error' as const, found: says },
      todo: 'Correct the answer in the value map, or the rate of the tax detail in GP. What was posted so far is corrected in GP.',
    })),
    ...sharedTaxes(definition, found, rules, countries).map((says) => ({
      ...{ check: 'hub.tax-countries', level: 'warning' as const, found: says },
      todo: 'Give each country an entry of its own in the value map "tax", by id and country, as "5 NL": it counts before the one by id alone. Where one tax detail is meant for all of them, say so by such entries.',
    })),
  ]
}
