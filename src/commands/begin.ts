import { type ZodType, z } from 'zod'
import { suggestEntries, suggestionSentence } from '../assistant/index.ts'
import { type CredentialName, credentialVariables } from '../config.ts'
import { createGpConnector, gpSettings, plainHttpElsewhere } from '../connectors/gp/index.ts'
import {
  createPrestaShopConnector,
  openShops,
  type PrestaShopConnector,
  prestashopSettings,
  shopNames,
} from '../connectors/prestashop/index.ts'
import { systemClock } from '../domain/clock.ts'
import type { Connector } from '../domain/connector.ts'
import { dec, decimalText } from '../domain/decimal.ts'
import { AccessDenied, HubError, InvalidInput } from '../domain/errors.ts'
import { type Json, memberOf, type RecordValue, ref } from '../domain/record.ts'
import { standardDefinition } from '../flows/index.ts'
import { type Definition, openQuestions, partsOfDefinition, type Setting, type ValueMap } from '../language/index.ts'
import type { CommandContext } from './command.ts'
import type { Parts } from './definition-folder.ts'
import { byUse, codesOf, type MatchedEntry, matchCodes } from './match-codes.ts'

export interface Beginning {
  readonly id: string
  readonly name: string
  readonly connections: { readonly prestashop: Json; readonly gp: Json }
}

/** What `init` found, and what it could not read, in sentences. */
export interface Draft {
  readonly parts: Parts
  readonly notes: readonly string[]
  /** Codes of the shop that have no counterpart yet. */
  readonly open: ReturnType<typeof openQuestions>
}

export const isPlainElsewhere = (url: string) => plainHttpElsewhere({ url }).length > 0

interface Both {
  readonly id: string
  readonly name: string
  readonly prestashop: { readonly [setting: string]: Json }
  readonly gp: { readonly [setting: string]: Json }
  readonly credentials: CommandContext['config']['credentials']
}

/** Connects to both systems and drafts. The shop's own time zone is taken when it can be read. */
export async function readBoth({ id, name, prestashop, gp, credentials }: Both): Promise<Draft> {
  const needed: readonly CredentialName[] =
    gp.auth === 'none' ? ['prestashop.key'] : ['prestashop.key', 'gp.username', 'gp.password']
  const missing = needed.filter((credential) => !credentials[credential])
  if (missing.length > 0)
    throw new InvalidInput(
      'init',
      missing.map((credential) => ({
        at: credentialVariables[credential],
        reason: `is not set; it hands over ${credential}`,
      })),
    )
  const shopConnection = checked('--shop', prestashopSettings, prestashop)
  const gpConnection = checked('--gp', gpSettings, gp)
  const shop = createPrestaShopConnector(shopConnection, {
    key: credentials['prestashop.key']!,
    clock: systemClock,
    since: systemClock.now(),
  })
  const ledger = createGpConnector(gpConnection, {
    username: credentials['gp.username'] ?? '',
    password: credentials['gp.password'] ?? '',
    clock: systemClock,
  })
  try {
    // The first calls say whether address and credentials are right: a draft of questions alone helps nobody.
    const settings = await shop.shopSettings()
    const timezone = settings.get('PS_TIMEZONE')
    await ledger.list('currency')
    const ofShops = shopConnection.shopId === undefined ? await mustBeAlone(shop, settings) : []
    const draft = await draftIntegration(
      { id, name, connections: { prestashop: { ...prestashop, ...(timezone && { timezone }) }, gp } },
      shop,
      ledger,
    )
    return { ...draft, notes: [...ofShops, ...draft.notes] }
  } finally {
    await Promise.all([shop.close(), ledger.close()])
  }
}

/**
 * Where a connection names no shop. Orders, stock and prices of a multistore are those of one of its shops, and nothing but a
 * person says of which one.
 *
 * @returns notes
 * @throws InvalidInput where there are several
 */
async function mustBeAlone(shop: PrestaShopConnector, settings: ReadonlyMap<string, string>): Promise<string[]> {
  const isMultistore = settings.get('PS_MULTISHOP_FEATURE_ACTIVE') === '1'
  if (!isMultistore && settings.size > 0) return []
  try {
    const shops = openShops(await shop.list('shops'))
    if (shops.length < 2) return []
    throw new InvalidInput('init', [
      {
        at: '--shop-id',
        reason: `is needed: the installation has the shops ${shopNames(shops)}; an integration serves one of them`,
      },
    ])
  } catch (error) {
    if (!(error instanceof AccessDenied)) throw error
    return isMultistore
      ? [
          'The shop is one of a multistore, and the connection names none: it takes the shop of its address alone. Which others there are could not be read. If it is another, set shopId of the connection.',
        ]
      : []
  }
}

function checked<T>(option: string, schema: ZodType<T>, value: Json | { readonly [setting: string]: Json }): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new InvalidInput(
    'init',
    parsed.error.issues.map(({ path, message }) => ({
      at: path.length > 0 ? `${option} (${path.join('.')})` : option,
      reason: message,
    })),
  )
}

/**
 * The first version of an integration: the standard flows, settings filled from what both systems say of themselves,
 * value maps filled where names match exactly. All else stays an open question, at which a run stops.
 */
export async function draftIntegration(
  { id, name, connections }: Beginning,
  shop: PrestaShopConnector,
  gp: Connector,
): Promise<Draft> {
  const notes: string[] = []
  /** What cannot be read leaves its questions open. */
  const tried = async <T>(what: string, read: Promise<T>, otherwise: T): Promise<T> => {
    try {
      const found = await read
      if (!Array.isArray(found)) return found
      const whole = found.filter((row) => row.unreadable === undefined)
      if (whole.length < found.length)
        notes.push(`${found.length - whole.length} of ${what} could not be read and are left open.`)
      return whole as T
    } catch (error) {
      if (!(error instanceof HubError)) throw error
      notes.push(`${what} could not be read: ${error.message}. ${error.hint}`)
      return otherwise
    }
  }
  const [settings, carriers, taxes, rules, countries, payments, use, shippingMethods, taxDetails, terms, warehouses] =
    await Promise.all([
      tried("The shop's settings", shop.shopSettings(), new Map<string, string>()),
      tried('Carriers', shop.list('carriers'), []),
      tried('Taxes', shop.list('taxes'), []),
      tried('Tax rules', shop.list('tax_rules'), []),
      tried('Countries', shop.list('countries'), []),
      tried('Recent orders', shop.recentPayments(), []),
      tried('Lines of recent orders', shop.recentUse(), null),
      tried('GP shipping methods', gp.list('shippingMethod'), []),
      tried('GP tax details', gp.list('taxDetail'), []),
      tried('GP payment terms', gp.list('paymentTerms'), []),
      tried('GP sites', gp.list('warehouse'), []),
    ])

  if (settings.size === 0)
    notes.push(
      `The shop's settings are not known: its time zone is taken to be ${givenZone(connections.prestashop) || 'UTC'}. If it is another, set timezone of the connection and in settings.json. A key that may read configurations tells it.`,
    )
  const definition = standardDefinition()
  const taxEntries = sureTaxes(
    matchCodes(
      codesOf(living(taxes), 'id', 'name'),
      codesOf(salesOnly(taxDetails), 'Key', 'TaxDetailDescription'),
      'tax detail',
    ),
    { taxes, rules, details: taxDetails },
  )
  const keysOf = (rows: readonly RecordValue[]) => rows.map(({ Key }) => String(Key))
  const taxChoices = keysOf(salesOnly(taxDetails))
  // An order names a version of its carrier; the value map its reference, which all versions share.
  const usedCarriers = new Set(
    carriers.flatMap(({ id, id_reference }) => (use?.carriers.has(String(id)) ? [String(id_reference)] : [])),
  )
  const carrierEntries = distinct(
    matchCodes(
      codesOf(living(carriers), 'id_reference', 'name'),
      codesOf(shippingMethods, 'Key', 'Description'),
      'shipping method',
    ),
  )
  const entries: Record<string, readonly MatchedEntry[]> = {
    // Without its orders the shop cannot say what they use: then all is asked.
    carrier: use ? byUse(carrierEntries, usedCarriers, keysOf(shippingMethods)) : carrierEntries,
    tax: use ? byUse(taxEntries, use.taxes, taxChoices) : taxEntries,
    item: use ? await missingItems(gp, use.items) : [],
    'tax-rate': use
      ? byUse(taxRates(rules, taxes, countries, taxEntries), new Set(), taxChoices)
      : taxRates(rules, taxes, countries, taxEntries),
    payment: matchCodes(
      payments.map(({ module, payment }) => ({ code: module, names: [payment, module] })),
      codesOf(terms, 'Key'),
      'payment term',
    ).filter(({ to }) => to !== null),
  }
  notes.push(
    ...unnamedPayments(
      definition.valueMaps.payment!,
      payments,
      keysOf(terms),
      new Set(entries.payment!.map(({ from }) => from)),
    ),
  )
  const filled: Record<string, Json> = {
    // Without the right to read configurations it is the one that was given.
    timezone: settings.get('PS_TIMEZONE') ?? givenZone(connections.prestashop),
    // With one site there is nothing to choose; with several the default of GP stands until someone chooses.
    site: warehouses.length === 1 ? String(warehouses[0]!.Key) : '',
  }
  const sides: Record<string, { from: readonly RecordValue[]; to: readonly RecordValue[] }> = {
    carrier: { from: carriers, to: shippingMethods },
    tax: { from: taxes, to: salesOnly(taxDetails) },
  }
  const filledMap = (map: ValueMap): ValueMap => {
    const all = { ...map, entries: [...(entries[map.id] ?? []), ...map.entries] }
    const side = memberOf(sides, map.id)
    return side ? { ...all, entries: withSuggestions(all, side) } : all
  }
  const draft: Definition = {
    ...definition,
    settings: { ...definition.settings, settings: withValues(definition.settings.settings, filled) },
    valueMaps: Object.fromEntries(Object.entries(definition.valueMaps).map(([key, map]) => [key, filledMap(map)])),
  }
  return {
    parts: { 'integration.json': { format: 1, id, name, connections }, ...partsOfDefinition(draft) },
    notes,
    open: openQuestions(draft),
  }
}

/**
 * Payment modules of recent orders that are no payment term by name, with what they may be. They are no entries: a module
 * without one takes the setting paymentTerms, and an open entry would stop its orders. Pure.
 */
export function unnamedPayments(
  valueMap: ValueMap,
  payments: readonly { readonly module: string; readonly payment: string }[],
  terms: readonly string[],
  answered: ReadonlySet<string>,
): string[] {
  const unnamed = [...new Map(payments.map((one) => [one.module, one])).values()]
  const from = unnamed.filter(({ module }) => module !== '' && !answered.has(module))
  const found = suggestEntries({ valueMap, from, to: terms.map((Key) => ({ Key })) }) ?? []
  return found.map((row) => {
    const sentence = suggestionSentence(row) ?? 'No payment term of GP is like it.'
    return `Payment “${row.label}” (${row.key}) takes the setting paymentTerms, unless value-maps/payment.json names another. ${sentence}`
  })
}

const givenZone = (connection: Json) =>
  z.looseObject({ timezone: z.string() }).safeParse(connection).data?.timezone ?? ''

/** An open question says what the assistant suggests. Only a person turns that into an answer. */
function withSuggestions(
  map: ValueMap,
  sides: { readonly from: readonly RecordValue[]; readonly to: readonly RecordValue[] },
): ValueMap['entries'] {
  const found = new Map((suggestEntries({ valueMap: map, ...sides }) ?? []).map((row) => [row.key, row]))
  return map.entries.map((entry) => {
    const row = entry.to === null ? found.get(entry.from) : undefined
    const sentence = row ? suggestionSentence(row) : null
    return sentence === null ? entry : { ...entry, why: `${entry.why ?? ''} ${sentence}`.trim().slice(0, 500) }
  })
}

/** Items that are looked for, newest first: each is a call. */
const mostItems = 60

/** Products of recent orders that GP has no item for under their reference. None where GP cannot be asked. */
async function missingItems(gp: Connector, items: ReadonlyMap<string, string>): Promise<MatchedEntry[]> {
  const looked = [...items].slice(0, mostItems).map(async ([from, name]): Promise<MatchedEntry[]> => {
    const label = name.slice(0, 100)
    if (/^\d+:\d+$/.test(from)) return [{ from, label, to: null, why: 'The product has no reference in the shop.' }]
    const found = await gp.read(ref('gp.item', from)).catch((error: unknown) => {
      if (error instanceof HubError) return undefined
      throw error
    })
    return found === null ? [{ from, label, to: null, why: `GP has no item “${from}”.` }] : []
  })
  return (await Promise.all(looked)).flat()
}

const living = (rows: readonly RecordValue[]) => rows.filter(({ deleted }) => deleted !== '1')
const salesOnly = (details: readonly RecordValue[]) =>
  details.filter(({ TaxDetailType }) => TaxDetailType !== 'Purchases')

/** A carrier that was edited has several rows with one id_reference; the first answer counts. */
function distinct(entries: readonly MatchedEntry[]): MatchedEntry[] {
  const byFrom = new Map<string, MatchedEntry>()
  for (const entry of entries) if (byFrom.get(entry.from)?.to == null) byFrom.set(entry.from, entry)
  return [...byFrom.values()]
}

/**
 * A name alone makes no tax: an answer of another rate in GP, and one that taxes of several countries would share, stays an open
 * question. Pure.
 */
export function sureTaxes(
  matched: readonly MatchedEntry[],
  { taxes, rules, details }: Readonly<Record<'taxes' | 'rules' | 'details', readonly RecordValue[]>>,
): MatchedEntry[] {
  const rateOf = new Map(taxes.map(({ id, rate }) => [String(id), rate]))
  const percentOf = new Map(details.map(({ Key, TaxDetailPercent }) => [String(Key), TaxDetailPercent]))
  const countriesOf = (tax: string) =>
    [...new Set(rules.flatMap(({ id_tax, id_country }) => (String(id_tax) === tax ? [String(id_country)] : [])))]
      .sort()
      .join()
  return matched.map((entry) => {
    const { from, to } = entry
    if (to === null) return entry
    const [rate, percent] = [rateOf.get(from), percentOf.get(to)]
    if (typeof rate === 'string' && typeof percent === 'string' && !dec(rate).eq(percent))
      return {
        ...{ ...entry, to: null },
        why: `GP has this name for ${to}, of ${decimalText(dec(percent))} %, and the shop charges ${decimalText(dec(rate))} %.`,
      }
    const others = matched.filter((one) => one.to === to && countriesOf(one.from) !== countriesOf(from))
    return others.length === 0
      ? entry
      : {
          ...{ ...entry, to: null },
          why: `GP has this name for ${to}, and the shop has it for taxes of several countries: ${[from, ...others.map((one) => one.from)].join(', ')}.`,
        }
  })
}

/** "FR 20": each country and rate of the shop's tax rules, where all taxes of that rate come to one GP tax detail. Pure. */
export function taxRates(
  rules: readonly RecordValue[],
  taxes: readonly RecordValue[],
  countries: readonly RecordValue[],
  matched: readonly MatchedEntry[],
): MatchedEntry[] {
  const taxOf = new Map(taxes.map((tax) => [tax.id, tax]))
  const codeOf = new Map(countries.map((country) => [country.id, String(country.iso_code)]))
  const detailOf = new Map(matched.map(({ from, to }) => [from, to]))
  const found = new Map<string, Set<string | null>>()
  for (const { id_tax, id_country } of rules) {
    const tax = taxOf.get(String(id_tax))
    const country = codeOf.get(String(id_country))
    const detail = detailOf.get(String(id_tax)) ?? null
    if (!tax || !country || typeof tax.rate !== 'string') continue
    const from = `${country} ${decimalText(dec(tax.rate))}`
    found.set(from, (found.get(from) ?? new Set()).add(detail))
  }
  return [...found]
    .flatMap(([from, [detail, ...others]]) =>
      detail && others.length === 0 ? [{ from, label: from, to: detail }] : [],
    )
    .sort((a, b) => (a.from < b.from ? -1 : 1))
}

function withValues(
  settings: Readonly<Record<string, Setting>>,
  values: Readonly<Record<string, Json>>,
): Record<string, Setting> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => [
      name,
      memberOf(values, name) ? ({ ...setting, value: values[name] } as Setting) : setting,
    ]),
  )
}
