import type { Clock } from '../../domain/clock.ts'
import type { Finding } from '../../domain/connector.ts'
import type { CustomFields } from '../../domain/custom-fields.ts'
import { HubError } from '../../domain/errors.ts'
import { canonicalTimeZone } from '../../domain/time-zone.ts'
import { writeRights } from './direct-writes/index.ts'
import { voucherFindings } from './money-vouchers.ts'
import type { ReferenceRows } from './reference-rows.ts'
import { ifAllowed, readRights, viewRight } from './rights.ts'
import { isLoopback, type PrestaShopSettings } from './settings.ts'
import { createShopTime } from './shop-time.ts'
import type { Answered, Webservice } from './webservice.ts'
import { openShops, ordersOfAllShops, shopNames } from './within-shop.ts'

/** A key that may do this is a danger the hub does not need. */
const dangerous = [
  { resource: 'configurations', methods: ['PUT', 'POST', 'PATCH', 'DELETE'] },
  { resource: 'employees', methods: ['GET', 'PUT', 'POST', 'PATCH', 'DELETE'] },
  { resource: 'orders', methods: ['DELETE'] },
  { resource: 'customers', methods: ['DELETE'] },
]
const largestSkewSeconds = 60

/** Reachability, key, permissions, release, clock and time zone. Reads only; a failure is a finding. */
export async function checkShop(
  settings: PrestaShopSettings,
  parts: { webservice: Webservice; reference: ReferenceRows; clock: Clock; customFields: CustomFields },
): Promise<Finding[]> {
  const { webservice, reference, clock } = parts
  let permissions: ReadonlyMap<string, ReadonlySet<string>>
  let answered: Answered
  try {
    const found = await webservice.permissions()
    permissions = found.permissions
    answered = found.answered
  } catch (error) {
    return [{ check: 'shop.connection', ...failure(error) }]
  }
  const connection: Finding = {
    check: 'shop.connection',
    level: 'ok',
    found: `The shop answers and accepts the key (PrestaShop ${answered.version || 'of unknown release'}).`,
  }
  return [
    connection,
    ...(settings.url.startsWith('http:') && !isLoopback(settings.url) ? [plainHttp(settings)] : []),
    ...release(answered.version),
    ...rights(permissions),
    writeRights(permissions, parts.customFields),
    ...clockSkew(answered, clock),
    ...(await timeZone(settings, permissions, reference)),
    ...(permissions.get('orders')?.has('GET') ? await datesAhead(settings, webservice) : []),
    ...(permissions.get('orders')?.has('GET') ? await otherShops(settings, webservice, reference) : []),
    ...(await stockManagement(reference)),
    ...(await sharedReferences(permissions, webservice)),
    ...(await voucherFindings(settings, permissions, { webservice, reference })),
    ...speed(webservice),
  ]
}

async function stockManagement(reference: ReferenceRows): Promise<Finding[]> {
  const check = 'shop.stock-management'
  try {
    const isOff = (await reference.fresh().settings()).get('PS_STOCK_MANAGEMENT') === '0'
    const found =
      'Stock management is switched off in the shop (Shop Parameters, Product Settings): it sells everything, whatever its numbers say.'
    return isOff ? [{ check, level: 'ok', found }] : []
  } catch (error) {
    return [{ check, ...failure(error) }]
  }
}

/** Shops of a multistore; where the key may not read them, as the newest orders of all of them say. */
async function otherShops(
  { shopId }: PrestaShopSettings,
  webservice: Webservice,
  reference: ReferenceRows,
): Promise<Finding[]> {
  const check = 'shop.multistore'
  try {
    if ((await reference.settings()).get('PS_MULTISHOP_FEATURE_ACTIVE') !== '1') return []
    const newest = { display: ['id', 'id_shop'], sort: '[id_DESC]', limit: 500 }
    const [own, all, shops] = await Promise.all([
      webservice.list('orders', { ...newest, limit: 1 }),
      ordersOfAllShops(webservice).then((scope) => webservice.list('orders', { ...newest, ...scope })),
      ifAllowed(webservice.list('shops', { sort: '[id_ASC]' }), null),
    ])
    const its = shopId ?? String(own.rows[0]?.id_shop ?? '')
    const others = [...new Set(all.rows.map(({ id_shop }) => String(id_shop)))].filter((shop) => shop !== its).sort()
    const named = openShops(shops?.rows ?? []).filter(({ id }) => id !== its)
    const elsewhere =
      named.length > 0
        ? ` Other shops: ${shopNames(named)}.`
        : others.length > 0
          ? ` Of the newest orders some are of shop ${others.join(', ')}.`
          : ''
    if (shopId !== undefined)
      return [
        {
          check,
          level: 'ok',
          found: `The connection takes the orders of shop ${shopId} of the multistore alone.${elsewhere}`,
        },
      ]
    return [
      {
        check,
        level: 'warning',
        found: `The shop has several shops, and the connection names none: it takes the orders of the shop of its address alone.${elsewhere}`,
        todo: 'Name the shop in the connection (shopId in integration.json). Each other shop whose orders GP shall have is an integration of its own, with prefixes of its own.',
      },
    ]
  } catch (error) {
    return [{ check, ...failure(error) }]
  }
}

const mostProducts = 5_000

/**
 * Products that share a reference: their orders would all take the GP item of that number. A product and its own
 * combinations may share one.
 */
export async function sharedReferences(
  permissions: ReadonlyMap<string, ReadonlySet<string>>,
  webservice: Pick<Webservice, 'list'>,
): Promise<Finding[]> {
  const may = (resource: string) => permissions.get(resource)?.has('GET') === true
  if (!may('products')) return []
  const check = 'shop.references'
  try {
    const few = { limit: mostProducts }
    const products = await webservice.list('products', { display: ['id', 'reference'], ...few })
    const combinations = may('combinations')
      ? await webservice.list('combinations', { display: ['id', 'id_product', 'reference'], ...few })
      : { rows: [] }
    const named = [
      ...products.rows.map(({ id, reference }) => ({ reference: String(reference ?? ''), key: `${id}:0` })),
      ...combinations.rows.map(({ id, id_product, reference }) => ({
        reference: String(reference ?? ''),
        key: `${id_product}:${id}`,
      })),
    ].filter(({ reference }) => reference.trim() !== '')
    const shared = [...Map.groupBy(named, ({ reference }) => reference.trim().toUpperCase()).values()].filter(
      (rows) => {
        const products = new Set(rows.map(({ key }) => key.split(':')[0]))
        return products.size > 1 || rows.filter(({ key }) => !key.endsWith(':0')).length > 1
      },
    )
    const isCut = [products, combinations].some(({ rows }) => rows.length >= mostProducts)
    const none = isCut
      ? `Of the first ${mostProducts} products and as many combinations no two share a reference; the others were not looked at.`
      : 'No two products share a reference.'
    if (shared.length === 0) return [{ check, level: 'ok', found: none }]
    const shown = shared.slice(0, 5).map(
      (rows) =>
        `${rows[0]!.reference.slice(0, 64)} (${rows
          .map(({ key }) => key)
          .slice(0, 5)
          .join(', ')})`,
    )
    return [
      {
        check,
        level: 'warning',
        found: `${shared.length} references are shared by several products, so their orders take one GP item: ${shown.join('; ')}.`,
        todo: 'Give each product a reference of its own in the shop; or name its item in the value map "item", under product and combination as shown in brackets.',
      },
    ]
  } catch (error) {
    return [{ check, ...failure(error) }]
  }
}

const speed = ({ times }: Webservice): Finding[] =>
  times.finding(
    'shop.speed',
    'The shop',
    'Ask the shop’s host what loads it: PHP workers, the database, a slow module. Until then set concurrency of the connection lower; orders still arrive, only later.',
  )

function release(version: string): Finding[] {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  if (major === 0) return []
  if (major < 8)
    return [
      {
        check: 'shop.release',
        level: 'warning',
        found: `PrestaShop ${version} is older than 8.0; orders are read, but the hub is tried with 8.x and 9.x.`,
        todo: 'Plan the upgrade of the shop.',
      },
    ]
  if (major === 8 && minor === 0 && patch < 2)
    return [
      {
        check: 'shop.release',
        level: 'warning',
        found: `PrestaShop ${version} cannot change single fields (PATCH) of some records.`,
        todo: 'Upgrade to 8.0.2 or later.',
      },
    ]
  return []
}

function rights(permissions: ReadonlyMap<string, ReadonlySet<string>>): Finding[] {
  const may = (resource: string, method: string) => permissions.get(resource)?.has(method) === true
  const absent = readRights.filter(({ resource }) => !may(resource, 'GET'))
  const missing = absent.filter(({ need }) => need === 'required').map(({ resource }) => resource)
  const lacking = absent.filter(({ need }) => need === 'optional')
  const excess = dangerous.flatMap(({ resource, methods }) =>
    methods.filter((method) => may(resource, method)).map((method) => `${method} ${resource}`),
  )
  return [
    missing.length === 0
      ? { check: 'shop.permissions', level: 'ok', found: 'The key may read everything that orders need.' }
      : {
          check: 'shop.permissions',
          level: 'error',
          found: `The key may not read ${missing.join(', ')}. Orders wait.`,
          todo: `Tick ${viewRight(missing.join(', '))}.`,
        },
    ...lacking.map(({ resource, without }) => ({
      check: `shop.permissions.${resource}`,
      level: 'warning' as const,
      found: `The key may not read ${resource}. ${without}`,
      todo: `Tick ${viewRight(resource)}.`,
    })),
    ...(excess.length === 0
      ? []
      : [
          {
            check: 'shop.permissions.excess',
            level: 'warning' as const,
            found: `The key may do what the hub never does: ${excess.join(', ')}.`,
            todo: 'Take these permissions away; whoever gets the key has them too.',
          },
        ]),
  ]
}

function clockSkew({ accessTime }: Answered, clock: Clock): Finding[] {
  if (accessTime === null) return []
  const skew = Math.round(accessTime - Date.parse(clock.now()) / 1000)
  if (Math.abs(skew) <= largestSkewSeconds)
    return [{ check: 'shop.clock', level: 'ok', found: `The clocks of shop and hub differ by ${Math.abs(skew)} s.` }]
  return [
    {
      check: 'shop.clock',
      level: 'warning',
      found: `The shop's clock is ${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} the hub's.`,
      todo: 'Set both by NTP: webhooks more than 5 minutes off are refused.',
    },
  ]
}

async function timeZone(
  settings: PrestaShopSettings,
  permissions: ReadonlyMap<string, ReadonlySet<string>>,
  reference: ReferenceRows,
): Promise<Finding[]> {
  if (!permissions.get('configurations')?.has('GET')) return []
  try {
    const zone = (await reference.settings()).get('PS_TIMEZONE') ?? ''
    if (canonicalTimeZone(zone) === canonicalTimeZone(settings.timezone))
      return [{ check: 'shop.timezone', level: 'ok', found: `The shop's time zone is ${zone}.` }]
    return [
      {
        check: 'shop.timezone',
        level: 'error',
        found: `The shop's time zone is “${zone.slice(0, 64)}”, the setting says “${settings.timezone}”.`,
        todo: 'Set timezone of the connection to that of the shop: dates would be read hours off.',
      },
    ]
  } catch (error) {
    return [{ check: 'shop.timezone', ...failure(error) }]
  }
}

/** An order of the future tells of a wrong zone or clock also where the key may not read the shop's settings. */
async function datesAhead({ timezone }: PrestaShopSettings, webservice: Webservice): Promise<Finding[]> {
  try {
    const { rows, accessTime } = await webservice.list('orders', {
      display: ['id', 'date_upd'],
      sort: '[date_upd_DESC]',
      limit: 1,
      date: true,
    })
    const [newest] = rows
    const changed = newest ? createShopTime(timezone).toInstant(String(newest.date_upd)) : null
    if (!newest || changed === null || accessTime === null) return []
    const ahead = Date.parse(changed) / 1000 - accessTime
    if (ahead <= largestSkewSeconds)
      return [{ check: 'shop.dates', level: 'ok', found: 'No order bears a date of the future.' }]
    return [
      {
        check: 'shop.dates',
        level: 'warning',
        found: `Order ${String(newest.id)} bears a date that lies ${inWords(ahead)} ahead of the shop's clock (in ${timezone}).`,
        todo: 'Compare timezone of the connection with PS_TIMEZONE, and the clocks of the shop’s servers; until they agree, orders near it are read again at every poll.',
      },
    ]
  } catch (error) {
    return [{ check: 'shop.dates', ...failure(error) }]
  }
}

const inWords = (seconds: number) =>
  seconds < 5_400 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`

function plainHttp({ url }: PrestaShopSettings): Finding {
  return {
    check: 'shop.connection.encrypted',
    level: 'warning',
    found: `Orders and the key travel to ${new URL(url).host} unencrypted.`,
    todo: 'Use https, unless shop and hub are one machine.',
  }
}

function failure(error: unknown): Pick<Finding, 'level' | 'found' | 'todo'> {
  if (error instanceof HubError) return { level: 'error', found: `${error.message}.`, todo: error.hint }
  return {
    level: 'error',
    found: `The check itself failed: ${error instanceof Error ? error.name : 'unknown error'}.`,
    todo: 'This is a mistake in the hub. Please report it.',
  }
}
