import { z } from 'zod'
import type { EntityRegistry, Finding } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { isLinkedByHand } from '../domain/entered-by-hand.ts'
import { memberOf, type RecordValue } from '../domain/record.ts'
import type { Link } from '../domain/stores.ts'
import { type Definition, isCarried } from '../language/index.ts'

/** What a connector finds of its system alone, and what that is for flows that go by it. */
const matters: readonly {
  readonly check: string
  readonly level: Finding['level']
  readonly flows: readonly string[]
  /** A flow that makes good what the others do. */
  readonly unless?: string
  readonly says: (found: string, flows: readonly string[]) => string
  readonly todo?: string
}[] = [
  {
    // They know a cancelled order by what the shop uses a state for; by the flags of a state alone nobody can.
    ...{ check: 'shop.permissions.configurations', level: 'warning', flows: ['stock-to-shop', 'shipment-to-shop'] },
    says: (found, flows) =>
      `${found} ${flows.join(' and ')} ${flows.length === 1 ? 'needs' : 'need'} it: without it a cancelled order is known by nothing, and keeps lowering the stock.`,
  },
  {
    ...{ check: 'shop.stock-management', level: 'ok', flows: ['stock-to-shop'] },
    says: (found, [flow]) => `${found} What ${flow} sets there counts for nothing.`,
    todo: 'Enable stock management in the shop (Shop Parameters, Product Settings, Products stock).',
  },
  {
    ...{
      ...{ check: 'gp.extended-pricing', level: 'warning' },
      flows: [
        ...['price-to-product', 'price-to-combination'],
        ...['group-prices-to-product', 'group-prices-to-combination'],
      ],
    },
    says: (found, flows) => `${found} ${flows.join(' and ')} would set these in the shop.`,
  },
  {
    ...{ check: 'shop.release', level: 'warning', flows: ['sold-out-to-shop'], unless: 'stock-to-shop' },
    says: (found, [flow]) =>
      `${found} It takes a stock row only as a whole: ${flow} gives back the number in stock that it has read, and a piece that is sold in that moment is on sale again.`,
    todo: 'Add the process stock, whose next round sets the number right; or pause the flow until the shop is upgraded to 8.0.2 or later.',
  },
]

/** What the connectors found, as far as it means more for the flows of this integration. */
export function weighed(found: readonly Finding[], definition: Definition, off: readonly string[]): Finding[] {
  const works = (flow: string) => Object.hasOwn(definition.flows, flow) && !off.includes(flow)
  return found.map((one) => {
    const matter = matters.find(({ check, level }) => check === one.check && level === one.level)
    const flows = (matter?.flows ?? []).filter(works)
    if (!matter || flows.length === 0 || (matter.unless !== undefined && works(matter.unless))) return one
    const todo = matter.todo ?? one.todo
    return {
      ...{ ...one, level: 'error', found: matter.says(one.found, flows) },
      ...(todo === undefined ? {} : { todo }),
    }
  })
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

/**
 * Stock of some sites, and orders that are allocated at another one: what was sold is offered again once GP has the order.
 * @param sitesInGp how many there are; only asked where that matters. Null: not known
 * @param taken by which document GP has taken pieces from which site lately; only asked where no setting says it
 */
export async function siteFindings(
  { settings, flows }: Definition,
  off: readonly string[],
  sitesInGp: () => Promise<number | null>,
  taken: () => Promise<readonly TakenFrom[]>,
): Promise<Finding[]> {
  const given = Object.values(flows).find(({ id, bulk }) => bulk?.places === 'stockSites' && !off.includes(id))
  const sites = memberOf(settings.settings, 'stockSites')?.value
  const site = memberOf(settings.settings, 'site')?.value
  if (!given || !Array.isArray(sites) || sites.length === 0 || typeof site !== 'string') return []
  const isMeant = memberOf(settings.settings, 'stockElsewhere')?.value === true
  // As GP compares them.
  const isGiven = (place: string) => sites.some((one) => one.toUpperCase() === place.toUpperCase())
  if (isMeant || isGiven(site)) return []
  const check = 'hub.sites'
  const stock = `${given.id} gives the shop the stock of ${sites.join(', ')}`
  if (site !== '')
    return [
      {
        ...{ check, level: 'error' },
        found: `${stock}, and orders are taken from ${site} (setting site): what was sold is offered again as soon as GP has its order.`,
        todo: 'Name the same site in the settings site and stockSites; or set stockElsewhere to true, where the two differ on purpose.',
      },
    ]
  const known = await taken()
  const elsewhere = known.find(({ place }) => !isGiven(place))
  if (elsewhere)
    return [
      {
        ...{ check, level: 'error' },
        found: `${stock}, and orders name no site (setting site): GP has taken ${elsewhere.document} from ${elsewhere.place}. What was sold is offered again as soon as GP has its order.`,
        todo: `Write the site that orders are to be taken from into the setting site, one of stockSites; or name ${elsewhere.place} in stockSites. Where the two differ on purpose, set stockElsewhere to true.`,
      },
    ]
  if (known.length > 0 || ((await sitesInGp()) ?? 2) < 2) return []
  return [
    {
      ...{ check, level: 'warning' },
      found: `${stock}, and orders name no site (setting site): GP takes its own default. Where that is another one, what was sold is offered again as soon as GP has its order.`,
      todo: 'Write the site that orders are taken from into the setting site.',
    },
  ]
}

/** Pieces that a document of the hub has taken from a place. */
export interface TakenFrom {
  readonly document: string
  readonly place: string
}

/** From which places the newest documents of the hub took pieces, as they were read back. @param links to any documents */
export const takenFrom = (entities: EntityRegistry, links: readonly Link[]): readonly TakenFrom[] =>
  links
    .filter((link) => !isLinkedByHand(link))
    .flatMap(({ target, readBack }) => {
      const counts = entities.get(target.entity)?.countsStock
      const lines = counts ? ((readBack[counts.rows] ?? []) as readonly RecordValue[]) : []
      const places = lines.map((line) => String(line[counts!.place] ?? ''))
      return [...new Set(places)].flatMap((place) => (place === '' ? [] : [{ document: target.key, place }]))
    })

/** Stock is given to the shop, and nothing carries its orders: what is sold counts once somebody has entered it. */
export function uncountedFindings(definition: Definition, entities: EntityRegistry, off: readonly string[]): Finding[] {
  return Object.values(definition.flows).flatMap(({ id, bulk }) => {
    const of = bulk?.takes === undefined ? undefined : Object.values(definition.mappings[bulk.takes]?.from ?? {})[0]
    if (of === undefined || off.includes(id) || isCarried({ definition, entities }, { offFlows: off }, of)) return []
    return [
      {
        check: 'hub.uncounted',
        level: 'warning',
        found: `${id} gives the shop the stock of GP, and no flow that is on carries orders to GP: what the shop has sold is offered again until somebody has entered it there.`,
        todo: 'Switch the flow of orders on; or enter each order in GP at once, and hold pieces back with the setting stockSafety.',
      },
    ]
  })
}

/** Integrations without whose orders no stock is raised, and that are paused. */
export function pausedFindings(paused: readonly string[]): Finding[] {
  return paused.map((id) => ({
    check: `hub.paused-beside.${id}`,
    level: 'warning',
    found: `The stock of the shop is not raised: the integration “${id}” sells from the same GP site and is paused, so nobody looks at what its shop has sold.`,
    todo: `Let it go on with "ledgerline resume --integration ${id}". If its shop is closed, or people enter its orders in GP, switch its flow of orders off: "ledgerline flows off order-to-sales-order --integration ${id}". GP alone says then what it has sold.`,
  }))
}

/** Two names may be of one zone: "Asia/Calcutta", "Asia/Kolkata". */
function zoneOf(name: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name || 'UTC' }).resolvedOptions().timeZone
  } catch {
    return name
  }
}
