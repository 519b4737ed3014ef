import type { Checked, IncidentTriage } from '../../domain/cause.ts'
import type { EntityRegistry } from '../../domain/connector.ts'
import type { EntityName, RecordRef } from '../../domain/record.ts'
import type { Question } from '../../domain/run.ts'
import type { Definition, ReadSides } from '../../language/index.ts'
import type { Row } from '../values/suggest.ts'

/** What is known about an incident when a fix for it is drafted: its question, and what was read of both systems now. */
export interface FixFacts {
  readonly question: Question
  readonly triage: IncidentTriage | null
  readonly flow: string
  /** All that it holds, oldest first. */
  readonly records: readonly RecordRef[]
  readonly definition: Definition
  readonly entities: EntityRegistry
  /** What a run of some of its records would come to now. `through`: it would not stop. Null: nobody tried. */
  readonly tried: readonly { readonly record: RecordRef; readonly through: boolean; readonly says: string }[]
  /** Its cause, looked for again in what the system holds now. Null: that cannot be read. */
  readonly cause: Checked | null
  /** The value map that it asks about, with both sides as far as they can be read. Null: it asks about none, or nothing says its sides. */
  readonly sides: Pick<ReadSides, 'valueMap' | 'from' | 'to'> | null
  /** Answers for values of that map that people said no to before. */
  readonly rejected: readonly { readonly from: string; readonly to: string }[]
  /** Records that could stand in the place of one that is not there: keys and labels of its entity. */
  readonly others: { readonly entity: EntityName; readonly rows: readonly Row[] } | null
  /** Lines of held orders that name the missing item, with what the product's reference is now; null: not known. */
  readonly lines: readonly NamedLine[]
  /** Of held orders: the state that the shop gives them now, when all have the same. */
  readonly state: { readonly id: string; readonly name: string } | null
  /** Whether one of some of them was in a state that counts as paid before; null: its histories cannot be read. */
  readonly wasPaid: boolean | null
  /** Of the newest orders in that state: how many there are, and how many of them are not paid in full; null: not known. */
  readonly inState: { readonly orders: number; readonly unpaid: number } | null
  /** Items that are not assigned to the site of their line, of those that the hub can assign by itself. */
  readonly unassigned: readonly { readonly item: string; readonly site: string }[]
  /** The one customer that the refused documents name and GP does not have; null: none, several, or it cannot be read. */
  readonly absentCustomer: string | null
  /** How long ago it was seen last. */
  readonly quietMs: number
}

/** A line of an order by its path, "order_details.0", with the reference it carries and the product's own of today. */
export interface NamedLine {
  readonly record: RecordRef
  readonly path: string
  readonly reference: string
  readonly name: string
  readonly now: string | null
}

/**
 * Where the name of a record stands that GP says it does not have, by the cause in the catalogue: a setting, or a value
 * map whose answer it is. `field`: of the refused document.
 */
export const namedBy: Readonly<
  Record<
    string,
    {
      readonly entity: EntityName
      readonly label: string
      readonly field: string
      readonly setting?: string
      readonly maps: readonly string[]
    }
  >
> = {
  'gp.site-absent': { entity: 'gp.warehouse', label: 'Description', field: 'WarehouseKey', setting: 'site', maps: [] },
  'gp.payment-terms-absent': {
    ...{ entity: 'gp.paymentTerms', label: 'Key', field: 'PaymentTermsKey' },
    ...{ setting: 'paymentTerms', maps: ['payment'] },
  },
  'gp.shipping-method-absent': {
    ...{ entity: 'gp.shippingMethod', label: 'Description', field: 'ShippingMethodKey', maps: ['carrier'] },
  },
  'gp.tax-detail-absent': {
    ...{ entity: 'gp.taxDetail', label: 'TaxDetailDescription', field: 'TaxDetailKey', maps: ['tax', 'tax-rate'] },
  },
}
