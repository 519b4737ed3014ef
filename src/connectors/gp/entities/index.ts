import type { DirectWrites, EntityOperations } from '../../../domain/connector.ts'
import type { EntitySchema } from '../../../domain/entity.ts'
import { type EntityName, systemOf } from '../../../domain/record.ts'
import type { EconnectEntity, EconnectNames } from '../econnect/econnect-entity.ts'
import type { GpEntity } from '../gp-entity.ts'
import { bankEntity } from './bank.ts'
import { batchEntity } from './batch.ts'
import { companyEntity } from './company.ts'
import { currencyEntity } from './currency.ts'
import { customerEntity } from './customer.ts'
import { customerAddressEntity } from './customer-address.ts'
import { customerCreditEntity } from './customer-credit.ts'
import { glAccountEntity } from './gl-account.ts'
import { glTransactionEntity } from './gl-transaction.ts'
import { itemEntity } from './item.ts'
import { itemSiteEntity } from './item-site.ts'
import { itemStockEntity } from './item-stock.ts'
import { openReceivableEntity } from './open-receivable.ts'
import { paymentCardTypeEntity } from './payment-card-type.ts'
import { paymentTermsEntity } from './payment-terms.ts'
import { priceEntity } from './price.ts'
import { cashReceiptEntity, creditMemoEntity } from './receivables.ts'
import { receivablesApplyEntity } from './receivables-apply.ts'
import { salesDocumentEntity } from './sales-document.ts'
import { salesOrderEntity } from './sales-order.ts'
import { salesReturnEntity } from './sales-return.ts'
import { shippingMethodEntity } from './shipping-method.ts'
import { taxDetailEntity } from './tax-detail.ts'
import { taxScheduleEntity } from './tax-schedule.ts'
import { warehouseEntity } from './warehouse.ts'

/** Every entity of GP that Web Services read, by the name after `gp.`. */
export const gpEntities: Readonly<Record<string, GpEntity>> = {
  salesOrder: salesOrderEntity,
  salesReturn: salesReturnEntity,
  salesDocument: salesDocumentEntity,
  cashReceipt: cashReceiptEntity,
  receivablesCreditMemo: creditMemoEntity,
  glTransaction: glTransactionEntity,
  glAccount: glAccountEntity,
  customer: customerEntity,
  customerAddress: customerAddressEntity,
  customerCredit: customerCreditEntity,
  item: itemEntity,
  itemStock: itemStockEntity,
  price: priceEntity,
  warehouse: warehouseEntity,
  shippingMethod: shippingMethodEntity,
  paymentTerms: paymentTermsEntity,
  taxSchedule: taxScheduleEntity,
  taxDetail: taxDetailEntity,
  currency: currencyEntity,
  batch: batchEntity,
  paymentCardType: paymentCardTypeEntity,
  bank: bankEntity,
  company: companyEntity,
}

/** Those that only eConnect and SQL know. */
const econnectEntities: Readonly<
  Record<string, Pick<EconnectEntity, 'schema' | 'econnect'> & Partial<EconnectEntity>>
> = {
  itemSite: itemSiteEntity,
  openReceivable: openReceivableEntity,
  receivablesApply: receivablesApplyEntity,
}
const all: Readonly<Record<string, Pick<EconnectEntity, 'schema'> & Pick<GpEntity, 'direct' | 'econnect'>>> = {
  ...gpEntities,
  ...econnectEntities,
}

/** What eConnect writes, by the name after `gp.`. */
export const gpEconnect: Readonly<Record<string, EconnectNames>> = Object.fromEntries(
  Object.entries(all).flatMap(([name, { econnect }]) => (econnect ? [[name, econnect] as const] : [])),
)

/** The schemas of all, for whoever checks a mapping without a connection. */
export const gpSchemas: Readonly<Record<string, EntitySchema>> = Object.fromEntries(
  Object.entries(all).map(([name, { schema }]) => [name, schema]),
)

/** What may be written of them by a proposal. */
export const gpWrites: DirectWrites = new Map(
  Object.values(all).flatMap(({ schema, direct }) => (direct ? [[schema.entity, direct] as const] : [])),
)

/** How records of an entity are found, besides by key. */
export const gpSearches: Readonly<Record<string, { listed: boolean; searchedBy: readonly string[] }>> =
  Object.fromEntries(
    Object.entries(gpEntities).map(
      ([
        name,
        {
          webServices: { list, search },
        },
      ]) => [
        name,
        { listed: list !== undefined && !list.oneOnly && !list.pagesOnly, searchedBy: Object.keys(search?.by ?? {}) },
      ],
    ),
  )

/** What else is called to read some. */
const alsoCalled: Readonly<Record<string, readonly string[]>> = {
  'gp.glTransaction': ['GetGLPostedTransactionByKey'],
  'gp.glAccount': ['GetGLPostingAccountByKey'],
}

/** What the role of the hub's user needs, for each entity: operations of Web Services. A void is a person's or a proposal's. */
export function gpOperations(entity: EntityName): EntityOperations {
  const names = gpEntities[entity.slice(systemOf(entity).length + 1)]?.webServices
  const called = [names?.byKey?.operation, names?.list?.operation, names?.search?.operation]
  const also = alsoCalled[entity] ?? []
  const write = [names?.write?.create, names?.write?.update]
  const named = (all: readonly (string | undefined)[]) => [...new Set(all)].filter((one) => one !== undefined)
  return { read: named([...called, ...also]), write: named(write) }
}
