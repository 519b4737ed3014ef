import type { Cause } from '../../../domain/cause.ts'
import { says } from '../../causes/index.ts'
import type { GpCheck } from './checks.ts'
import type { GpCause } from './row.ts'

type Master = Pick<Cause, 'id' | 'says' | 'next'> &
  Partial<Pick<Cause, 'class' | 'owner' | 'source'>> & {
    /** Members of Web Services that hold its key. */
    readonly property: RegExp
    /** Its table and columns in GP, and its names in the languages of complaints. */
    readonly named: RegExp
    readonly codes?: readonly string[]
    readonly check?: GpCheck
  }

/** GP says that a record which the document names is not there. */
const absent = ({ property, named, codes, ...row }: Master): GpCause => ({
  class: 'missing_master_record',
  owner: 'GP admin',
  retryHelps: false,
  source: 'GP Web Services: key members of the document; eConnect texts name column and table',
  ...row,
  signs: [
    ...(codes ? [{ codes }] : []),
    { property, words: says.absent },
    // Worded in a way that is not known here: the check decides.
    ...(row.check ? [{ property }] : []),
    {
      words: new RegExp(
        `(?:${named.source})[^.]*(?:${says.absent.source})|(?:${says.absent.source})[^.]*(?:${named.source})`,
        'i',
      ),
    },
  ],
})

const then = 'then replay.'

/** Records that a document names: missing, inactive, on hold, or not assigned. Narrow ones stand before wide ones. */
export const masterRecordCauses: readonly GpCause[] = [
  {
    id: 'gp.item-not-at-site',
    signs: [
      {
        property: /^WarehouseKey$/,
        words:
          /assigned|(?:item|article|artículo|Artikel)[^.]*(?:site|location|warehouse|sitio|Lagerort|almacén|dépôt)|(?:site|location|warehouse|sitio|Lagerort|almacén|dépôt)[^.]*(?:item|article|artículo|Artikel)/i,
      },
      {
        words:
          /(?:item|ITEMNMBR)[^.]*(?:site|location code|LOCNCODE)[^.]*(?:not exist|combination|not assigned|not valid)|IV00102|not assigned to (?:the )?(?:item|site)|(?:zugeordnet|asignad[oa]|affecté)/i,
      },
      { property: /^WarehouseKey$/ },
    ],
    check: 'item-not-at-site',
    class: 'missing_master_record',
    owner: 'GP admin',
    retryHelps: false,
    says: 'The item exists, but is not assigned to the site of the line.',
    next: 'Assign it in GP: Cards > Inventory > Quantities/Sites, choose item and site, Save; then replay. Where orders are to come from another site, correct the setting site.',
    source: 'IV00102 holds a row per item and site; traps: item without a row at a chosen site',
  },
  absent({
    id: 'gp.site-absent',
    property: /^(?:WarehouseKey|LOCNCODE)$/,
    named: /\bsite\b|warehouse|LOCNCODE|location code|IV40700|Lagerort|almacén|dépôt/,
    check: 'site-absent',
    says: 'GP has no site of this name.',
    next: `Create it (Cards > Inventory > Site), or correct the setting site; ${then}`,
  }),
  {
    id: 'gp.item-discontinued',
    signs: [
      { property: /^ItemKey$/, words: /discontinued|abandonné|descontinuad|eingestellt|wycofan/i },
      { property: /^ItemKey$/ },
      { words: /discontinued|abandonné|descontinuad|eingestellt|wycofan/i },
    ],
    check: 'item-discontinued',
    class: 'invalid_value',
    owner: 'GP admin',
    retryHelps: false,
    says: 'The item is discontinued in GP, and GP sells it no more.',
    next: 'Decide in GP: set its type back to Sales Inventory (Cards > Inventory > Item) to sell the rest, or name its successor in the value map "item"; then replay. Switch the product off in the shop if it is not sold any more.',
    source: 'IV00101.ITEMTYPE 2 = discontinued',
  },
  absent({
    id: 'gp.item-absent',
    codes: ['econnect:3250'],
    property: /^(?:ItemKey|ITEMNMBR)$/,
    named: /\bitem(?: number)?\b|ITEMNMBR|IV00101|article|artículo|Artikel|towar/,
    check: 'item-absent',
    says: 'GP has no item of this number.',
    next: `Create it in GP (Cards > Inventory > Item); or, where GP has it under another number, add an entry to the value map "item"; ${then}`,
    source: 'eConnect 3250; SalesOrderLine.ItemKey',
  }),
  {
    id: 'gp.unit-unknown',
    signs: [
      { property: /^UofM$/ },
      { words: /unit of measure|\bUOFM\b|unité de mesure|unidad de medida|Maßeinheit|Mengeneinheit/i },
    ],
    check: 'unit-unknown',
    class: 'missing_mapping',
    owner: 'integrator',
    retryHelps: false,
    says: 'The item is not sold in the unit of measure of the line.',
    next: 'Correct the unit of this product in the value map "unit", or add it to the item’s unit of measure schedule (Cards > Inventory > U of M Schedule); then replay.',
    source: 'IV40202; SalesOrderLine.UofM',
  },
  {
    id: 'gp.customer-on-hold',
    signs: [
      { property: /^(?:CustomerKey|CUSTNMBR)$/, words: says.onHold },
      { property: /^(?:CustomerKey|CUSTNMBR)$/ },
      {
        words:
          /(?:customer|client|cliente|Kunde|klient|CUSTNMBR)[^.]*(?:\bhold\b|bloqué|bloquead|retenid|gesperrt|wstrzyman)|credit hold/i,
      },
    ],
    check: 'customer-on-hold',
    class: 'invalid_value',
    owner: 'GP admin',
    retryHelps: false,
    says: 'The customer is on hold in GP, so GP takes no order of theirs.',
    next: 'Whoever watches credit decides: take the hold off (Cards > Sales > Customer, box Hold), then replay; or leave the order waiting. The hub does not lift a hold.',
    source: 'RM00101.HOLD; policy behaviour Check Hold',
  },
  {
    id: 'gp.credit-limit',
    signs: [{ words: /credit limit|limite de crédit|límite de crédito|Kreditlimit|limit kredyt/i }],
    class: 'invalid_value',
    owner: 'GP admin',
    retryHelps: false,
    says: 'The order takes the customer over the credit limit that GP has for them.',
    next: 'Whoever watches credit decides: raise the limit (Cards > Sales > Customer > Options), apply open payments, or leave the order waiting; then replay.',
    source: 'RM00101.CRLMTAMT; policy behaviour Check Credit Limit',
  },
  {
    id: 'gp.customer-inactive',
    signs: [
      { property: /^(?:CustomerKey|CUSTNMBR)$/, words: says.inactive },
      { property: /^(?:CustomerKey|CUSTNMBR)$/ },
      { words: new RegExp(`(?:customer|client|cliente|Kunde|klient|CUSTNMBR)[^.]*(?:${says.inactive.source})`, 'i') },
    ],
    check: 'customer-inactive',
    class: 'invalid_value',
    owner: 'GP admin',
    retryHelps: false,
    says: 'The customer is inactive in GP.',
    next: 'Take the mark Inactive away (Cards > Sales > Customer), or link the shop customer to the account that is in use; then replay.',
    source: 'RM00101.INACTIVE',
  },
  absent({
    id: 'gp.customer-absent',
    codes: ['econnect:140', 'econnect:221'],
    property: /^(?:CustomerKey|CUSTNMBR)$/,
    named: /customer|CUSTNMBR|RM00101|client|cliente|Kunde|Debitor|klient/,
    check: 'customer-absent',
    says: 'GP has no customer of this number any more, or not yet.',
    next: `Where customers were merged or renumbered in GP, link the shop customer to the account that took over: "ledgerline proposals link prestashop.customer ID gp.customer NUMBER". Else let the customer flow make it; ${then}`,
    source: 'eConnect 221: CUSTNMBR does not exist in RM00101; GP tools Customer Combiner and Modifier',
  }),
  absent({
    id: 'gp.customer-class-absent',
    property: /^ClassKey$/,
    named: /customer class|CUSTCLAS|RM00201|classe de clients|clase de cliente|Kundenklasse/,
    says: 'GP has no customer class of this name.',
    next: `Create it (Tools > Setup > Sales > Customer Class), or correct the setting customerClass; ${then}`,
  }),
  absent({
    id: 'gp.address-absent',
    property: /AddressKey$/,
    named: /address|ADRSCODE|RM00102|PRBTADCD|PRSTADCD|adresse|dirección|Adresse/,
    check: 'address-absent',
    owner: 'integrator',
    says: 'The customer has no address of this code in GP.',
    next: `Replay the order: the hub brings the address over first. Where the customer was merged in GP, link the shop address to the one it has now; ${then}`,
    source: 'RM00102; SalesOrder.ShipToAddressKey',
  }),
  absent({
    id: 'gp.shipping-method-absent',
    property: /^(?:ShippingMethodKey|SHIPMTHD)$/,
    named: /shipping method|SHIPMTHD|SY03000|mode de livraison|método de envío|Versandart/,
    check: 'shipping-method-absent',
    says: 'GP has no shipping method of this name.',
    next: `Correct the value map "carrier", or create it (Tools > Setup > Company > Shipping Methods); ${then}`,
  }),
  absent({
    id: 'gp.payment-terms-absent',
    property: /^(?:PaymentTermsKey|PYMTRMID)$/,
    named: /payment terms?|PYMTRMID|SY03300|conditions de paiement|condiciones de pago|Zahlungsbedingung/,
    check: 'payment-terms-absent',
    says: 'GP has no payment terms of this name.',
    next: `Correct the value map "payment" or the setting paymentTerms, or create them (Tools > Setup > Company > Payment Terms); ${then}`,
  }),
  absent({
    id: 'gp.tax-detail-absent',
    property: /^(?:TaxDetailKey|TAXDTLID)$/,
    named: /tax detail|TAXDTLID|TX00201|détail de taxe|detalle de impuesto|Steuerdetail/,
    check: 'tax-detail-absent',
    says: 'GP has no sales tax detail of this name.',
    next: `Correct the value map "tax", or create it (Tools > Setup > Company > Tax Details); ${then}`,
  }),
  absent({
    id: 'gp.tax-schedule-absent',
    codes: ['econnect:889'],
    property: /TaxScheduleKey$|^TAXSCHID$/,
    named: /tax schedule|TAXSCHID|TX00101|plan de taxes|Steuerplan/,
    says: 'GP has no tax schedule of this name, or the document needs one.',
    next: `Create it (Tools > Setup > Company > Tax Schedules), or correct what the mapping sends; ${then}`,
    source: 'eConnect 889 of taPoHdr: freight and miscellaneous tax schedule needed',
  }),
  absent({
    id: 'gp.price-level-absent',
    property: /^(?:PriceLevelKey|PRCLEVEL)$/,
    named: /price level|PRCLEVEL|IV40800|niveau de prix|nivel de precios|Preisstufe/,
    says: 'GP has no price level of this name, or the item is not on it.',
    next: `Create it (Tools > Setup > Inventory > Price Level), or add the item to it (Cards > Inventory > Price List); ${then}`,
  }),
  absent({
    id: 'gp.vendor-absent',
    codes: ['econnect:372', 'econnect:3252'],
    property: /^(?:VendorKey|VENDORID)$/,
    named: /vendor|VENDORID|PM00200|fournisseur|proveedor|Kreditor|Lieferant|dostawc/,
    says: 'GP has no vendor of this number.',
    next: `Create the vendor (Cards > Purchasing > Vendor), or link the supplier to the one it is in GP; ${then}`,
    source: 'eConnect 372, 3252: VENDORID does not exist in PM00200',
  }),
  absent({
    id: 'gp.account-absent',
    property: /^(?:GLAccountKey|AccountKey|ACTNUMST)$/,
    named: /account (?:number|string)|ACTNUMST|ACTINDX|GL00100|GL00105|compte|cuenta contable|Sachkonto|konto/,
    says: 'GP has no posting account of this number.',
    next: `Create it (Cards > Financial > Account), or correct the account in the mapping; ${then}`,
  }),
  absent({
    id: 'gp.checkbook-absent',
    property: /^(?:BankAccountKey|CHEKBKID)$/,
    named: /check ?book|CHEKBKID|CM00100|chéquier|chequera|Scheckbuch/,
    says: 'GP has no checkbook of this name.',
    next: `Correct the value map of payments, or create it (Cards > Financial > Checkbook); ${then}`,
  }),
  absent({
    id: 'gp.buyer-absent',
    codes: ['econnect:269'],
    property: /^BUYERID$/,
    named: /buyer|BUYERID|acheteur|comprador|Einkäufer/,
    says: 'The buyer of the purchase order is not registered in GP.',
    next: `Register the buyer (Tools > Setup > Purchasing > Buyers), or leave the buyer out; ${then}`,
    source: 'eConnect 269 of taPoHdr',
  }),
  {
    id: 'gp.salesperson',
    signs: [
      { codes: ['econnect:9539'] },
      { property: /^SalespersonKey$/ },
      { words: /salesperson|SLPRSNID|RM00301|vendeur|vendedor|Verkäufer/i },
    ],
    class: 'invalid_value',
    owner: 'GP admin',
    retryHelps: false,
    says: 'The salesperson is inactive or unknown in GP.',
    next: 'Correct the salesperson of the customer (Cards > Sales > Customer) or make them active (Cards > Sales > Salesperson); then replay.',
    source: 'eConnect 9539: Salesperson inactive (RM00301)',
  },
  {
    id: 'gp.inactive',
    signs: [{ words: says.inactive }],
    class: 'invalid_value',
    owner: 'GP admin',
    retryHelps: false,
    says: 'A record that the document names is inactive in GP.',
    next: 'Make the record that the reply names active in its card in GP, or use another; then replay.',
    source: 'GP: inactive master records are refused on documents',
  },
]
