import { z } from 'zod'
import type { Finding } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { memberOf } from '../domain/record.ts'
import type { Definition } from '../language/index.ts'

/** Flows that tell cancelled orders by what the shop uses a state for; by the flags of a state alone nobody can. */
const needRoles = ['stock-to-shop', 'shipment-to-shop']
const rolesRight = 'shop.permissions.configurations'

/** What the shop's connector found, as far as it means more for the flows of this integration. */
export function weighed(found: readonly Finding[], definition: Definition, off: readonly string[]): Finding[] {
  const flows = needRoles.filter((flow) => Object.hasOwn(definition.flows, flow) && !off.includes(flow))
  return found.map((one) =>
    one.check === rolesRight && one.level === 'warning' && flows.length > 0
      ? {
          ...one,
          level: 'error',
          found: `${one.found} ${flows.join(' and ')} ${flows.length === 1 ? 'needs' : 'need'} it: without it a cancelled order is known by nothing, and keeps lowering the stock.`,
        }
      : one,
  )
}

/** The connection's time zone says when an order was placed, the setting on which day: two of them book it on another day. */
export function dayFindings({ connections }: Integration, { settings }: Definition): Finding[] {
  const connection = z.looseObject({ timezone: z.string() }).safeParse(connections.prestashop).data?.timezone
  const setting = memberOf(settings.settings, 'timezone')?.value
  if (connection === undefined || typeof setting !== 'string' || zoneOf(connection) === zoneOf(setting)) return []
  return [
    {
      check: 'hub.timezone',
      level: 'error',
      found: `The shop's connection is in “${connection}”, and the setting timezone says “${setting}”: orders near midnight get the date of another day, perhaps of a closed month.`,
      todo: 'Set both to the time zone of the shop (International, Localization), and import.',
    },
  ]
}

/** Two names may be of one zone: "Asia/Calcutta", "Asia/Kolkata". */
function zoneOf(name: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name || 'UTC' }).resolvedOptions().timeZone
  } catch {
    return name
  }
}
