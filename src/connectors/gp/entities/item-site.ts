import { about, decimal, defineEntity, keyOf, readOnly, text } from '../../../domain/entity.ts'
import { InvalidInput } from '../../../domain/errors.ts'
import { foldedKey, type RecordRef, type RecordValue, ref, refText } from '../../../domain/record.ts'
import { econnectDocument } from '../econnect/document.ts'
import type { EconnectEntity, Ledger } from '../econnect/econnect-entity.ts'

/**
 * The assignment of an item to a site (a row of IV00102). GP takes no order line of an item at a site that it is not assigned
 * to. Web Services read it with the item and have no operation that makes it.
 *
 * @see eConnect taItemSite
 */
const itemSite = defineEntity({
  entity: 'gp.itemSite',
  about: 'That an item is assigned to a site, so that orders can take it from there. With what lies there.',
  key: 'Key',
  namedByKey: true,
  fields: {
    Key: about('Site and item: "NORTH/TEA-ASSAM".', text(41)),
    WarehouseKey: keyOf('gp.warehouse', text(10)),
    ItemKey: keyOf('gp.item', text(30)),
    OnHandQuantity: readOnly(decimal),
    AllocatedQuantity: readOnly(decimal),
  },
})

/** What a key may mean: sites and items may both have slashes of their own. */
const readingsOf = (key: string) =>
  [...key.matchAll(/\//g)].map(({ index }) => ({ site: key.slice(0, index).trim(), item: key.slice(index + 1).trim() }))

/** Of the readings of its key the first whose item GP has at that site, or else whose item it has. */
async function heldAt({ key }: RecordRef, { read }: Ledger) {
  const all = await Promise.all(
    readingsOf(key).map(async ({ site, item }) => {
      const held = item === '' || site === '' ? null : await read(ref('gp.item', item))
      const rows = (held?.Quantities ?? []) as readonly RecordValue[]
      const row = rows.find(({ WarehouseKey }) => foldedKey(String(WarehouseKey ?? '')) === foldedKey(site))
      return { site, item, held, row }
    }),
  )
  const none = { site: '', item: '', held: null, row: undefined }
  return all.find(({ row }) => row) ?? all.find(({ held }) => held) ?? all[0] ?? none
}

export const itemSiteEntity: EconnectEntity = {
  schema: itemSite,
  direct: {
    about:
      'Assigns an item to a site in GP, by eConnect (the GP connection must have it). Key: "SITE/ITEM"; the fields say the same. Nothing lies there yet, and only a person takes the assignment back.',
    create: true,
    update: [],
    void: false,
    tellsCustomer: false,
    tells: ['WarehouseKey', 'ItemKey'],
    risk: 'Orders can take the item from that site from then on.',
  },
  econnect: {
    async read(record, ledger) {
      const { site, item, row } = await heldAt(record, ledger)
      if (!row) return null
      return {
        ...{ Key: record.key, WarehouseKey: site, ItemKey: item },
        ...{ OnHandQuantity: row.OnHandQuantity ?? '0', AllocatedQuantity: row.AllocatedQuantity ?? '0' },
      }
    },
    async documents({ record, document }, ledger) {
      const { site, item, held } = await heldAt(record, ledger)
      const refuse = (at: string, reason: string) =>
        new InvalidInput(`${refText(record)} cannot be sent`, [{ at, reason }])
      const differs = ([field, value]: readonly [string, string]) =>
        foldedKey(String(document[field] ?? '')) !== foldedKey(value)
      const wrong = [['WarehouseKey', site] as const, ['ItemKey', item] as const].find(differs)
      if (wrong) throw refuse(wrong[0], `must be "${wrong[1]}", as the key "SITE/ITEM" says`)
      if (!held) throw refuse('ItemKey', `GP has no item ${item}`)
      if (held.Type !== 'Sales Item')
        throw refuse('ItemKey', `is a ${String(held.Type)}: only an item with stock is assigned to sites`)
      const warehouse = await ledger.read(ref('gp.warehouse', site))
      if (!warehouse) throw refuse('WarehouseKey', `GP has no site ${site}`)
      // As GP spells both. 0: one that is there already is refused, and keeps its bin and its vendor.
      const values = { ITEMNMBR: String(held.Key), LOCNCODE: String(warehouse.Key), UpdateIfExists: 0 }
      return [econnectDocument('IVInventoryItemSiteType', record, [{ node: 'taItemSite', values }])]
    },
  },
}
