import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { gpSchemas } from '../src/connectors/gp/index.ts'
import { prestashopEntities } from '../src/connectors/prestashop/index.ts'
import type { EntitySchema, FieldType } from '../src/domain/entity.ts'

const root = resolve(import.meta.dirname, '..')
/** Rooms in which every system and every kind of record is treated alike: what is special about one stands in its entity. */
const rooms = ['engine', 'language', 'proposals', 'server', 'db']
const schemas: EntitySchema[] = [...Object.values(gpSchemas), ...Object.values(prestashopEntities)]

/** Where such a name may stand after all, and why. `names`: a part of the name, or all. */
const exceptions: readonly { readonly file: RegExp; readonly names: RegExp; readonly because: string }[] = [
  {
    file: /language\/taxes\/shop-order\.ts$/,
    names: /_|^prestashop/,
    because: 'taxSplit takes a shop order: this file alone reads it, and hands amounts on under plain names.',
  },
  {
    file: /language\/functions\/tax\.ts$/,
    names: /^total_price_tax_/,
    because: 'A function of expressions that takes the lines of a shop order, by the names that they have there.',
  },
  {
    file: /language\/functions\/order-taxes\.ts$/,
    names: /^Lines$/,
    because: 'Its reference for people who write expressions says it by an example of the standard mapping.',
  },
  {
    file: /language\/functions\/refunded\.ts$/,
    names: /_/,
    because:
      'remaining and refunded take a shop order and give one, less what was given back: by the names of its amounts.',
  },
  {
    file: /language\/payouts\/refunds\.ts$/,
    names: /_/,
    because: 'refundsWithoutSlip takes payments and credit slips of the shop, by the names of their fields.',
  },
  {
    file: /language\/functions\/csv\.ts$/,
    names: /^Amount$/,
    because: 'An example of the reference: the heading of a column in a file of payouts.',
  },
  {
    file: /language\/payouts\/formats\.ts$/,
    names: /^(Date|Description)$/,
    because: 'Headings of columns, as payment providers write them in their settlement reports.',
  },
  {
    file: /language\/functions\/lookup\.ts$/,
    names: /./,
    because:
      'Examples of the reference for people who write expressions, and gpItem: a look-up with its entity in the name.',
  },
  {
    file: /server\/shown-to\.ts$/,
    names: /^prestashop\.order$/,
    because:
      'Answers of the routes below /orders and /shop-orders hold shop orders: what is personal in them is known by that.',
  },
  {
    file: /server\/orders\.ts$/,
    names: /^prestashop\.order$/,
    because: 'The routes below /orders are about shop orders; any other record has /records.',
  },
  {
    file: /server\/(explain-record|runs|rule-differences)\.ts$/,
    names: /^(prestashop|gp)\./,
    because: 'What these routes take when a caller leaves it out, and the example in an answer to a wrong call.',
  },
  {
    file: /server\/records\.ts$/,
    names: /^(current_state|id_customer|prestashop\.order|gp\.salesOrder)$/,
    because: 'The search for shop orders: parameters in the shop’s spelling, and what an order becomes in GP.',
  },
  {
    file: /server\/find-orders\.ts$/,
    names: /_/,
    because: 'The route below /orders that finds shop orders: by the names that the shop searches them by.',
  },
  {
    file: /server\/erasures\.ts$/,
    names: /^prestashop\.customer$/,
    because: 'The route below /erasures erases a customer of the shop, whom the request names by nothing else.',
  },
  {
    file: /server\/offer-findings\.ts$/,
    names: /^iso_code$/,
    because: 'The setting groupPriceCurrencies names currencies of the shop by it.',
  },
  {
    file: /proposals\/lacking-keys\.ts$/,
    names: /^gp\.(customer|item)$/,
    because: 'What an import or a proposal names of these is asked one by one: GP has too many to list.',
  },
  {
    file: /(server\/try-import|proposals\/named-keys)\.ts$/,
    names: /^Key$/,
    because: 'The key of an entity that is not known to the hub.',
  },
]

function namesIn(type: FieldType): string[] {
  if (type.type === 'list') return namesIn(type.of)
  return type.type === 'record' ? Object.entries(type.fields).flatMap(([name, field]) => [name, ...namesIn(field)]) : []
}

/** A name that no sentence has: `id_customer`, `UofM`, `IntegrationId`, `address1`. */
const isMadeUp = (name: string) => /_|[a-z][A-Z]|[A-Z]{2}|\d/.test(name) && !ours.has(name)
/** Types of our own that share their name with a field. */
const ours = new Set(['IntegrationId'])

/** Headers of HTTP and members of what libraries answer. */
const responseFields = new Set(['Type'])

/** Comments give reasons, and may say whose they are. */
const withoutComments = (source: string) => source.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`\\])\/\/.*$/gm, '')

test('rooms that treat all systems alike name no field and no entity of one', () => {
  const fields = new Set(schemas.flatMap(({ fields }) => namesIn({ type: 'record', fields })))
  const madeUp = [...fields].filter(isMadeUp)
  // An English word is a field's name only where code uses it as one, and only in the spelling that code of ours never has.
  const words = [...fields].filter((name) => !isMadeUp(name) && /^[A-Z]/.test(name) && !responseFields.has(name))
  const patterns = [
    ...schemas.map(({ entity }) => ({ name: entity, pattern: new RegExp(`['"\`]${entity}['"\`]`) })),
    ...madeUp.map((name) => ({ name, pattern: new RegExp(`(?<![\\w])${name}(?!\\w)`) })),
    ...words.map((name) => ({ name, pattern: new RegExp(`\\.${name}\\b(?!\\()|['"]${name}['"]|\\b${name}\\??:`) })),
  ]
  const found: string[] = []
  const used = new Set<number>()
  for (const room of rooms)
    for (const path of readdirSync(join(root, 'src', room), { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.ts')) continue
      const file = relative(root, join(root, 'src', room, path))
      const source = withoutComments(readFileSync(join(root, file), 'utf8'))
      for (const { name, pattern } of patterns) {
        if (!pattern.test(source)) continue
        const exception = exceptions.findIndex((one) => one.file.test(file) && one.names.test(name))
        if (exception < 0) found.push(`${file}: ${name}`)
        else used.add(exception)
      }
    }
  expect(found).toEqual([])
  expect(exceptions.filter((_, place) => !used.has(place)).map(({ because }) => because)).toEqual([])
})
