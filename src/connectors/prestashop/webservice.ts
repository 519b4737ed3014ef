import type { IncomingHttpHeaders } from 'node:http'
import { type Complaint, candidatesFor, type Diagnosis, diagnosisOf } from '../../domain/cause.ts'
import type { Clock } from '../../domain/clock.ts'
import {
  AccessDenied,
  type Call,
  RejectedByRemote,
  RemoteUnavailable,
  UnexpectedAnswer,
  untrusted,
  WrongAddress,
} from '../../domain/errors.ts'
import type { RecordRef } from '../../domain/record.ts'
import { type CallTimes, createCallTimes } from '../call-times.ts'
import { httpCauses } from '../causes/index.ts'
import { createHttpClient, type HttpAnswer, retryAfterMs } from '../http.ts'
import { createSignInGuard } from '../sign-in-guard.ts'
import { prestashopCauses } from './causes/index.ts'
import { InAnotherShop } from './in-another-shop.ts'
import type { PrestaShopSettings } from './settings.ts'
import {
  buildDocument,
  documentPart,
  errorsOf,
  hasEmptyRow,
  type InLanguages,
  languagesIn,
  listedLanguages,
  parseDocument,
  rowsOf,
  type SentFields,
  type WireRow,
} from './xml.ts'

/** Rows of an answer, and the shop's clock when it made it. */
export interface Answered {
  readonly rows: readonly WireRow[]
  /** Unix seconds; null when the shop did not say. */
  readonly accessTime: number | null
  /** PSWS-Version: the shop's release. */
  readonly version: string
}

export interface ListQuery {
  /** `[id,date_upd]`; default: full. */
  readonly display?: readonly string[]
  /** Operators as the shop has them: `[5]`, `>[5]`, `[1|2|3]`. */
  readonly filter?: Readonly<Record<string, string>>
  readonly sort?: string
  readonly limit?: number
  /** Needed to filter or sort by date_add or date_upd. */
  readonly date?: boolean
  /** Of a multistore, rows of all shops; before 8.1, of the given group of shops; or of one. Default: of the connection's shop. */
  readonly ofShops?: 'all' | { readonly group: string } | { readonly shop: string }
}

type Fields = Readonly<Record<string, string>>

/** The shop's Webservice: rows in, rows out, every failure in our words. */
export interface Webservice {
  /** One row; null when the shop has none under that id. */
  one(resource: string, id: string): Promise<WireRow | null>
  list(resource: string, query?: ListQuery): Promise<Answered>
  /** What the key may do: resource → methods in capitals. */
  permissions(): Promise<{ permissions: ReadonlyMap<string, ReadonlySet<string>>; answered: Answered }>
  /** One new row, once. @throws RejectedByRemote; RemoteUnavailable with `ambiguous` when its effect is unknown */
  add(resource: string, node: string, fields: SentFields, about: RecordRef, query?: Fields): Promise<WireRow>
  /** Numbers of the shop's languages, as the empty form of a resource has them for a translated field. */
  languages(resource: string, field: string): Promise<readonly string[]>
  /** A translated field of rows, in all of its languages, by their numbers; those that the shop does not have are left out. */
  texts(resource: string, field: string, ids: readonly string[]): Promise<ReadonlyMap<string, InLanguages>>
  /**
   * Changes the given fields of a row, `id` among them, and no others. A shop older than 8.0.2 does not know how: of the
   * resources whose rows are plain, the whole row is then read, changed and sent. @throws as `add`
   */
  patch(resource: string, node: string, fields: SentFields, about: RecordRef, query?: Fields): Promise<WireRow>
  /** Deletes a row; one that is gone already is no failure. @throws as `add` */
  remove(resource: string, id: string, about: RecordRef): Promise<void>
  /**
   * As `patch`, with texts in the language of the connection. The shop empties the other languages of an optional text when
   * one is sent alone, so all of them are read before and sent along.
   * @param translated those of the fields that are texts in several languages, where the row has them so
   */
  patchTranslated(
    resource: string,
    node: string,
    fields: SentFields,
    translated: readonly string[],
    about: RecordRef,
    query?: Fields,
  ): Promise<WireRow>
  /** A person looks: a refused key may be tried again sooner. */
  lookAgain(): void
  readonly times: CallTimes
  close(): Promise<void>
}

const anotherCame =
  'Something in front of the shop, such as a cache, answers with other records than those asked for. Let it pass the Webservice by.'

const noKey = (origin: string) =>
  `No Webservice key is stored for ${origin}, so nothing was sent. Set LEDGERLINE_SHOP_KEY and run "ledgerline import FOLDER" again.`

export function createWebservice(
  settings: PrestaShopSettings,
  { key, clock, signInProbeMs }: { key: string | null; clock: Clock; signInProbeMs?: number | undefined },
): Webservice {
  const guard = createSignInGuard({ clock, probeMs: signInProbeMs })
  const times = createCallTimes()
  const { origin, pathname } = new URL(settings.url)
  const base = `${pathname.replace(/\/$/, '')}/api`
  const client = createHttpClient({
    origin,
    clock,
    concurrency: settings.concurrency,
    requestsPerSecond: settings.requestsPerSecond,
    timeoutMs: settings.timeoutMs,
    caFile: settings.caFile,
    proxy: settings.proxy,
    took: (ms) => times.add(ms),
  })
  const http: typeof client =
    key === null ? { ...client, send: ({ call }) => Promise.reject(new AccessDenied(call, noKey(origin))) } : client
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`
  let version: string | null = null
  const shop = settings.shopId === undefined ? {} : { id_shop: settings.shopId }

  async function get(
    path: string,
    query: Readonly<Record<string, string>>,
    call: Call,
    scope: Fields = shop,
  ): Promise<HttpAnswer> {
    const parameters = new URLSearchParams({ ...query, ...scope }).toString()
    return http.send({
      method: 'GET',
      path: `${base}/${path}${parameters === '' ? '' : `?${parameters}`}`,
      headers: { authorization, accept: 'text/xml' },
      call,
      repeatable: true,
    })
  }

  const rowsIn = (answer: HttpAnswer, call: Call, ambiguous: boolean) =>
    rowsUnder(documentIn(answer, call, ambiguous, clock), answer, call)

  function rowsUnder(root: WireRow, answer: HttpAnswer, call: Call): Answered {
    const rows = rowsOf(root, settings.languageId)
    if (!rows) throw new UnexpectedAnswer(call, ['the document is neither a record nor a list of records'])
    const its = answered(answer.headers, rows)
    if (its.version !== '') version = its.version
    return its
  }

  /** Of a shop without PATCH. What is left out of a PUT is emptied, so every field of the row goes along as it is. */
  async function sendWhole(
    resource: string,
    node: string,
    fields: Fields,
    about: RecordRef,
    query?: Fields,
  ): Promise<WireRow> {
    const call: Call = { system: 'prestashop', operation: `GET ${resource}/${fields.id}` }
    const [row] = await guard.call(
      call,
      async () => rowsIn(await get(`${resource}/${encodeURIComponent(fields.id ?? '')}`, {}, call), call, false).rows,
    )
    if (!row || String(row.id) !== fields.id)
      throw new UnexpectedAnswer(call, ['id: another record came'], about, anotherCame)
    const plain = Object.entries(row).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    return send('PUT', resource, node, { ...Object.fromEntries(plain), ...fields }, about, query)
  }

  async function send(
    method: 'POST' | 'PATCH' | 'PUT',
    resource: string,
    node: string,
    fields: SentFields,
    about: RecordRef,
    query: Fields = {},
  ): Promise<WireRow> {
    const call: Call = { system: 'prestashop', operation: `${method} ${resource}` }
    return guard.call(call, () => sendOnce(call, method, resource, node, fields, about, query))
  }

  async function sendOnce(
    call: Call,
    method: 'POST' | 'PATCH' | 'PUT',
    resource: string,
    node: string,
    fields: SentFields,
    about: RecordRef,
    query: Fields,
  ): Promise<WireRow> {
    const parameters = new URLSearchParams({ ...query, ...shop }).toString()
    const answer = await http.send({
      method,
      // The id in the body counts; the one in the address is for the web server's log.
      path: `${base}/${resource}${method === 'POST' ? '' : `/${String(fields.id)}`}${parameters === '' ? '' : `?${parameters}`}`,
      headers: { authorization, 'content-type': 'text/xml; charset=utf-8' },
      body: buildDocument(node, fields),
      call,
      repeatable: false,
    })
    const refused = refusal(answer, about, call)
    if (refused) throw refused
    const [row] = rowsIn(answer, call, true).rows
    if (!row) throw new UnexpectedAnswer(call, ['the answer to a write holds no row'], about)
    return row
  }

  return {
    async one(resource, id) {
      const call: Call = { system: 'prestashop', operation: `GET ${resource}/${id}` }
      return guard.call(call, async () => {
        const answer = await get(`${resource}/${encodeURIComponent(id)}`, {}, call)
        // The shop says so with an empty body; anything else is somebody else's 404.
        if (answer.status === 404 && answer.body.length === 0) return null
        const [row] = rowsIn(answer, call, false).rows
        // A cache or a module between us may answer with another: its fields would be taken for this one's.
        if (row && String(row.id) !== id)
          throw new UnexpectedAnswer(call, ['id: another record came'], undefined, anotherCame)
        return row ?? null
      })
    },
    async list(resource, { display, filter = {}, sort, limit, date, ofShops } = {}) {
      const call: Call = { system: 'prestashop', operation: `GET ${resource}` }
      const query = {
        display: display ? `[${display.join(',')}]` : 'full',
        ...Object.fromEntries(Object.entries(filter).map(([field, test]) => [`filter[${field}]`, test])),
        ...(sort === undefined ? {} : { sort }),
        ...(limit === undefined ? {} : { limit: String(limit) }),
        ...(date ? { date: '1' } : {}),
      }
      const scope = ofShops === undefined ? shop : scopeOf(ofShops)
      return guard.call(call, async () => {
        for (let again = 0; ; again++) {
          const answer = await get(resource, query, call, scope)
          const root = documentIn(answer, call, false, clock)
          // Asked again, and not left out: a page with a row less would be taken for the last one.
          if (again === mostAgain || !hasEmptyRow(root)) return rowsUnder(root, answer, call)
        }
      })
    },
    async permissions() {
      const call: Call = { system: 'prestashop', operation: 'GET /' }
      return guard.call(call, async () => {
        const answer = await get('', {}, call)
        const root = documentIn(answer, call, false, clock)
        return { permissions: permissionsIn(root), answered: answered(answer.headers, []) }
      })
    },
    add: (resource, node, fields, about, query) => send('POST', resource, node, fields, about, query),
    async languages(resource, field) {
      const call: Call = { system: 'prestashop', operation: `GET ${resource}` }
      return guard.call(call, async () => {
        const root = documentIn(await get(resource, { schema: 'blank' }, call), call, false, clock)
        const known = languagesIn(root, field)
        if (!known?.size) throw new UnexpectedAnswer(call, [`${field}: the empty form names no language`])
        return [...known.keys()]
      })
    },
    async texts(resource, field, ids) {
      const call: Call = { system: 'prestashop', operation: `GET ${resource}` }
      const query = { display: `[id,${field}]`, 'filter[id]': `[${ids.join('|')}]` }
      return guard.call(call, async () => {
        const texts = listedLanguages(documentIn(await get(resource, query, call), call, false, clock), field)
        if (!texts) throw new UnexpectedAnswer(call, [`${field}: the list has rows that name no language`])
        return texts
      })
    },
    async patch(resource, node, fields, about, query) {
      if (!plainResources.has(resource)) return send('PATCH', resource, node, fields, about, query)
      // Every answer names the release; whoever writes first has asked for none yet.
      version ??= (await this.permissions()).answered.version
      return lacksPatch(version)
        ? sendWhole(resource, node, fields as Fields, about, query)
        : send('PATCH', resource, node, fields, about, query)
    },
    async patchTranslated(resource, node, fields, translated, about, query) {
      const call: Call = { system: 'prestashop', operation: `GET ${resource}/${about.key}` }
      const root = await guard.call(call, async () =>
        documentIn(await get(`${resource}/${encodeURIComponent(about.key)}`, {}, call), call, false, clock),
      )
      const inAll = translated.flatMap((name) => {
        const [known, text] = [languagesIn(root, name), fields[name]]
        if (known === null || typeof text !== 'string') return []
        const id = known.has(settings.languageId) ? settings.languageId : [...known.keys()][0]
        return id === undefined ? [] : [[name, new Map([...known, [id, text]])] as const]
      })
      return this.patch(resource, node, { ...fields, ...Object.fromEntries(inAll) }, about, query)
    },
    async remove(resource, id, about) {
      const call: Call = { system: 'prestashop', operation: `DELETE ${resource}` }
      await guard.call(call, async () => {
        const parameters = new URLSearchParams(shop).toString()
        const answer = await http.send({
          method: 'DELETE',
          path: `${base}/${resource}/${encodeURIComponent(id)}${parameters === '' ? '' : `?${parameters}`}`,
          headers: { authorization, accept: 'text/xml' },
          call,
          repeatable: false,
        })
        if (answer.status === 200 && answer.body.length === 0) return
        const refused = refusal(answer, about, call)
        if (refused?.numbers.includes('PS-87')) return
        if (refused) throw refused
        documentIn(answer, call, true, clock)
      })
    },
    lookAgain: () => guard.lookAgain(),
    times,
    close: () => http.close(),
  }
}

/** So often a list is asked for again in which a row was deleted while the shop made it. */
const mostAgain = 3

/** The shops of a call, as its parameter. */
function scopeOf(shops: NonNullable<ListQuery['ofShops']>): Fields {
  if (shops === 'all') return { id_shop: 'all' }
  return 'shop' in shops ? { id_shop: shops.shop } : { id_group_shop: shops.group }
}

/** Rows without texts in several languages and without lists, so that a row can be sent whole as it was read. */
const plainResources: ReadonlySet<string> = new Set(['stock_availables', 'specific_prices'])

/** PATCH came with 8.0.0 and works since 8.0.2. A version that nobody says is taken for a new one. */
function lacksPatch(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  return version !== '' && (major < 8 || (major === 8 && minor === 0 && patch < 2))
}

function answered(headers: IncomingHttpHeaders, rows: readonly WireRow[]): Answered {
  const accessTime = Number(headers['access-time'])
  return {
    rows,
    accessTime: Number.isInteger(accessTime) && accessTime > 0 ? accessTime : null,
    version: String(headers['psws-version'] ?? ''),
  }
}

/** The document of a good answer. @throws what a bad one means */
function documentIn(answer: HttpAnswer, call: Call, ambiguous: boolean, clock: Clock): WireRow {
  const { status, headers } = answer
  if (status >= 300 && status < 400)
    throw new WrongAddress(
      call,
      `HTTP ${status}, a redirect`,
      'Give the address exactly as the shop knows itself (Shop Parameters, Traffic & SEO), with the right http or https; check shopId.',
      diagnosed({ codes: [`http:${status}`], text: '' }, call),
    )
  const text = documentPart(answer.body)
  const parsed = text.startsWith('<?xml') ? parseDocument(text) : null
  if (status === 404 && parsed === null)
    throw new WrongAddress(
      call,
      'HTTP 404, no PrestaShop Webservice here',
      'Give the address of the shop without /api; check that the web server rewrites /api and that the Webservice is enabled.',
      diagnosed({ codes: [`http:${status}`], text: '' }, call),
    )
  const [error] = parsed && 'root' in parsed ? errorsOf(parsed.root) : []
  if (status === 401 || status === 403 || status === 405) throw denied(status, error, call, answer)
  if (status === 429 || status >= 502)
    throw unavailable(error?.code === '22' ? 'its Webservice is switched off' : `HTTP ${status}`, true)
  if (error) {
    // Codes up to 15 are PHP's own; the shop's database or a module failed, which may pass.
    if (status >= 500 && (Number(error.code) <= 15 || error.code === '97' || error.code === '126'))
      throw unavailable(`HTTP ${status}, error ${error.code}`)
    const diagnosis = diagnosisFrom(complaintOf(status, error, answer), call)
    const refused =
      error.code === '131'
        ? new InAnotherShop(call)
        : new UnexpectedAnswer(call, [`HTTP ${status}, error ${error.code}`], undefined, diagnosis?.next)
    throw Object.assign(refused, {
      reply: untrusted(error.message),
      ...(diagnosis ? { diagnosis } : {}),
    })
  }
  if (parsed === null) {
    if (/<html|<!doctype html/i.test(answer.body.slice(0, 2000)))
      throw unavailable(`HTTP ${status}, a web page instead of data (maintenance, a firewall or a login?)`, true)
    if (status >= 500) throw unavailable(`HTTP ${status}`)
    throw unavailable(answer.body.length === 0 ? `HTTP ${status}, an empty answer` : `HTTP ${status}, not XML`)
  }
  if ('problem' in parsed) {
    if (parsed.problem === 'broken value')
      throw new UnexpectedAnswer(
        call,
        [`${parsed.field || 'a value'} holds "]]>", which the shop does not escape`],
        undefined,
        'Take "]]>" out of that name or message in the shop; someone typed it in. Until then the shop cannot hand the record out.',
      )
    throw unavailable(parsed.problem)
  }
  if (status >= 400) throw unavailable(`HTTP ${status}`)
  return parsed.root

  function unavailable(reason: string, busy = false): RemoteUnavailable {
    const afterMs = retryAfterMs(headers, clock)
    return new RemoteUnavailable(call, reason, {
      ambiguous,
      busy,
      diagnosis: diagnosisFrom(complaintOf(status, error, answer), call),
      ...(afterMs === undefined ? {} : { afterMs }),
      ...(error ? { reply: untrusted(error.message) } : {}),
    })
  }
}

/**
 * Who we are or what we may do was refused. The shop's own codes tell which; without any, the answer is of the web server
 * or of a firewall before it, or the web server did not hand the key on.
 */
function denied(
  status: number,
  error: { code: string; message: string } | undefined,
  call: Call,
  answer: HttpAnswer,
): AccessDenied {
  const diagnosis = diagnosisFrom(complaintOf(status, error, answer), call)
  const oneResource = error?.code === '26' || error?.code === '25'
  const signIn = status === 401 && !oneResource
  return new AccessDenied(call, diagnosis?.next ?? 'Check the permissions of the Webservice key.', {
    ...(oneResource ? { resource: resourceOf(call) } : {}),
    ...(signIn ? { signIn: { probeInMs: 0 } } : {}),
    ...(error ? { reply: untrusted(error.message) } : {}),
    ...(diagnosis ? { diagnosis } : {}),
  })
}

/** What the answer says, as the catalogue of causes reads it. */
function complaintOf(
  status: number,
  error: { code: string; message: string } | undefined,
  { headers, body }: HttpAnswer,
): Complaint {
  const text = error?.message ?? body.slice(0, 4000)
  const realm = String(headers['www-authenticate'] ?? '')
  // The shop's own gate, before it has seen any key; a key that it saw is refused with a code.
  const unseen = status === 401 && error === undefined && /PrestaShop Webservice/i.test(realm)
  return {
    codes: [
      ...(error && error.code !== '' ? [`ps:${error.code}`] : []),
      ...(unseen ? ['ps:no-key-seen'] : []),
      `http:${status}`,
    ],
    text: [text, headers['retry-after'] === undefined ? '' : 'Retry-After'].join(' ').trim(),
  }
}

const allCauses = [...prestashopCauses, ...httpCauses]

const diagnosed = (complaint: Complaint, call: Call) => {
  const diagnosis = diagnosisFrom(complaint, call)
  return diagnosis ? { diagnosis } : {}
}

function diagnosisFrom(complaint: Complaint, { operation }: Call): Diagnosis | undefined {
  const [found] = candidatesFor(allCauses, complaint)
  if (!found) return undefined
  const diagnosis = diagnosisOf(found.cause, [], 'prestashop')
  return found.cause.id === 'ps.resource-denied'
    ? { ...diagnosis, next: diagnosis.next.replace('that the call needs', `for ${operation}`) }
    : diagnosis
}

/** "GET orders/7" is about orders. */
const resourceOf = ({ operation }: Call) => operation.split(' ')[1]?.split('/')[0] ?? ''

/** A write the shop understood and refused. Codes of 46 and below 16 may have been stored: those are not refusals. */
function refusal(answer: HttpAnswer, about: RecordRef, call: Call): RejectedByRemote | null {
  const text = documentPart(answer.body)
  const parsed = text.startsWith('<?xml') ? parseDocument(text) : null
  const errors = parsed && 'root' in parsed ? errorsOf(parsed.root) : []
  const [first] = errors
  if (!first || answer.status < 400 || [401, 403, 405].includes(answer.status)) return null
  const code = Number(first.code)
  if (code <= 16 || code === 46 || code === 97) return null
  const diagnosis = diagnosisFrom(complaintOf(answer.status, first, answer), call)
  return new RejectedByRemote(about, untrusted(errors.map(({ message }) => message).join('\n')), {
    numbers: [`PS-${first.code}`],
    ...(diagnosis ? { diagnosis } : {}),
  })
}

const methodNames = ['get', 'put', 'post', 'patch', 'delete', 'head']

function permissionsIn(root: WireRow): ReadonlyMap<string, ReadonlySet<string>> {
  const api = root.api
  if (typeof api !== 'object' || api === null) return new Map()
  return new Map(
    Object.entries(api).flatMap(([resource, node]) => {
      if (typeof node !== 'object' || node === null) return []
      const methods = methodNames.filter((method) => (node as Record<string, unknown>)[`@${method}`] === 'true')
      return [[resource, new Set(methods.map((method) => method.toUpperCase()))] as const]
    }),
  )
}
