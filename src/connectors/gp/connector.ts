import type { Clock } from '../../domain/clock.ts'
import type { Connector, Finding, RecordSearch, RemoteWrite, ReportedCompany } from '../../domain/connector.ts'
import { zodOf } from '../../domain/entity.ts'
import {
  AccessDenied,
  type HubError,
  InvalidInput,
  NotFound,
  UnexpectedAnswer,
  WrongAddress,
} from '../../domain/errors.ts'
import { type RecordKey, type RecordRef, type RecordValue, ref, refText } from '../../domain/record.ts'
import type { Facts } from './causes/index.ts'
import { checkConnection, companiesOf, companyNotOpen } from './check.ts'
import { createCurrencies } from './currencies.ts'
import { gpEntities, gpSchemas } from './entities/index.ts'
import type { Wire } from './envelope.ts'
import { explainFault, explainRefusal } from './explain-fault.ts'
import { GpFault, saysNotFound } from './faults.ts'
import type { ByKey, ByList, GpEntity } from './gp-entity.ts'
import { listAll, rangeRestriction } from './listing.ts'
import { type GpSettings, gpPlace, urlOf } from './settings.ts'
import { createTransport, type Transport } from './transport.ts'
import { createWebServices, listIn, optionIn, type WebServices } from './web-services.ts'
import type { Money } from './wire-codecs.ts'
import { compileWireRecord, type WireRecord } from './wire-record.ts'

export interface GpCredentials {
  /** `user`, `DOMAIN\user` or `user@domain`. Null: none is stored for this address; every call is refused. */
  readonly username: string | null
  readonly password: string | null
}

/**
 * Dynamics GP over its Web Services, legacy endpoint. It reads and writes work documents; nothing is ever posted.
 * GP tells nobody of changes, so there are no feeds.
 */
export function createGpConnector(
  settings: GpSettings,
  {
    username,
    password,
    clock,
    signInProbeMs,
  }: GpCredentials & {
    readonly clock: Clock
    /** How often a refused sign-in is tried again. Default: 15 minutes. */
    readonly signInProbeMs?: number
  },
): Connector {
  const transport = createTransport({
    auth: authentication(settings, { username, password }),
    clock,
    concurrency: settings.concurrency,
    timeoutMs: settings.timeoutMs,
    caFile: settings.caFile,
    proxy: settings.proxy,
    signInProbeMs,
  })
  const services = createWebServices({
    transport,
    clock,
    companyId: settings.companyId,
    role: settings.role,
    urlOf: (operation) => urlOf(settings, operation),
  })
  const entities = new Map(
    Object.entries(gpEntities).map(([name, entity]) => [name, prepare(services, entity)] as const),
  )
  const currencies = createCurrencies(clock, async (currency) => {
    const found = await read(ref('gp.currency', currency))
    return typeof found?.DecimalPlaces === 'string' ? found.DecimalPlaces : null
  })

  function entityOf(name: string): Prepared {
    const found = entities.get(name.replace(/^gp\./, ''))
    if (!found) throw new NotFound(`GP entity ${name}`, `GP has ${[...entities.keys()].join(', ')}.`)
    return found
  }

  async function read(record: RecordRef): Promise<RecordValue | null> {
    const { entity, checked, whole, summary } = entityOf(record.entity)
    if (!canBeKey(entity, record.key)) return null
    try {
      if (entity.byKey) {
        const wire = await services.call(entity.byKey.operation, { key: entity.byKey.key(record.key) })
        const found = wire && checked(whole, wire, record, entity.byKey)
        return found && entity.also
          ? { ...found, ...(await entity.also(found, (...call) => ask(record, ...call))) }
          : found
      }
      const [wire] = await rowsOf(entity, { EqualValue: keyValue(entity, record.key) })
      return wire && summary ? checked(summary, wire, record, entity.list!) : null
    } catch (error) {
      if (error instanceof GpFault && saysNotFound(error)) return null
      throw await explained(error, (fault) => explainFault(fault, record))
    }
  }

  /** More of a record. Null: GP has none of it, or this user may not read it, or the address does not know the operation. */
  async function ask(record: RecordRef, operation: string, parameters: Wire): Promise<Wire | null> {
    try {
      return await services.call(operation, parameters)
    } catch (error) {
      if (!(error instanceof GpFault)) throw error
      if (saysNotFound(error)) return null
      const explained = explainFault(error, record)
      if (explained instanceof AccessDenied || explained instanceof WrongAddress) return null
      throw explained
    }
  }

  /** The rows of a list. @param restriction of the key. */
  async function rowsOf({ list }: GpEntity, restriction: Wire | undefined): Promise<Wire[]> {
    if (!list) return []
    const criteria = { ...list.criteria, [list.by]: restriction }
    const found = await services.call(list.operation, { criteria }, { system: list.system ?? false })
    return listIn(found, list.item)
  }

  /** The currency its amounts are in. An update may leave it out: then it is the document's. */
  async function moneyOf({ record, document, do: mode }: RemoteWrite, { whole }: Prepared): Promise<Money> {
    if (!whole.hasMoney) return null
    const current = document.CurrencyKey === undefined && mode === 'update' ? await read(record) : document
    const currency = current?.CurrencyKey
    if (typeof currency !== 'string' || currency === '') return null
    const money = await currencies.money(currency)
    if (money) return money
    throw new InvalidInput(`${refText(record)} cannot be sent`, [
      { at: 'CurrencyKey', reason: `GP has no currency with the ISO code ${currency.slice(0, 10)}` },
    ])
  }

  async function write(request: RemoteWrite): Promise<RecordKey> {
    const { record, do: mode } = request
    const prepared = entityOf(record.entity)
    const { entity, whole } = prepared
    const { write } = entity
    if (!write) throw new NotFound(`A way to write ${record.entity}`, 'The hub only reads this entity.')
    if (!canBeKey(entity, record.key))
      throw new InvalidInput(`${refText(record)} cannot be sent`, [
        { at: entity.schema.key, reason: 'is empty, too long for GP, or has characters no key may have' },
      ])
    try {
      if (mode === 'void') {
        if (!write.void || !entity.byKey)
          throw new NotFound(`A way to void ${record.entity}`, 'Sales orders are voided.')
        await services.call(write.void, { key: entity.byKey.key(record.key) })
        return record.key
      }
      const document = { ...request.document, [entity.schema.key]: record.key }
      const money = await moneyOf(request, prepared)
      const wire = whole.toWire(record, write.derive?.(document, record.key) ?? document, money, mode)
      const complete = write.complete?.(wire) ?? wire
      await services.call(mode === 'create' ? write.create : write.update, { [write.parameter]: complete })
      return record.key
    } catch (error) {
      const facts = factsAbout(request, write[mode === 'void' ? 'create' : mode])
      throw await explained(error, (fault) => explainRefusal(fault, record, facts))
    }
  }

  /**
   * A failure in our words. GP answers for a company that is not open to the user, or not there, with its general system
   * exception: the list of open companies tells the difference.
   */
  async function explained(
    error: unknown,
    explain: (fault: GpFault) => HubError | Promise<HubError>,
  ): Promise<unknown> {
    if (!(error instanceof GpFault)) return error
    const found = await explain(error)
    if (found.diagnosis?.cause !== 'gp.system-exception') return found
    return (await companyNotOpen(settings, services, error.call)) ?? found
  }

  /** What the causes of a refusal are checked against. A record is read once. */
  function factsAbout({ document }: RemoteWrite, operation: string): Facts {
    const known = new Map<string, Promise<RecordValue | null>>()
    return {
      document,
      read(entity, key) {
        const place = `${entity} ${key}`
        const found = known.get(place) ?? read(ref(entity, key))
        known.set(place, found)
        return found
      },
      async option(behavior) {
        try {
          return optionIn(await services.policy(operation), behavior)
        } catch (error) {
          throw error instanceof GpFault ? explainFault(error, null) : error
        }
      },
    }
  }

  /**
   * Customers, customer addresses or sales orders (work and open ones), at most `limit` of GP's first thousand: it has no
   * pages. `%` in a text stands for anything, where GP allows it.
   */
  async function search(name: string, { where, limit }: RecordSearch): Promise<RecordValue[]> {
    const { entity, found } = entityOf(name)
    const by = entity.search
    if (!by || !found)
      throw new NotFound(
        `A search for ${name}`,
        `Searched are ${searchable().join(', ')}; the others are listed whole.`,
      )
    const restrictions = Object.entries(where).map(([field, value]) => {
      const member = by.by[field]
      if (!member)
        throw new InvalidInput('The search', [
          { at: field, reason: `is not searched by; ${entity.schema.entity} is by ${Object.keys(by.by).join(', ')}` },
        ])
      if (value.includes('%') && !member.like)
        throw new InvalidInput('The search', [
          {
            at: field,
            reason: 'is compared as a whole: GP takes no "%" for it; give it whole, or search by another field',
          },
        ])
      return [member.member, value.includes('%') ? { Like: value } : { EqualValue: value }] as const
    })
    // An empty search would bring the first thousand of everything, in no order.
    if (restrictions.length === 0)
      throw new InvalidInput('The search', [
        { at: 'where', reason: `must name at least one of ${Object.keys(by.by).join(', ')}` },
      ])
    try {
      const wire = await services.call(by.operation, {
        criteria: { ...by.criteria, ...Object.fromEntries(restrictions) },
      })
      return listIn(wire, by.item)
        .slice(0, limit)
        .map((row) => listed(entity.schema.key, () => found(row, by.operation)))
    } catch (error) {
      throw await explained(error, (fault) => explainFault(fault, null))
    }
  }
  const searchable = () => [...entities].flatMap(([name, { entity }]) => (entity.search ? [name] : []))

  /** Lists that GP cuts at 1000 rows are asked for in parts. */
  async function list(name: string): Promise<RecordValue[]> {
    const { entity, checked, summary } = entityOf(name)
    const { list: by } = entity
    if (!by || !summary) throw new NotFound(`A list of ${name}`, 'Reference data and items can be listed.')
    try {
      return await listAll(
        by.operation,
        async (range) => {
          const found = await rowsOf(entity, rangeRestriction(range))
          return found.map((wire) => listed(entity.schema.key, () => checked(summary, wire, null, by)))
        },
        (row) => String(row[entity.schema.key]),
      )
    } catch (error) {
      throw await explained(error, (fault) => explainFault(fault, null))
    }
  }

  /** Those that are open to the user. The smallest call that takes the sign-in. */
  async function companies(): Promise<ReportedCompany[]> {
    try {
      return await companiesOf(services)
    } catch (error) {
      throw error instanceof GpFault ? explainFault(error, null) : error
    }
  }

  return {
    system: 'gp',
    entities: gpSchemas,
    feeds: [],
    read,
    write,
    list,
    search,
    async signIn() {
      await companies()
    },
    company: async () => ({ id: settings.companyId, reported: await companies() }),
    async check() {
      transport.lookAgain()
      const findings = await checkConnection(settings, services)
      const reached = !findings.some(({ check, level }) => check === 'gp.connection' && level === 'error')
      return [...findings, ...(reached ? speed(transport) : [])]
    },
    close: () => services.close(),
  }
}

const speed = ({ times }: Transport): Finding[] =>
  times.finding(
    'gp.speed',
    'GP',
    'See on the GP server what loads it: SQL Server, a backup, a posting, the Web Services’ own log. Until then orders still arrive, only later; set timeoutMs of the connection above the slowest answer.',
  )

/** An entity with what follows from it, made once. */
interface Prepared {
  readonly entity: GpEntity
  readonly whole: WireRecord
  /** What a list holds of it. */
  readonly summary: WireRecord | null
  /** Reads a row of a search; null when there is none. @throws UnexpectedAnswer */
  readonly found: ((wire: Wire, operation: string) => RecordValue) | null
  /** @throws UnexpectedAnswer when the record breaks its schema, or has another key than was asked for. */
  checked(form: WireRecord, wire: Wire, asked: RecordRef | null, by: ByKey | ByList): RecordValue
}

function prepare({ schema }: WebServices, entity: GpEntity): Prepared {
  const { key, fields, entity: name } = entity.schema
  const zod = zodOf(fields)
  const summaryOf = ({ item }: { readonly item: string }) =>
    compileWireRecord(schema, entity.schema, item, entity.shape, { partial: true })
  const row = entity.search ? summaryOf(entity.search) : null
  const some = zod.partial()
  return {
    entity,
    whole: compileWireRecord(schema, entity.schema, entity.type, entity.shape),
    summary: entity.list ? summaryOf(entity.list) : null,
    found:
      row &&
      ((wire, operation) => {
        const read = row.fromWire(wire)
        const result = some.safeParse(entity.derive?.(read, wire) ?? read)
        if (result.success) return result.data as RecordValue
        throw new UnexpectedAnswer(
          { system: 'gp', operation },
          result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
          ref(name, String(read[key])),
        )
      }),
    checked(form, wire, asked, { operation }) {
      const read = form.fromWire(wire)
      const record = entity.derive?.(read, wire) ?? read
      const call = { system: 'gp', operation } as const
      const about = asked ?? ref(name, String(record[key]))
      const result = zod.safeParse(record)
      if (!result.success)
        throw new UnexpectedAnswer(
          call,
          result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
          about,
        )
      const found = result.data as RecordValue
      if (asked && !sameKey(String(found[key]), asked.key))
        throw new UnexpectedAnswer(call, [`${key}: another record came`], about)
      return found
    },
  }
}

/** A row for people who look through many: a broken one is shown by its key, with the reason. */
function listed(key: string, read: () => RecordValue): RecordValue {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof UnexpectedAnswer) || !error.record) throw error
    return { [key]: error.record.key, unreadable: error.problems.join('; ') }
  }
}

/** GP's keys ignore case, and its columns pad with blanks. */
const sameKey = (found: string, asked: string) => found.trim().toUpperCase() === asked.trim().toUpperCase()

/**
 * A key longer than its column would be cut and name another record. Keys of parts have the slash that joins them, and
 * no other.
 */
function canBeKey({ schema, type, list }: GpEntity, key: string): boolean {
  const field = schema.fields[schema.key]
  const longest = field?.type === 'text' ? (field.maxLength ?? 255) : 255
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones meant
  if (key.trim() === '' || key.length > longest || /[\u0000-\u001f\u007f]/.test(key)) return false
  if (list?.numeric) return /^-?\d{1,9}$/.test(key)
  return type !== 'CustomerAddress' || /^[^/]{1,15}\/[^/]{1,15}$/.test(key)
}

function keyValue({ list }: GpEntity, key: string): string | number {
  return list?.numeric ? Number(key) : key
}

function authentication(settings: GpSettings, { username, password }: GpCredentials) {
  if (settings.auth === 'none') return { kind: 'none' } as const
  if (username === null || password === null) return { kind: 'missing', place: gpPlace(settings) } as const
  if (settings.auth === 'basic') {
    const name = settings.domain === '' ? username : `${settings.domain}\\${username}`
    return { kind: 'basic', username: name, password } as const
  }
  const slash = username.indexOf('\\')
  const domain = slash < 0 ? settings.domain : username.slice(0, slash)
  return { kind: 'ntlm', domain, username: username.slice(slash + 1), password } as const
}
