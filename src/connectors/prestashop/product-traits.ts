import { InvalidInput, UnexpectedAnswer } from '../../domain/errors.ts'
import type { RecordRef, RecordValue } from '../../domain/record.ts'
import { rowsWith } from './filters.ts'
import type { ReadParts } from './read-order.ts'
import type { Webservice } from './webservice.ts'
import type { WireRow } from './xml.ts'

const productsInOneAnswer = 50
/** The newest values of one text whose translations are looked at. */
const mostAlike = 50
/** Rows of a list of names; a shop of more has none that the hub adds to. */
const mostNamed = 5000

interface TraitParts {
  readonly webservice: Webservice
  readonly reference: Pick<ReadParts['reference'], 'settings'>
}

interface Trait {
  readonly feature: string
  readonly valueId: string
}

/** Of each product its record, by number; one that the shop does not have is left out. Features that are switched off it hides. */
export async function readProductTraits(
  ids: readonly string[],
  { webservice }: Pick<ReadParts, 'webservice'>,
): Promise<ReadonlyMap<string, RecordValue>> {
  const found = new Map<string, RecordValue>()
  for (let from = 0; from < ids.length; from += productsInOneAnswer) {
    const some = ids.slice(from, from + productsInOneAnswer)
    const { rows } = await webservice.list('products', { filter: { id: `[${some.join('|')}]` }, sort: '[id_ASC]' })
    const traits = rows.flatMap(traitsOf)
    const [brands, features, values] = await Promise.all([
      byId(
        'manufacturers',
        ['id', 'name'],
        rows.map((row) => String(row.id_manufacturer ?? '0')),
        webservice,
      ),
      byId(
        'product_features',
        ['id', 'name'],
        traits.map(({ feature }) => feature),
        webservice,
      ),
      byId(
        'product_feature_values',
        ['id', 'value', 'custom'],
        traits.map(({ valueId }) => valueId),
        webservice,
      ),
    ])
    for (const row of rows) {
      const its = Map.groupBy(traitsOf(row), ({ feature }) => feature)
      found.set(String(row.id), {
        id: String(row.id),
        manufacturer: String(brands.get(String(row.id_manufacturer))?.name ?? ''),
        features: [...its].flatMap(([feature, of]) => {
          const rowsOfIt = of.map(({ valueId }) => values.get(valueId)).filter((one) => one !== undefined)
          const name = features.get(feature)?.name
          if (typeof name !== 'string' || rowsOfIt.length === 0) return []
          return [
            {
              feature: composed(name),
              value: rowsOfIt.map(({ value }) => composed(value)).join(', '),
              custom: rowsOfIt.some(({ custom }) => custom === '1'),
            },
          ]
        }),
      })
    }
  }
  return found
}

/** Of each name, the manufacturers that have it. */
export async function readBrandNames(
  names: readonly string[],
  { webservice }: Pick<ReadParts, 'webservice'>,
): Promise<ReadonlyMap<string, RecordValue>> {
  const { rows } = await webservice.list('manufacturers', {
    display: ['id', 'name'],
    sort: '[id_ASC]',
    limit: mostNamed,
  })
  const all = rows.map((row) => String(row.name))
  return new Map(
    names.map((name) => {
      const same = all.filter((one) => folded(one) === folded(name))
      const near = all.filter((one) => !same.includes(one) && bare(one) !== '' && bare(one) === bare(name))
      return [name, { name, same, near }] as const
    }),
  )
}

/**
 * Of each feature and value, "Material\tCotton", whether the shop has both. PrestaShop 8.2.1 finds no value by its text: it answers 500.
 * @throws InvalidInput where features are switched off in the shop
 */
export async function readFeatureValues(
  keys: readonly string[],
  { webservice, reference }: TraitParts,
): Promise<ReadonlyMap<string, RecordValue>> {
  await mustHaveFeatures(reference)
  const list = async (resource: string, display: readonly string[], filter: Readonly<Record<string, string>> = {}) =>
    (await webservice.list(resource, { display, filter, sort: '[id_ASC]', limit: mostNamed })).rows
  const features = await list('product_features', ['id', 'name'])
  const named = new Map(features.toReversed().map(({ id, name }) => [folded(name), String(id)]))
  const asked = Map.groupBy(keys, (key) => named.get(folded(key.split('\t')[0])))
  const found = new Map<string, RecordValue>()
  for (const [feature, its] of asked) {
    const rows =
      feature === undefined
        ? []
        : await list('product_feature_values', ['id', 'value'], { id_feature: `[${feature}]`, custom: '[0]' })
    const values = new Set(rows.map((row) => folded(row.value)))
    for (const name of its) {
      const value = name.split('\t')[1] ?? ''
      found.set(name, { name, value, is_there: values.has(folded(value)) })
    }
  }
  return found
}

const legalForms =
  /\b(gmbh|mbh|ag|kg|co|ltd|limited|inc|corp|corporation|company|llc|plc|sa|sas|sarl|srl|spa|bv|nv|oy|ab|as|aps|e ?k|ug|pty)\b/g
/** A name without what people leave out of it. */
const bare = (name: string) =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\./g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(legalForms, ' ')
    .replace(/ +/g, '')

/** The shop keeps apart neither manufacturers nor values of one name: one after the other looks. */
const underWay = new WeakMap<Webservice, Promise<unknown>>()

/**
 * Sets the manufacturer of a product and values of its features; both are made where the shop does not have them. The list of
 * features that is sent takes the place of all, so what the document does not name goes along, a product's own texts too; a feature
 * that it names without a value is taken off. Done again it makes nothing twice that other products may have.
 *
 * @see Product::setWsProductFeatures, which leaves custom values as they are
 */
export function writeProductTraits(
  record: RecordRef,
  document: RecordValue,
  { webservice, reference }: TraitParts,
): Promise<WireRow> {
  const done = (underWay.get(webservice) ?? Promise.resolve()).then(() =>
    writeNow(record, document, { webservice, reference }),
  )
  underWay.set(
    webservice,
    done.catch(() => undefined),
  )
  return done
}

async function writeNow(
  record: RecordRef,
  document: RecordValue,
  { webservice, reference }: TraitParts,
): Promise<WireRow> {
  const row = await webservice.one('products', record.key)
  if (!row) throw new InvalidInput('The product', [{ at: record.key, reason: 'is not in the shop any more' }])
  const wanted = ((document.features ?? []) as readonly RecordValue[]).map(({ feature, value, custom }) => ({
    ...{ feature: String(feature), isOwn: custom === true },
    value: value === undefined ? null : String(value ?? ''),
  }))
  if (wanted.length > 0) await mustHaveFeatures(reference)
  const manufacturer = document.manufacturer === undefined ? undefined : String(document.manufacturer)
  const brand = manufacturer === undefined ? undefined : manufacturer === '' ? '0' : await brandOf(manufacturer)
  const features = wanted.length === 0 ? [] : await named('product_features', ['id', 'name'])
  const traits = traitsOf(row)
  let changed = false
  const kept = [...traits]
  const without = (feature: string) => kept.filter((trait) => trait.feature !== feature)
  for (const one of wanted) {
    if (one.value === null) {
      for (const { id } of features.filter(({ name }) => folded(name) === folded(one.feature))) {
        changed ||= kept.some(({ feature }) => feature === String(id))
        kept.splice(0, kept.length, ...without(String(id)))
      }
      continue
    }
    const feature = await featureOf(one.feature)
    const its = kept.filter((trait) => trait.feature === feature)
    const values = await named('product_feature_values', ['id', 'value', 'custom'], { id_feature: `[${feature}]` })
    const held = its.map(({ valueId }) => String(values.find(({ id }) => id === valueId)?.value ?? '')).join(', ')
    if (folded(held) === folded(one.value)) continue
    changed = true
    const ids = one.isOwn ? [] : sharedOf(one.value, values)
    const valueIds = ids.length > 0 ? ids : [await newValue(feature, one.value, one.isOwn ? values : null)]
    kept.splice(0, kept.length, ...without(feature), ...valueIds.map((valueId) => ({ feature, valueId })))
  }
  const sent = {
    ...(brand === undefined || brand === row.id_manufacturer ? {} : { id_manufacturer: brand }),
    ...(changed
      ? {
          associations: {
            product_features: {
              product_feature: kept.map(({ feature, valueId }) => ({ id: feature, id_feature_value: valueId })),
            },
          },
        }
      : {}),
  }
  if (Object.keys(sent).length > 0) await webservice.patch('products', 'product', { id: record.key, ...sent }, record)
  return { id: record.key }

  async function brandOf(name: string): Promise<string> {
    const all = await named('manufacturers', ['id', 'name'])
    const found = all.find((one) => folded(one.name) === folded(name))
    if (found) return String(found.id)
    return String((await webservice.add('manufacturers', 'manufacturer', { name, active: '1' }, record)).id)
  }

  async function featureOf(name: string): Promise<string> {
    const found = features.find((one) => folded(one.name) === folded(name))
    if (found) return String(found.id)
    const fields = { name: await inAll('product_features', 'name', name) }
    const made = await webservice.add('product_features', 'product_feature', fields, record)
    return String(made.id)
  }

  /** @param known of a text of this product alone, all values of the feature; null: other products may have it, too */
  async function newValue(feature: string, text: string, known: readonly WireRow[] | null): Promise<string> {
    const value = new Map(await inAll('product_feature_values', 'value', text))
    for (const [language, its] of known === null ? [] : await translationsOf(text, known)) value.set(language, its)
    const fields = { id_feature: feature, custom: known === null ? '0' : '1', value }
    return String((await webservice.add('product_feature_values', 'product_feature_value', fields, record)).id)
  }

  /**
   * What a text says in other languages where it stood before: a value that was replaced stays in the shop, linked by nobody. Not
   * linked again itself, since another product may have one of the same text. Of several that say different things none counts.
   */
  async function translationsOf(text: string, known: readonly WireRow[]): Promise<ReadonlyMap<string, string>> {
    const alike = known.filter(({ custom, value }) => custom === '1' && composed(value) === composed(text))
    if (alike.length === 0) return new Map()
    const ids = alike.map(({ id }) => String(id)).slice(-mostAlike)
    const texts = [...(await webservice.texts('product_feature_values', 'value', ids)).values()]
    const languages = new Set(texts.flatMap((its) => [...its.keys()]))
    return new Map(
      [...languages].flatMap((language) => {
        const said = new Set(texts.map((its) => its.get(language) ?? '').filter((its) => its !== ''))
        return said.size === 1 ? [[language, [...said][0]!] as const] : []
      }),
    )
  }

  async function inAll(resource: string, field: string, text: string): Promise<ReadonlyMap<string, string>> {
    return new Map((await webservice.languages(resource, field)).map((id) => [id, text]))
  }

  /** The oldest of those that differ in nothing but case and blanks comes first. */
  async function named(
    resource: string,
    display: readonly string[],
    filter: Readonly<Record<string, string>> = {},
  ): Promise<readonly WireRow[]> {
    const { rows } = await webservice.list(resource, { display, filter, sort: '[id_ASC]', limit: mostNamed })
    if (rows.length === mostNamed)
      throw new InvalidInput('The product', [
        { at: record.key, reason: `is not set where the shop lists ${mostNamed} ${resource} or more` },
      ])
    return rows
  }
}

/**
 * Pure. The value that all products may have; or several that the text names with ", " between them, in the order in which the
 * shop lists them. @param values of the feature
 */
function sharedOf(text: string, values: readonly WireRow[]): readonly string[] {
  const shared = values.filter(({ custom }) => custom !== '1')
  const idOf = (value: string) => shared.find((one) => folded(one.value) === folded(value))?.id
  const whole = idOf(text)
  if (whole !== undefined) return [String(whole)]
  const ids = text.split(', ').map((part) => idOf(part))
  const isListed = ids.every((id, at) => id !== undefined && (at === 0 || Number(ids[at - 1]) < Number(id)))
  return isListed ? ids.map(String) : []
}

/** A shop whose features are switched off answers that no product has one: a value that is set would take the others away. */
async function mustHaveFeatures(reference: TraitParts['reference']): Promise<void> {
  if ((await reference.settings()).get('PS_FEATURE_FEATURE_ACTIVE') !== '0') return
  throw new InvalidInput('The features of products', [
    {
      at: 'PS_FEATURE_FEATURE_ACTIVE',
      reason: 'is off in the shop (Advanced Parameters, Performance, Optional features): it hides them from the hub',
    },
  ])
}

const composed = (text: unknown) => String(text).normalize('NFC')
/** As the flow compares them. */
const folded = (text: unknown) => composed(text).trim().replace(/\s+/g, ' ').toUpperCase()

/** @throws UnexpectedAnswer where they cannot be read: taken for empty, what is written next would take all of them away */
function traitsOf(row: WireRow): readonly Trait[] {
  const rows = (row.associations as WireRow | undefined)?.product_features ?? []
  const traits = Array.isArray(rows)
    ? rows.map(({ id, id_feature_value }: WireRow) => ({ feature: String(id), valueId: String(id_feature_value) }))
    : null
  if (traits?.every(({ feature, valueId }) => [feature, valueId].every((one) => /^\d{1,10}$/.test(one)))) return traits
  throw new UnexpectedAnswer({ system: 'prestashop', operation: 'GET products' }, [
    'associations.product_features: must be a list of records',
  ])
}

async function byId(
  resource: string,
  display: readonly string[],
  ids: readonly string[],
  webservice: Webservice,
): Promise<ReadonlyMap<string, WireRow>> {
  const some = [...new Set(ids)].filter((id) => id !== '0')
  const rows = await rowsWith(webservice, resource, 'id', some, { display })
  return new Map(rows.map((row) => [String(row.id), row]))
}
