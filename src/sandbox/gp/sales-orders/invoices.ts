import type { Company } from '../company.ts'
import { notFoundFault } from '../faults.ts'
import type { Id } from '../records.ts'
import type { Wire } from '../wire.ts'
import { allocate, ship } from './stock.ts'

export function getInvoice(key: Id | undefined, company: Company): Wire {
  const found = company.store.get('transferred', key?.Id ?? '')
  if (found?.Type !== 'Invoice') throw notFoundFault(`Sales invoice ${key?.Id ?? ''}`)
  return { IsVoided: false, ...found } as unknown as Wire
}

/** Somebody posts it: what was allocated leaves. */
export function postInvoice(number: string, company: Company): void {
  const found = company.store.get('transferred', number)
  if (found?.TransactionState !== 'Work') throw new Error(`${number} is no document that can be posted`)
  ship(found, company)
  company.store.put('transferred', number, { ...found, TransactionState: 'History' })
  company.store.commit()
}

/** Somebody voids it before it is posted: it goes to history, its stock is free again, and its order stays transferred. */
export function voidInvoice(number: string, company: Company): void {
  const found = company.store.get('transferred', number)
  if (found?.Type !== 'Invoice' || found.TransactionState !== 'Work')
    throw new Error(`${number} is no invoice that can be voided`)
  allocate(found, company, -1)
  company.store.put('transferred', number, { ...found, IsVoided: true, TransactionState: 'History' })
  company.store.commit()
}
