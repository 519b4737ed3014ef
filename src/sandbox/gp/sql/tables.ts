import type { Company } from '../company.ts'
import { openDocument } from '../open-receivables.ts'
import { account } from '../sign-in.ts'
import { changedRows, describeTable, mustRead } from './changed-rows.ts'
import { databaseName, type Given, type SqlState } from './door.ts'
import { errorTexts, procedures } from './procedures.ts'
import { SqlError } from './sql-error.ts'
import { answerViews } from './views.ts'

/** Reads of the tables that a client of eConnect looks into, told apart by what they read from. */
export function answerQuery(text: string, given: Given, company: Company, { troubles, views }: SqlState): object[] {
  const at = (name: string) => String(given.get(name) ?? '').trim()
  if (/\bSUSER_SNAME\(\)/.test(text)) return [{ login: account.username, sysadmin: 0, company: company.id }]
  const viewed = answerViews(text, given, views, troubles.denied)
  if (viewed) return viewed
  const changed = changedRows(text, given, company, troubles)
  if (changed) return changed
  if (/\b(?:TXRGNNUM|d\.EmailToAddress)\b.*@value/.test(text)) return searched(text, at('value'), company, troubles)
  if (/\.INACTIVE = 1\b/.test(text)) return inactive(text, [...given.values()].map(String), company, troubles)
  if (/\bCOL_LENGTH\(/.test(text))
    return [...text.matchAll(/SELECT '(\w+)' AS name/g)].map(([, name = '']) => describeTable(name, troubles))
  if (/\bOBJECT_ID\(/.test(text))
    return [...text.matchAll(/SELECT '(\w+)' AS name/g)].map(([, name = '']) => ({
      ...{ name, present: procedures[name] ? 1 : 0, may: procedures[name] ? 1 : 0 },
    }))
  if (/\bFROM dbo\.SOP10110\b/.test(text)) {
    mustRead('SOP10110', troubles)
    return [{ sheets: troubles.priceSheets }]
  }
  const table = /\bFROM (?:\[?\w+\]?\.)?dbo\.(RM20201|RM20101|taErrorCode)\b/.exec(text)?.[1]
  if (table === 'taErrorCode')
    return [...given.values()].flatMap((number) => {
      const found = errorTexts[Number(number)]
      return found ? [{ number: Number(number), ...found }] : []
    })
  const places = (name: string) =>
    [...given.keys()].flatMap((one) => (one.startsWith(name) ? [one.slice(name.length)] : []))
  if (table === 'RM20101')
    return places('number').flatMap((place) => {
      const row = openDocument(Number(given.get(`type${place}`)), at(`number${place}`), company)
      if (!row) return []
      return [
        {
          ...{ type: row.type, number: row.number, customer: row.customer, currency: row.currency },
          ...{ amount: row.open.toFixed(5), posted: row.posted, voided: row.voided ? 1 : 0 },
          functional: company.functionalCurrency,
        },
      ]
    })
  if (table === 'RM20201')
    return places('from').flatMap((place) => {
      const index = /^(\d+)Number$/.exec(place)?.[1]
      if (index === undefined) return []
      const [fromType, fromNumber] = [at(`from${index}Type`), at(`from${index}Number`)]
      const [toType, toNumber] = [at(`to${index}Type`), at(`to${index}Number`)]
      const row = company.store.get('applied', `${fromType}:${fromNumber}>${toType}:${toNumber}`)
      if (!row) return []
      const pair = { fromType: Number(fromType), fromNumber, toType: Number(toType), toNumber }
      return [{ ...pair, customer: row.customer, amount: row.amount, posted: row.posted }]
    })
  throw new SqlError(208, `Invalid object name: the stand-in of ${databaseName} has no such table.`)
}

/**
 * Customers by VAT number, without blanks and marks; or addresses of customers whose e-mail addresses have the text. The company
 * has binary sort order, as GP may be installed: cases are one only where the statement folds them.
 */
function searched(text: string, value: string, { store }: Company, troubles: SqlState['troubles']): object[] {
  const table = /FROM dbo\.(\w+) d/.exec(text)?.[1] ?? ''
  mustRead(table, troubles)
  const folds = (pattern: RegExp) => (one: string) => (pattern.test(text) ? one.toUpperCase() : one)
  const held = folds(/\bUPPER\(\w+\(.*\bd\.(?:TXRGNNUM|EmailToAddress)\b/)
  const wanted = folds(/\bUPPER\(CONVERT\(varchar\(\d+\), @value\)\)/)(value)
  const keys =
    table === 'RM00101'
      ? [...store.values('customer')].flatMap(({ Key, TaxRegistrationNumber = '' }) => {
          return held(TaxRegistrationNumber).replace(/[ ./-]/g, '') === wanted ? [Key?.Id ?? ''] : []
        })
      : [...store.values('address')].flatMap(({ Key, InternetAddresses }) => {
          const has = held(InternetAddresses?.EmailToAddress ?? '').includes(wanted.replace(/\[(.)\]/g, '$1'))
          return has ? [`${Key?.CustomerKey?.Id}/${Key?.Id}`] : []
        })
  const most = Number(/SELECT TOP \((\d+)\)/.exec(text)?.[1])
  return keys
    .sort()
    .slice(0, most)
    .map((key) => ({ key }))
}

/** What of these items is inactive: the item, an item at a site, a site. */
function inactive(
  text: string,
  items: readonly string[],
  { store }: Company,
  troubles: SqlState['troubles'],
): object[] {
  for (const [, table = ''] of text.matchAll(/FROM dbo\.(\w+)/g)) mustRead(table, troubles)
  const asked = new Set(items.map((key) => key.toUpperCase()))
  const isAsked = (key: string) => asked.has(key.toUpperCase())
  return [
    ...[...store.values('item')].flatMap((one) =>
      one.inactive && isAsked(one.key) ? [{ item: one.key, site: '' }] : [],
    ),
    ...[...store.values('stock')].flatMap((one) =>
      one.inactive && isAsked(one.item) ? [{ item: one.item, site: one.site }] : [],
    ),
    ...[...store.values('warehouse')].flatMap((one) => (one.inactive ? [{ item: '', site: one.key }] : [])),
  ]
}
