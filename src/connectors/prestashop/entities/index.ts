import type { EntitySchema } from '../../../domain/entity.ts'
import { address } from './address.ts'
import { customer } from './customer.ts'
import { order } from './order.ts'

/** Every entity that can be read from the shop, by name without the system. */
export const prestashopEntities: Readonly<Record<string, EntitySchema>> = { order, customer, address }
