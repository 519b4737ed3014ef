import type { EntityRegistry, Finding } from '../domain/connector.ts'
import { isLinkedByHand } from '../domain/entered-by-hand.ts'
import { isUnreserved, reservesLater } from '../domain/picked.ts'
import { foldedKey, memberOf, type RecordValue } from '../domain/record.ts'
import type { Link } from '../domain/stores.ts'
import type { Definition } from '../language/index.ts'

/** What makes the shop offer something else than the ledger says, or nothing: in stock, or at a price. */

/** The flow that gives the shop the stock of chosen sites, where it is on. */
const stockFlow = ({ flows }: Definition, off: readonly string[]) =>
  Object.values(flows).find(({ id, bulk }) => bulk?.places === 'stockSites' && !off.includes(id))

/** @param sitesInGp their names; null: not known */
export async function chosenSiteFindings(
  definition: Definition,
  off: readonly string[],
  sitesInGp: () => Promise<readonly string[] | null>,
): Promise<Finding[]> {
  const flow = stockFlow(definition, off)
  const sites = memberOf(definition.settings.settings, 'stockSites')?.value
  if (!flow || !Array.isArray(sites)) return []
  const check = 'hub.stock-sites'
  if (sites.length === 0)
    return [
      {
        ...{ check, level: 'error' },
        found: `${flow.id} is on, and no GP site is chosen (setting stockSites): no stock is written.`,
        todo: 'Name the GP sites that the shop sells from in the setting stockSites.',
      },
    ]
  const known = await sitesInGp()
  const lacking = known ? sites.filter((site) => !known.some((one) => foldedKey(one) === foldedKey(site))) : []
  return lacking.length === 0
    ? []
    : [
        {
          ...{ check, level: 'error' },
          found: `The setting stockSites names ${lacking.join(', ')}, and GP has no such site: no item is there, so each of them asks.`,
          todo: `Correct the setting stockSites. Sites of GP are ${known!.slice(0, mostNamed).join(', ')}.`,
        },
      ]
}
const mostNamed = 20

/** @param links to the newest documents */
export function reservingFindings(
  definition: Definition,
  off: readonly string[],
  entities: EntityRegistry,
  links: readonly Link[],
): Finding[] {
  const flow = stockFlow(definition, off)
  const written = links
    .filter((link) => !isLinkedByHand(link))
    .flatMap(({ target, readBack }) => {
      const schema = entities.get(target.entity)
      return schema?.countsStock ? [{ schema, document: readBack }] : []
    })
  const bare = written.filter(({ schema, document }) => isUnreserved(schema, document))
  const later = written.every(({ schema, document }) => reservesLater(schema, [{ document, isNew: true }]))
  return flow && later && bare.length >= fewestShowing
    ? [
        {
          ...{ check: 'hub.reserving', level: 'warning' },
          found: `GP had allocated none of the newest ${bare.length} sales orders when the hub made them, so its stock does not count them: ${flow.id} takes them off until GP has allocated something of them.`,
          todo: 'Let the order type of GP allocate by line item (Sales Order Processing Setup, Order), where it can: then GP counts an order at once, for whatever else reads its stock, too.',
        },
      ]
    : []
}
/** One or two may be of services alone. */
const fewestShowing = 3

const groupPriceFlows = ['group-prices-to-product', 'group-prices-to-combination']
const priceFlows = ['price-to-product', 'price-to-combination', ...groupPriceFlows]

const isOn =
  ({ flows }: Definition, off: readonly string[]) =>
  (flow: string) =>
    Object.hasOwn(flows, flow) && !off.includes(flow)

/** What customers of a group pay in a currency without prices of its own. @param currencies of the shop; null: not known */
export async function currencyFindings(
  definition: Definition,
  off: readonly string[],
  currencies: () => Promise<readonly RecordValue[] | null>,
): Promise<Finding[]> {
  const { settings } = definition.settings
  const [flow] = groupPriceFlows.filter(isOn(definition, off))
  const [groups, chosen] = ['priceGroups', 'groupPriceCurrencies'].map((name) => memberOf(settings, name)?.value)
  if (!flow || !Array.isArray(groups) || !Array.isArray(chosen) || groups.length === 0 || chosen.length === 0) return []
  const others = ((await currencies()) ?? [])
    .filter(({ active, deleted, iso_code }) => active && !deleted && !chosen.includes(String(iso_code)))
    .map(({ iso_code }) => String(iso_code))
  return others.length === 0
    ? []
    : [
        {
          ...{ check: 'hub.price-currencies', level: 'warning' },
          found: `The shop sells in ${others.join(', ')}, too, which the setting groupPriceCurrencies does not name: there customers of the groups ${groups.join(', ')} pay what everybody pays, as the shop converts it, whatever ${flow} sets.`,
          todo: 'Name the currency in groupPriceCurrencies, where GP has price lists in it; or switch it off in the shop (International, Localization, Currencies).',
        },
      ]
}

/** The shop takes the discount of a customer group off every price. @param groups of the shop; null: not known */
export async function discountFindings(
  definition: Definition,
  off: readonly string[],
  groups: () => Promise<readonly RecordValue[] | null>,
): Promise<Finding[]> {
  const on = priceFlows.filter(isOn(definition, off))
  if (on.length === 0) return []
  const reduced = ((await groups()) ?? []).filter(({ reduction }) => Number(reduction ?? 0) !== 0)
  return reduced.length === 0
    ? []
    : [
        {
          ...{ check: 'hub.group-discounts', level: 'warning' },
          found: `The shop takes a discount off every price for customers of ${reduced.map(({ id, name, reduction }) => `“${String(name)}” (group ${String(id)}, ${Number(reduction)} %)`).join(', ')}: they pay less than GP says, whatever ${on.join(', ')} set.`,
          todo: 'Set the discount of the group to 0 in the shop (Shop Parameters, Customer Settings, Groups), where prices of GP are final. Everybody who is not signed in is in a group as well: Visitor, Guest.',
        },
      ]
}
