import type { Wire, WireValue } from './envelope.ts'

/** Address ids belong to a customer: puts its key into every `CustomerAddressKey` among `members`. */
export function customerAddressKeys(wire: Wire, customerKey: WireValue, members: readonly string[]): Wire {
  const found = members.filter((member) => wire[member] !== undefined)
  if (customerKey === undefined || found.length === 0) return wire
  const keys = found.map((member) => [member, { CustomerKey: customerKey, ...(wire[member] as Wire) }] as const)
  return { ...wire, ...Object.fromEntries(keys) }
}
