import { createHash } from 'node:crypto'
import type { SandboxReply, SandboxRequest } from '../serve.ts'
import { displayOf, find, Refused, type WebserviceError } from './query.ts'
import { type Resource, resources as usual } from './resources.ts'
import { plain, type Row } from './rows.ts'
import { type Shop, setting } from './shop.ts'
import { isIn, scopeOf, seenIn } from './shop-values.ts'
import { remove, write } from './write.ts'
import { errorsJson, type JsonDialect, listJson, oneJson } from './write-json.ts'
import { errorsXml, listXml, manyXml, oneXml, rootXml, schemaXml } from './write-xml.ts'

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
const methods: readonly Method[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

export interface WebserviceOptions {
  /** 32 characters. */
  readonly key: string
  /** Resources the key may use, and how. Default: all, in every way. */
  readonly permissions?: Readonly<Record<string, readonly string[]>>
  /** The shop's own host; any other is redirected. Default: every loopback name. */
  readonly host?: string
  readonly origin: () => string
  /** How the shop stands to the key now. Default: it is known and switched on. */
  readonly access?: () => WebserviceAccess
  /** Default: those that every shop has. */
  readonly resources?: ReadonlyMap<string, Resource>
  /** Under PHP 8 a refused list is a 500 with warnings behind the error; before that a clean 400. Default: true. */
  readonly php8?: boolean
}

/** What a back office and a web server can do to a key. */
export interface WebserviceAccess {
  /** “Enable PrestaShop’s webservice”. */
  readonly enabled: boolean
  readonly key: 'enabled' | 'disabled' | 'without rights'
  /** False: the web server does not hand the Authorization header to PHP. */
  readonly header: boolean
  /** Shops of a multistore that the key is attached to; one of those that a call is about is enough. Default: every one. */
  readonly shops?: readonly string[]
}

export const usualAccess: WebserviceAccess = { enabled: true, key: 'enabled', header: true }

/** Apache’s LimitRequestLine, as it is installed. */
const mostLineBytes = 8190

/** Apache answers before PrestaShop sees the request. */
const tooLong: SandboxReply = {
  status: 414,
  headers: { 'content-type': 'text/html; charset=iso-8859-1' },
  body: `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">
<html><head>
<title>414 Request-URI Too Long</title>
</head><body>
<h1>Request-URI Too Long</h1>
<p>The requested URL's length exceeds the capacity
limit for this server.<br />
</p>
</body></html>
`,
}

/** Never allowed, whatever the key: stock rows come and go with their product. */
const forbidden: Readonly<Record<string, readonly string[]>> = {
  stock_availables: ['POST', 'DELETE'],
  stock_movements: ['POST', 'PUT', 'PATCH', 'DELETE'],
  stocks: ['POST', 'PUT', 'PATCH', 'DELETE'],
  warehouses: ['DELETE'],
}

/** The Webservice: checks in the shop's order, then reads or writes. */
export function createWebservice(shop: Shop, options: WebserviceOptions): (request: SandboxRequest) => SandboxReply {
  const { key, permissions, php8 = true, resources = usual } = options
  const dialect: JsonDialect = Number.parseInt(shop.version, 10) >= 9 ? 'native' : 'text'
  const allowed = (resource: string, method: string) =>
    permissions === undefined || (permissions[resource] ?? []).includes(method)

  return (request) => {
    if (request.lineBytes > mostLineBytes) return tooLong
    const redirected = redirect(shop, request, options)
    if (redirected) return redirected
    const json = wantsJson(request)
    const reply = (status: number, body: string): SandboxReply => ({
      status,
      headers: headers(shop, body, json),
      body: request.method === 'HEAD' ? '' : body,
    })
    const refuse = (status: number, errors: readonly WebserviceError[]) =>
      reply(status, json ? errorsJson(errors) : errorsXml(errors))
    const segments = request.path
      .replace(/\/+/g, '/')
      .replace(/^\/api\/?/, '')
      .split('/')
    const denied = authenticate(request, key, options.access?.() ?? usualAccess, refuse)
    if (denied) return denied
    const { shops } = options.access?.() ?? usualAccess
    if (shops && !scopeOf(shop.tables, request.query).all.some((one) => shops.includes(one)))
      return refuse(403, [{ code: 132, message: 'No permission for this key on this shop' }])
    const method = (request.query.get('ps_method') ?? request.method).toUpperCase() as Method
    try {
      // PATCH came with 8.0.
      if (!methods.includes(method) || (method === 'PATCH' && Number.parseInt(shop.version, 10) < 8))
        return refuse(405, [{ code: 23, message: `Method ${method} is not valid` }])
      const [name = '', idText = ''] = segments
      const api = `${options.origin()}/api`
      if (name === '')
        return json
          ? { ...reply(500, ''), body: '' }
          : reply(200, rootXml(api, setting(shop.tables, 'PS_SHOP_NAME'), permitted(allowed)))
      const resource = resources.get(name)
      if (!resource)
        return refuse(400, [
          {
            code: 27,
            message: `Resource of type "${name}" does not exist. Did you mean: "orders"? The full list is: "${[...resources.keys()].join('", "')}"`,
          },
        ])
      if (!methods.some((each) => allowed(name, each)))
        return refuse(401, [
          { code: 26, message: `Resource of type "${name}" is not allowed with this authentication key ` },
        ])
      if (forbidden[name]?.includes(method))
        return refuse(405, [{ code: 101, message: `Method ${method} not allowed for the resource ${name}.` }])
      if (!allowed(name, method))
        return refuse(405, [
          { code: 25, message: `Method ${method} not allowed for the resource ${name} with this authentication key ` },
        ])
      return method === 'GET' || method === 'HEAD'
        ? read(api, resource, idText)
        : changeRows(api, resource, method, idText)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (error.status === 500 && error.message === '') return { ...reply(500, ''), body: '' }
      const list = (method === 'GET' || method === 'HEAD') && php8 && error.status !== 404
      const warnings = list
        ? [1, 2, 3, 4].map(() => ({
            code: 3,
            message:
              '[PHP Warning #2] Undefined array key "fields" (/var/www/html/classes/webservice/WebserviceRequest.php, line 1298)',
          }))
        : []
      return refuse(list ? 500 : error.status, [...error.errors, ...warnings])
    }

    function read(api: string, resource: Resource, idText: string): SandboxReply {
      const schema = request.query.get('schema')
      if (schema !== null) {
        if (schema !== 'blank' && schema !== 'synopsis')
          throw new Refused(
            400,
            28,
            "Please select a schema of type 'synopsis' to get the whole schema informations (which fields are required, which kind of content...) or 'blank' to get an empty schema to fill before using POST request",
          )
        const languages = shop.tables
          .of('languages')
          .byId()
          .map(({ id }) => id)
        return reply(
          200,
          json
            ? JSON.stringify({ [resource.node]: [] })
            : schemaXml(api, resource, languages.length > 0 ? languages : [1], schema === 'synopsis'),
        )
      }
      const scope = scopeOf(shop.tables, request.query)
      if (idText === '') {
        const isOurs = ofContext(resource, request.query)
        const { rows, display } = find(shop.tables.of(resource.name), resource, request.query, (row) =>
          isOurs(row) && isIn(resource, row, [scope.own]) ? seenIn(row, scope) : null,
        )
        return reply(200, json ? listJson(resource, rows, display, dialect) : listXml(api, resource, rows, display))
      }
      const found = /^\d+$/.test(idText) ? shop.tables.of(resource.name).get(Number(idText)) : undefined
      // An absent record has neither body nor Content-Type.
      if (!found) return { status: 404, headers: withoutType(headers(shop, '', json)), body: '' }
      if (!isIn(resource, found, scope.all))
        throw new Refused(404, 131, `This ${resource.node} (${found.id}) does not exists on this shop`)
      const row = seenIn(found, scope)
      const display = displayOf(resource, request.query)
      if (json)
        return reply(
          200,
          display === 'minimum' ? oneJson(resource, row, dialect) : listJson(resource, [row], display, dialect),
        )
      return reply(200, oneXml(api, resource, row, display === 'minimum' ? 'full' : display))
    }

    function changeRows(
      api: string,
      resource: Resource,
      method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
      idText: string,
    ): SandboxReply {
      if (method === 'DELETE') {
        const ids = (idText || (request.query.get('id') ?? '').replace(/[[\]]/g, '')).split(',').map(Number)
        remove(shop, resource, ids)
        shop.tables.commit()
        return reply(200, '')
      }
      let rows: readonly Row[]
      try {
        const scope = scopeOf(shop.tables, request.query)
        rows = write(shop, resource, method, request.body, scope).map((row) => seenIn(row, scope))
      } finally {
        // What went in before the entity that was refused stays, as without a transaction.
        shop.tables.commit()
      }
      const status = method === 'POST' ? 201 : 200
      if (!json)
        return reply(status, rows.length === 1 ? oneXml(api, resource, rows[0]!) : manyXml(api, resource, rows))
      return reply(
        status,
        rows.length === 1 ? oneJson(resource, rows[0]!, dialect) : listJson(resource, rows, 'full', dialect),
      )
    }
  }
}

/** Of the tables of orders only `orders` itself is restricted to the shop of the call, and only in lists. */
function ofContext(resource: Resource, query: URLSearchParams): (row: Row) => boolean {
  const [shop, group] = [query.get('id_shop') ?? '1', query.get('id_group_shop')]
  if (resource.name !== 'orders' || (shop === 'all' && group === null)) return () => true
  return group === null ? (row) => plain(row, 'id_shop') === shop : (row) => plain(row, 'id_shop_group') === group
}

function permitted(allowed: (resource: string, method: string) => boolean) {
  return [...usual.values()]
    .map((resource) => ({
      resource,
      methods: new Set(
        methods.filter((method) => allowed(resource.name, method) && !forbidden[resource.name]?.includes(method)),
      ),
    }))
    .filter(({ methods: some }) => some.size > 0)
}

const realm =
  'Basic realm="Welcome to PrestaShop Webservice, please enter the authentication key as the login. No password required."'

/** The plain-text answer to a request without credentials is not the Webservice's own. */
export const unauthorised: SandboxReply = {
  status: 401,
  headers: { 'www-authenticate': realm, 'psws-version': '0', 'content-type': 'text/html; charset=UTF-8' },
  body: '401 Unauthorized',
}

function authenticate(
  { headers: sent, query }: SandboxRequest,
  key: string,
  access: WebserviceAccess,
  refuse: (status: number, errors: readonly WebserviceError[]) => SandboxReply,
): SandboxReply | null {
  const basic = access.header ? /^Basic (.+)$/i.exec(sent.authorization ?? '')?.[1] : undefined
  const given =
    basic === undefined ? query.get('ws_key') : (Buffer.from(basic, 'base64').toString('utf8').split(':')[0] ?? '')
  if (given === null) return unauthorised
  if (!access.enabled)
    return refuse(503, [
      { code: 22, message: 'The PrestaShop webservice is disabled. Please activate it in the PrestaShop Back Office' },
    ])
  const denied = (...errors: WebserviceError[]): SandboxReply => {
    const reply = refuse(401, errors)
    return { ...reply, headers: { ...reply.headers, 'www-authenticate': realm } }
  }
  if (given === '') return denied({ code: 17, message: 'Authentication key is empty' })
  if (given.length !== 32) return denied({ code: 18, message: 'Invalid authentication key format' })
  if (given !== key)
    return denied(
      { code: 20, message: 'Authentification key does not exist' },
      { code: 21, message: 'No permission for this authentication key' },
    )
  if (access.key === 'disabled')
    return denied(
      { code: 20, message: 'Authentification key is not active' },
      { code: 21, message: 'No permission for this authentication key' },
    )
  if (access.key === 'without rights') return denied({ code: 21, message: 'No permission for this authentication key' })
  return null
}

function redirect(
  shop: Shop,
  { headers: sent, query, path }: SandboxRequest,
  { host, origin }: WebserviceOptions,
): SandboxReply | null {
  const name = (sent.host ?? '').replace(/:\d+$/, '')
  const known = host === undefined ? ['localhost', '127.0.0.1', '[::1]'].includes(name) : name === host
  const shopId = query.get('id_shop')
  const [major = 0, minor = 0] = shop.version.split('.').map(Number)
  const isShop =
    shopId === null ||
    (shopId === 'all' && (major > 8 || (major === 8 && minor >= 1))) ||
    (/^\d+$/.test(shopId) && shop.tables.of('shops').get(Number(shopId)) !== undefined)
  if (known && isShop) return null
  return {
    status: 302,
    headers: {
      location: `${origin()}/?url=${encodeURIComponent(path.replace(/^\/api\//, ''))}`,
      'content-type': 'text/html',
    },
    body: '',
  }
}

/** Headers before parameters, and only in capitals. */
function wantsJson({ headers: sent, query }: SandboxRequest): boolean {
  return (
    [sent['io-format'], sent['output-format'], query.get('output_format'), query.get('io_format')].find(
      (value) => value,
    ) === 'JSON'
  )
}

function headers(shop: Shop, body: string, json: boolean): Record<string, string> {
  return {
    'access-time': String(Math.floor(Date.now() / 1000)),
    'x-powered-by': 'PrestaShop Webservice',
    'psws-version': shop.version,
    'execution-time': '0.001',
    'content-sha1': createHash('sha1').update(body).digest('hex'),
    'set-cookie': 'PrestaShop-0=def; path=/; HttpOnly',
    'content-type': json ? 'application/json' : 'text/xml;charset=utf-8',
  }
}

function withoutType({ 'content-type': _, ...rest }: Record<string, string>): Record<string, string> {
  return rest
}
