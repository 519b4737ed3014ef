import { dec } from '../../domain/decimal.ts'
import { type Field, type Fields, fieldsIn, fieldsOfRows } from '../../domain/entity.ts'
import type { JudgedPlace } from '../../domain/judged-place.ts'
import { memberOf, type RecordValue } from '../../domain/record.ts'
import type { Mapping, Step } from '../../language/index.ts'
import { type FilledField, filledFields, type SeenRun, type ValidationFacts, valuesAt } from './facts.ts'

/** So many documents have to be seen before it means something that all of them lack a field. */
const fewestDocuments = 5

/** Amounts of PrestaShop with tax, by their last name, each with the one without (classes Order and OrderDetail). */
const grossNames: Readonly<Record<string, string>> = {
  total_paid: 'total_paid_tax_excl',
  total_paid_tax_incl: 'total_paid_tax_excl',
  total_products_wt: 'total_products',
  total_shipping: 'total_shipping_tax_excl',
  total_shipping_tax_incl: 'total_shipping_tax_excl',
  total_discounts: 'total_discounts_tax_excl',
  total_discounts_tax_incl: 'total_discounts_tax_excl',
  total_wrapping: 'total_wrapping_tax_excl',
  total_wrapping_tax_incl: 'total_wrapping_tax_excl',
  unit_price_tax_incl: 'unit_price_tax_excl',
  total_price_tax_incl: 'total_price_tax_excl',
}
const netNames = new Set([...Object.values(grossNames)])

/** Fields of documents that GP takes without tax, and those that it takes with it. Tax has fields of its own. */
const netFields =
  /^(UnitPrice|LineTotalAmount|FreightAmount|MiscellaneousAmount|TradeDiscount|MarkdownAmount|ExtendedPrice)$/
const grossFields: Readonly<Record<string, readonly string[]>> = { 'gp.salesOrder': ['TotalAmount'] }

/** Codes and addresses are right as a whole or not at all. */
const onlyWhole = /email|postcode|phone|vat_number|reference|iso_code|\bdni\b|siret/

/** Mappings beside the documents that they have made lately. Pure. */
export function judgeMappings(facts: ValidationFacts): JudgedPlace[] {
  return Object.values(facts.definition.mappings).flatMap((mapping) => {
    const schema = facts.entities.get(mapping.to)?.fields ?? {}
    const made = facts.runs.flatMap(({ documents }) =>
      documents.flatMap(({ entity, document }) => (entity === mapping.to ? [document] : [])),
    )
    return filledFields(mapping.fields, mapping.let).flatMap((field) => {
      const type = fieldAt(schema, field.path)
      const at = `mappings/${mapping.id} ${field.path.join('.')}`
      return [
        ...taxSides(field, mapping, at, facts.runs),
        ...(type?.type === 'decimal' ? grains(field, at, facts.runs) : firstRows(field, at, facts.runs)),
        ...cutTexts(field, at, facts.runs),
        ...neverFilled(field, at, made),
      ]
    })
  })
}

function fieldAt(fields: Fields, [name, ...rest]: readonly string[]): Field | null {
  const field = name === undefined ? undefined : memberOf(fields, name)
  if (!field) return null
  return rest.length === 0 ? field : fieldAt({ ...fieldsIn(field), ...fieldsOfRows(field) }, rest)
}

/** The amount names that an expression reads, each as "owner.name". */
const amountsIn = (expression: string): { owner: string; name: string }[] =>
  [...expression.matchAll(/(?:\b([A-Za-z_]\w*)|\))\.((?:total|unit_price)\w*)\b/g)].map(([, owner, name]) => ({
    // What a function gives, as "remaining(order)".
    owner: owner ?? 'order',
    name: name!,
  }))
/** It computes the tax off, or takes one amount from another: whoever wrote it thought of it. */
const computes = (expression: string) => /[-/]/.test(expression.replace(/"[^"]*"/g, ''))

function taxSides(
  { path, expression, rows }: FilledField,
  { to }: Mapping,
  at: string,
  runs: readonly SeenRun[],
): JudgedPlace[] {
  const name = path.at(-1)!
  const ofLine = rows.length > 0 && name === 'TotalAmount'
  const net = netFields.test(name) || ofLine
  const gross = !net && rows.length === 0 && (memberOf(grossFields, to) ?? []).includes(name)
  if ((!net && !gross) || computes(expression)) return []
  const wrong = amountsIn(expression).find((one) =>
    net ? Object.hasOwn(grossNames, one.name) : netNames.has(one.name),
  )
  if (!wrong) return []
  const other = net
    ? grossNames[wrong.name]!
    : (Object.entries(grossNames).find(([, excl]) => excl === wrong.name)?.[0] ?? '')
  const seen = runs.flatMap(({ record, read }) =>
    [...read.values()].flatMap((value) => {
      const pairs = [value, ...rowsIn(value)].filter((one) => wrong.name in one && other in one)
      const differs = pairs.find((one) => !dec(String(one[wrong.name])).eq(dec(String(one[other]))))
      return differs
        ? [`Order ${record.key}: ${wrong.name} is ${differs[wrong.name]}, ${other} is ${differs[other]}.`]
        : []
    }),
  )
  return [
    {
      kind: net ? 'gross-into-net' : 'net-into-gross',
      at,
      says: net
        ? `${path.join('.')} is an amount without tax in GP, and ${wrong.name} is with tax: the tax would be booked twice.`
        : `${path.join('.')} is what the customer pays, with tax, and ${wrong.name} is without.`,
      evidence: seen.slice(0, 3),
      sure: seen.length > 0 || runs.length === 0,
    },
  ]
}

const rowsIn = (value: RecordValue): RecordValue[] =>
  Object.values(value).flatMap((inside) =>
    Array.isArray(inside) ? inside.filter((row): row is RecordValue => typeof row === 'object' && row !== null) : [],
  )

/** An amount of the order on each of its lines counts as often as there are lines. */
function grains({ path, expression, rows }: FilledField, at: string, runs: readonly SeenRun[]): JudgedPlace[] {
  const inner = rows.at(-1)
  if (inner === undefined) return firstRows({ path, expression, rows }, at, runs)
  const header = amountsIn(expression).find(({ owner }) => !rows.includes(owner) && owner !== 'settings')
  if (!header || new RegExp(`\\b${inner}\\.`).test(expression)) return []
  return [
    {
      kind: 'other-grain',
      at,
      says: `${path.join('.')} is made for each line, and ${header.owner}.${header.name} is of the whole order: it would count once for each line.`,
      evidence: severalLines(runs),
      sure: true,
    },
  ]
}

/** What is of the whole document, and takes one line of several. */
function firstRows({ path, expression, rows }: FilledField, at: string, runs: readonly SeenRun[]): JudgedPlace[] {
  const list = /\b([A-Za-z_]\w*)\.(order_details|order_rows|order_cart_rules)\[0\]/.exec(expression)
  if (!list || rows.length > 0) return []
  const seen = severalLines(runs, list[2]!)
  return [
    {
      kind: 'other-grain',
      at,
      says: `${path.join('.')} is of the whole document, and takes the first of ${list[2]} alone: what the others say is lost.`,
      evidence: seen,
      sure: seen.length > 0 || runs.length === 0,
    },
  ]
}

const severalLines = (runs: readonly SeenRun[], list = 'order_details'): string[] =>
  runs
    .flatMap(({ record, read }) =>
      [...read.values()].flatMap((value) => {
        const rows = value[list]
        return Array.isArray(rows) && rows.length > 1 ? [`Order ${record.key} has ${rows.length} of ${list}.`] : []
      }),
    )
    .slice(0, 3)

function cutTexts({ path, expression }: FilledField, at: string, runs: readonly SeenRun[]): JudgedPlace[] {
  const name = path.join('.')
  const cuts = runs.flatMap(({ record, cuts: all }) =>
    all.flatMap(({ path: where, before, after }) =>
      where.replace(/\b\d+\.|\[\d+\]\.?/g, '').replaceAll('..', '.') === name
        ? [`Order ${record.key}: ${before.length} characters became ${after.length}.`]
        : [],
    ),
  )
  const code = [...expression.matchAll(/truncate\(([^,]+),/g)].find(([, inner]) => onlyWhole.test(inner!))
  if (cuts.length === 0 && !code) return []
  return [
    {
      kind: 'cut',
      at,
      says: code
        ? `${name} cuts ${code[1]!.trim()}, which is only right as a whole.`
        : `${name} is cut: what the shop holds is longer than the field in GP.`,
      evidence: cuts.slice(0, 3),
      sure: code !== undefined,
    },
  ]
}

function neverFilled({ path, expression }: FilledField, at: string, made: readonly RecordValue[]): JudgedPlace[] {
  if (made.length < fewestDocuments || expression.trim() === 'optional.none()') return []
  const filled = made.some((document) => valuesAt(document, path).some((value) => value !== '' && value !== null))
  return filled
    ? []
    : [
        {
          kind: 'never-filled',
          at,
          says: `${path.join('.')} has an expression, and no recent document holds a value there.`,
          evidence: [`${made.length} documents were looked at.`],
          sure: false,
        },
      ]
}

/** Amounts in one currency that stand for amounts in others. Pure. */
export function judgeCurrencies({ definition, runs }: ValidationFacts): JudgedPlace[] {
  const counts = new Map<string, number>()
  for (const { read } of runs)
    for (const value of read.values()) {
      const code = (value.currency as { iso_code?: unknown } | null | undefined)?.iso_code
      if (typeof code === 'string') counts.set(code, (counts.get(code) ?? 0) + 1)
    }
  const evidence = [`Recent orders: ${[...counts].map(([code, count]) => `${count} in ${code}`).join(', ')}.`]
  const fixed = Object.values(definition.mappings).flatMap((mapping) =>
    filledFields(mapping.fields, mapping.let).flatMap(({ path, expression }): JudgedPlace[] => {
      if (path.join('.') !== 'CurrencyKey') return []
      const literal = /^\s*"([A-Z]{3})"\s*$/.exec(expression)?.[1]
      const setting = /^\s*(?:unlessEmpty\()?settings\.(\w+)\)?\s*$/.exec(expression)?.[1]
      const code = literal ?? (setting && definition.settings.settings[setting]?.value)
      if (!code) return []
      const others = [...counts.keys()].filter((one) => one !== code)
      return [
        {
          kind: 'currency-mixed',
          at: `mappings/${mapping.id} CurrencyKey`,
          says: `Every document gets the currency ${String(code)}, whatever the order was paid in.`,
          evidence: others.length > 0 ? evidence : [],
          sure: others.length > 0,
        },
      ]
    }),
  )
  if (counts.size < 2) return fixed
  const compared = Object.values(definition.flows).flatMap((flow) =>
    conditionsIn(flow.steps).flatMap(({ id, condition }): JudgedPlace[] =>
      /\.total_\w+\s*[<>]=?\s*dec\("/.test(condition) && !/currency|conversion_rate/.test(condition)
        ? [
            {
              kind: 'currency-mixed',
              at: `flows/${flow.id} ${id}`,
              says: 'It compares the amount of each order with one number, and orders come in several currencies.',
              evidence,
              sure: true,
            },
          ]
        : [],
    ),
  )
  return [...fixed, ...compared]
}

function conditionsIn(steps: readonly Step[]): { id: string; condition: string }[] {
  return steps.flatMap((step) => {
    if (step.do === 'skip' || step.do === 'stop') return [{ id: step.id, condition: step.unless }]
    if (step.do === 'branch')
      return [{ id: step.id, condition: step.if }, ...conditionsIn([...step.then, ...step.otherwise])]
    return step.do === 'each' ? conditionsIn(step.steps) : []
  })
}
