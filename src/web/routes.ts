const orders = 'prestashop.order'

/** What a list is narrowed to. */
interface ListFilter {
  readonly state?: string
  readonly customer?: string
  readonly search?: string
}

/** Orders are what people look for: their addresses are the short ones. */
const place = (integration: string, entity: string) =>
  entity === orders ? `/i/${integration}/orders` : `/i/${integration}/records/${entity}`

function records(integration: string, entity: string, filter: ListFilter = {}): string {
  const asked = new URLSearchParams(Object.entries(filter).filter(([, value]) => value))
  return `${place(integration, entity)}${asked.size > 0 ? `?${asked}` : ''}`
}

const record = (integration: string, { entity, key }: { readonly entity: string; readonly key: string }): string =>
  `${place(integration, entity)}/${encodeURIComponent(key)}`

/** Every address of the app, built in one place: no page writes one by hand. */
export const routes = {
  home: (integration: string) => `/i/${integration}`,
  welcome: () => '/welcome',
  orders: (integration: string, filter: ListFilter = {}) => records(integration, orders, filter),
  order: (integration: string, key: string) => record(integration, { entity: orders, key }),
  /** Every kind of record that flows carry has a list, and each of its records a page. */
  records,
  record,
  incidents: (integration: string) => `/i/${integration}/incidents`,
  incident: (integration: string, id: string) => `/i/${integration}/incidents/${id}`,
  approvals: (integration: string) => `/i/${integration}/approvals`,
  approval: (integration: string, id: string) => `/i/${integration}/approvals/${id}`,
  valueMaps: (integration: string) => `/i/${integration}/value-maps`,
  valueMap: (integration: string, id: string) => `/i/${integration}/value-maps/${id}`,
  /** With a period, it is compared at once. */
  reconciliation: (integration: string, period?: { readonly from: string; readonly to: string }) =>
    `/i/${integration}/reconciliation${period ? `?${new URLSearchParams({ ...period })}` : ''}`,
  settings: (integration: string) => `/i/${integration}/settings`,
  flows: (integration: string) => `/i/${integration}/flows`,
  flow: (integration: string, id: string) => `/i/${integration}/flows/${id}`,
  mapping: (integration: string, id: string) => `/i/${integration}/mappings/${id}`,
  /** A rule said in words. */
  sayRule: (integration: string) => `/i/${integration}/rules/new`,
  connect: () => '/connect',
  reconnect: (integration: string) => `/i/${integration}/connect`,
  setUp: (integration: string) => `/i/${integration}/set-up`,
  people: () => '/people',
  alerts: () => '/alerts',
  audit: () => '/audit',
  /** @param back where the first person goes once their sign-in is made */
  account: (back?: string) => `/account${back === undefined ? '' : `?${new URLSearchParams({ back })}`}`,
}
