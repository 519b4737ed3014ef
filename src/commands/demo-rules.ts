import type { Json } from '../domain/record.ts'
import { processes, withProcess } from '../flows/index.ts'
import { dayPriceLevel, daySites } from '../sandbox/index.ts'
import type { Parts } from './definition-folder.ts'

/**
 * What the demo does beside its orders: the ledger feeds the shop, and money and parcels follow the orders. The others wait
 * for a person's word in each case (payouts bring a file, products are made by choice), or are about one company's own habits.
 */
const shown = ['stock', 'prices', 'payments', 'refunds', 'shipments', 'item-names', 'discontinued']

/** What a person would have chosen for the company of the sandbox. */
const chosen: Readonly<Record<string, Json>> = {
  ...{ checkbook: 'UPTOWN TRUST', creditMemos: true, lineTaxes: true },
  ...{ stockSites: [daySites.shop], priceLevel: dayPriceLevel, priceCurrency: 'EUR' },
  ...{ shippedState: '4', trackingField: 'Text05' },
}
const named: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // By what staff call it at a payment, and by the module that took the order.
  receipt: { Card: 'Check', 'Bank wire': 'Check', ps_checkout: 'Check', ps_wirepayment: 'Check' },
}

/** The draft of the demo's integration, with the processes that show what a living shop and its ledger say to each other. */
export function demoRules(draft: Parts): Parts {
  const parts = processes
    .filter(({ id }) => shown.includes(id))
    .reduce((known, process) => withProcess(known, process).parts, draft)
  const { settings, ...file } = parts['settings.json'] as { readonly settings: Readonly<Record<string, object>> }
  const values = Object.entries(chosen).map(([name, value]) => [name, { ...settings[name], value }])
  const maps = Object.entries(named).map(([id, entries]) => {
    const place = `value-maps/${id}.json`
    return [
      place,
      { ...(parts[place] as object), entries: Object.entries(entries).map(([from, to]) => ({ from, to })) },
    ]
  })
  return {
    ...parts,
    ...Object.fromEntries(maps),
    'settings.json': { ...file, settings: { ...settings, ...Object.fromEntries(values) } } as Json,
  }
}
