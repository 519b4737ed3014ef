import { Decimal, dec, decimalText } from '../../domain/decimal.ts'
import { NeedsPerson } from '../../domain/errors.ts'
import type { RecordValue } from '../../domain/record.ts'
import { rulesIn } from './order-taxes.ts'
import type { ReadParts } from './read-order.ts'

/**
 * What the shop adds to the prices of a tax rule group for a visitor of whom it knows nothing: the taxes of its own country,
 * without state and postcode, together or one after another as the rules say. A group that is switched off adds none.
 *
 * @throws NeedsPerson where the key may not read what says so: an unknown tax is not 0
 * @see Product::getPriceStatic, TaxRulesTaxManager; configurations, tax_rules, tax_rule_groups
 */
export async function readTaxRulesGroup(id: string, { reference }: ReadParts): Promise<RecordValue> {
  const settings = await reference.settings()
  const country = settings.get('PS_COUNTRY_DEFAULT')
  const currencyId = settings.get('PS_CURRENCY_DEFAULT')
  if (!country || !currencyId) throw notKnown('configurations')
  // Taxes may be switched off altogether, whatever the rules say.
  const isTaxed = id !== '0' && settings.get('PS_TAX') !== '0'
  const [currency, group, rules] = await Promise.all([
    reference.row('currencies', currencyId),
    isTaxed ? reference.row('tax_rule_groups', id) : null,
    !isTaxed ? [] : rulesIn(country, { state: '0', postcode: '0' }, reference),
  ])
  if (!rules) throw notKnown('tax_rules')
  if (!currency) throw notKnown('currencies')
  const own = group?.active === '0' ? undefined : rules.find((one) => one.id_tax_rules_group === id)
  const rate = (own?.taxes ?? []).reduce(
    (all, tax) =>
      own?.computation_method === 2
        ? all.plus(dec(String(tax.rate)).times(all.div(100).plus(1)))
        : all.plus(dec(String(tax.rate))),
    new Decimal(0),
  )
  return {
    id,
    rate: decimalText(rate),
    currency: String(currency.iso_code),
    precision: Number(currency.precision ?? 2),
    round_mode: Number(settings.get('PS_PRICE_ROUND_MODE') ?? 2),
  }
}

const notKnown = (resource: string) =>
  new NeedsPerson(
    'right_missing',
    `What the shop adds to its prices is not known: the Webservice key may not read ${resource}, or the shop has none`,
    `Tick “View (GET)” for ${resource} (Advanced Parameters, Webservice); then resolve the incident.`,
    { subject: resource },
  )
