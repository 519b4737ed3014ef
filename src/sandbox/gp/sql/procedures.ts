import { dec } from '../../../domain/decimal.ts'
import type { Company } from '../company.ts'
import { type OpenDocument, openDocument } from '../open-receivables.ts'
import { baseUnit } from '../units.ts'

export type Value = string | number | null

/** A procedure of eConnect: its parameters with their defaults (undefined: required), and what it does. */
export interface Procedure {
  readonly parameters: Readonly<Record<string, Value | undefined>>
  run(
    given: ReadonlyMap<string, Value>,
    company: Company,
  ): { readonly errors: readonly number[] } | { readonly store: () => void }
}

/**
 * taErrorCode. The real table has about 9,400 rows, and no public source gives the numbers of these procedures but 3250. So the
 * others are from 67000, the range in which rules of a site itself are.
 */
export const errorTexts: Readonly<Record<number, { readonly source: string; readonly text: string }>> = {
  3250: { source: 'taItemSite', text: 'Item Number (ITEMNMBR) does not exist in Item Master table - IV00101' },
  67100: { source: 'taItemSite', text: 'Location Code (LOCNCODE) does not exist in Site setup table - IV40700' },
  67101: { source: 'taItemSite', text: 'Item Number/Location Code combination already exists in IV00102' },
  67110: { source: 'taIVCreateItemPriceListLine', text: 'Price Level (PRCLEVEL) does not exist - IV40800' },
  67111: { source: 'taIVCreateItemPriceListLine', text: 'Currency ID (CURNCYID) does not exist - MC40200' },
  67112: { source: 'taIVCreateItemPriceListLine', text: 'Price list record already exists in IV00108' },
  67113: { source: 'taIVCreateItemPriceListLine', text: 'Unit of Measure (UOFM) is not of the item' },
  67120: { source: 'taRMApply', text: 'Apply From Document Number (APFRDCNM) does not exist in RM20101' },
  67121: { source: 'taRMApply', text: 'Apply To Document Number (APTODCNM) does not exist in RM20101' },
  67122: { source: 'taRMApply', text: 'Apply amount (APPTOAMT) is greater than the amount remaining of a document' },
  67123: { source: 'taRMApply', text: 'Customers of the two documents are different' },
  67124: { source: 'taRMApply', text: 'These documents are already applied in RM20201' },
}

const textOf = (given: ReadonlyMap<string, Value>, name: string) => String(given.get(name) ?? '').trim()

export const procedures: Readonly<Record<string, Procedure>> = {
  taItemSite: {
    parameters: {
      ITEMNMBR: undefined,
      LOCNCODE: undefined,
      ...{ BINNMBR: null, PRIMVNDR: null, Landed_Cost_Group_ID: null, QTYRQSTN: null, UpdateIfExists: 1 },
    },
    run(given, company) {
      const item = company.store.get('item', textOf(given, 'ITEMNMBR'))
      const site = company.store.get('warehouse', textOf(given, 'LOCNCODE'))
      if (!item) return { errors: [3250] }
      if (!site) return { errors: [67100] }
      const isThere = company.stock(item, site.key) !== undefined
      if (isThere && given.get('UpdateIfExists') === 0) return { errors: [67101] }
      return { store: () => (isThere ? undefined : company.setStock(item.key, site.key, {})) }
    },
  },
  taIVCreateItemPriceListLine: {
    parameters: {
      ITEMNMBR: undefined,
      ...{ CURNCYID: '', PRCLEVEL: '', UOFM: '', TOQTY: '999999999999.00000', UOMPRICE: '0', RNDGAMNT: '0' },
      ...{ ROUNDHOW: 0, ROUNDTO: 1, UMSLSOPT: null, UpdateIfExists: 1, RequesterTrx: 0 },
    },
    run(given, company) {
      const item = company.store.get('item', textOf(given, 'ITEMNMBR'))
      if (!item) return { errors: [3250] }
      if (!company.store.get('priceLevel', textOf(given, 'PRCLEVEL'))) return { errors: [67110] }
      const currency = company.store.get('currency', textOf(given, 'CURNCYID'))
      if (!currency) return { errors: [67111] }
      const unit = textOf(given, 'UOFM')
      const upTo = dec(String(given.get('TOQTY')))
      const [level, code] = [textOf(given, 'PRCLEVEL'), currency.code]
      const place = (row: (typeof item.prices)[number]) =>
        row.priceLevel === level &&
        row.currency === code &&
        (row.uofm ?? baseUnit(item, company)) === unit &&
        dec(row.toQuantity).eq(upTo)
      const found = item.prices.find(place)
      if (found && given.get('UpdateIfExists') === 0) return { errors: [67112] }
      if (!found) return { errors: [67113] }
      const price = dec(String(given.get('UOMPRICE'))).toFixed()
      const now = found.percent === undefined ? { ...found, price } : { ...found, percent: price }
      return {
        store() {
          const { prices } = company.store.get('item', item.key)!
          company.setPrices(
            item.key,
            prices.map((row) => (place(row) ? now : row)),
          )
        },
      }
    },
  },
  taRMApply: {
    parameters: {
      ...{ APTODCNM: undefined, APFRDCNM: undefined, APPTOAMT: undefined, APFRDCTY: undefined, APTODCTY: undefined },
      ...{ DISTKNAM: null, WROFAMNT: '0', APPLYDATE: null, GLPOSTDT: null },
    },
    run(given, company) {
      const side = (name: 'FR' | 'TO'): OpenDocument | null =>
        openDocument(Number(given.get(`AP${name}DCTY`)), textOf(given, `AP${name}DCNM`), company)
      const [from, to] = [side('FR'), side('TO')]
      if (!from) return { errors: [67120] }
      if (!to) return { errors: [67121] }
      const amount = dec(String(given.get('APPTOAMT')))
      const key = `${from.type}:${from.number}>${to.type}:${to.number}`
      const errors = [
        ...(from.customer === to.customer ? [] : [67123]),
        ...(amount.gt(from.open) || amount.gt(to.open) ? [67122] : []),
        ...(company.store.get('applied', key) ? [67124] : []),
      ]
      if (errors.length > 0) return { errors }
      const date = String(given.get('GLPOSTDT') ?? given.get('APPLYDATE') ?? '')
      const posted = date === '' ? company.today().slice(0, 10) : date.replace(/(....)(..)(..)/, '$1-$2-$3')
      const { customer } = from
      const row = { from: from.number, fromType: from.type, to: to.number, toType: to.type, customer, posted }
      return { store: () => company.store.put('applied', key, { ...row, amount: amount.toFixed() }) }
    },
  },
}
