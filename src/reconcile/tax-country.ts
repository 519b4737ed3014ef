import { type RecordRef, type RecordValue, ref, refText } from '../domain/record.ts'
import type { BothSides } from './both-sides.ts'

/**
 * The country where each order is taxed, by the shop's setting: that of the delivery or the invoice address. Where the setting
 * is not known, the one of both; '' where they are in two countries.
 */
export async function countriesOf(
  sides: BothSides,
  read: ReadonlyMap<string, RecordValue>,
): Promise<ReadonlyMap<string, string>> {
  const orders = [...read].map(([id, order]) => [id, placesOf(order)] as const)
  const wanted = new Map(orders.flatMap(([, places]) => places.map((address) => [refText(address), address])))
  const found = await sides.readMany([...wanted.values()])
  const countryAt = (address: RecordRef) => {
    const one = found.get(refText(address))
    const country = one && 'value' in one ? (one.value?.country as RecordValue | null | undefined) : undefined
    return country ? String(country.iso_code) : ''
  }
  return new Map(
    orders.map(([id, places]) => {
      const countries = new Set(places.map(countryAt))
      return [id, countries.size === 1 ? [...countries][0]! : '']
    }),
  )
}

/** The address by which an order is taxed, or both, where the shop does not say. */
function placesOf({ taxed_at_invoice: atInvoice, id_address_invoice, id_address_delivery }: RecordValue): RecordRef[] {
  const places = atInvoice === true ? [id_address_invoice] : [id_address_delivery]
  if (atInvoice === null || atInvoice === undefined) places.push(id_address_invoice)
  return places.map((id) => ref('prestashop.address', String(id)))
}
