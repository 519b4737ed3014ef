import { join } from 'node:path'
import { CallsUnderWay } from './calls-under-way.ts'
import type { Config } from './config.ts'
import type { Clock } from './domain/clock.ts'
import type {
  Connector,
  Connectors,
  DirectWrites,
  EntityRegistry,
  FilledField,
  OwnRecords,
  Searches,
  SentAlong,
} from './domain/connector.ts'
import { type Places, placeOf } from './domain/credential.ts'
import { type CustomFields, customFieldsIn, withCustomFields } from './domain/custom-fields.ts'
import type { Integration } from './domain/definition.ts'
import { isClosed } from './domain/document.ts'
import { isLinkedByHand } from './domain/entered-by-hand.ts'
import type { EntitySchema } from './domain/entity.ts'
import { AccessDenied, type Problem } from './domain/errors.ts'
import type { Metrics } from './domain/observe.ts'
import { isPickedInPart, picksItself } from './domain/picked.ts'
import type { EntityName, IntegrationId, RecordValue, System } from './domain/record.ts'
import type { Database, Link } from './domain/stores.ts'
import { madeOf } from './made-of.ts'
import type { RawMessages } from './raw-messages.ts'
import { systems } from './systems.ts'

type Connections = Integration['connections']

const kinds = Object.values(systems)

/** What integration.json says of a system's connection; null: nothing, as of the hub itself. */
const connectionOf = (connections: Connections, system: System) => connections[system] ?? null

export const entities: EntityRegistry = new Map(
  kinds.flatMap((kind) => kind.entities).map((schema) => [schema.entity, schema]),
)
export const directWrites: DirectWrites = new Map(kinds.flatMap(({ writes }) => [...writes]))
export const searches: ReadonlyMap<EntityName, Searches> = new Map(
  kinds.flatMap((kind) => kind.entities.map(({ entity }) => [entity, kind.searchesOf(entity)] as const)),
)

/** Where the credentials of these connections go. Each webhook asks, and checking settings costs more than the rest of it. */
export function placesOf(connections: Connections): Places {
  const text = JSON.stringify(connections)
  const known = knownPlaces.get(text)
  if (known) return known
  const places = Object.fromEntries(
    kinds.map(({ system, placeOf: its }) => [system, its(connectionOf(connections, system))]),
  )
  if (knownPlaces.size >= mostKnownPlaces) knownPlaces.clear()
  knownPlaces.set(text, places)
  return places
}
const knownPlaces = new Map<string, Places>()
const mostKnownPlaces = 100

/** What is wrong with these connections. */
export const checkConnections = (connections: Connections, before: Connections | null): Problem[] =>
  kinds.flatMap(({ system, check }) =>
    check(connectionOf(connections, system), before?.[system] ?? null).map(({ at, reason }) => ({
      at: ['integration.json', 'connections', system, ...(at === '' ? [] : [at])].join('.'),
      reason,
    })),
  )

/** Why a system cannot have such fields. */
export const checkFields = (custom: CustomFields, filled: readonly FilledField[]): Problem[] =>
  kinds.flatMap((kind) => [...(kind.checkFields?.(custom, filled) ?? [])])

/** A person waits for what is only tried. */
const longestTryMs = 20_000
/** Of a document, so many neighbours show whether its system picks by itself. */
const onEachSide = 10

/** The deposits that went with a document of ours. */
function sentWith(schema: EntitySchema, link: Link): SentAlong {
  const { rows, number } = schema.document?.alongWith ?? {}
  const numbers =
    rows === undefined || number === undefined
      ? []
      : [link.written, link.readBack].flatMap((document) =>
          ((document[rows] ?? []) as readonly RecordValue[]).map((row) => String(row[number] ?? '')),
        )
  return {
    numbers: [...new Set(numbers)].filter((one) => one !== ''),
    // What people put into a document of theirs has numbers of theirs, and so it may where GP stored another than was sent.
    sure: !isLinkedByHand(link) && link.writtenHash !== '' && (!isClosed(schema, link.readBack) || numbers.length > 0),
  }
}

/** Reads a credential by its name. Null: there is none for this place. */
type ReadSecret = (name: string) => Promise<string | null>

export interface ConnectedSystems {
  /** Those of an integration, made when they are first needed and again after its settings changed. */
  of(integration: Integration): Promise<Connectors>
  /** Every entity, with the custom fields of the newest definition. */
  entitiesOf(integration: IntegrationId): Promise<EntityRegistry>
  /** Of every entity, once more for each integration of this process that has custom fields of it. */
  schemas(): readonly EntitySchema[]
  /** Others than those in use, to try something with. The caller closes them. @param only this system; default: all */
  to(integration: Pick<Integration, 'connections' | 'cutOver'>, secret: ReadSecret, only?: System): Promise<Connectors>
  /** Calls in progress, and those that wait for their turn, end on the connections of now; new ones take others. */
  forget(integration: IntegrationId): void
  close(): Promise<void>
}

/**
 * The connectors of an integration as it was at one time. A round goes on for hours with the integration that it began with,
 * beside runs that begin with the newest one: each keeps its connectors.
 */
interface Age {
  readonly to: string
  readonly connectors: Promise<Connectors>
  readonly calls: CallsUnderWay
  /** What its connectors sign in with. */
  readonly secrets: Promise<Secrets>
  usedMs: number
}

type Secrets = ReadonlyMap<string, string | null>

const mostAges = 3
/** As long as a call may take. */
const keptUnusedMs = 10 * 60_000

export function createConnectedSystems(parts: {
  readonly config: Pick<Config, 'pollSeconds' | 'signInProbeMs' | 'dataFolder'>
  readonly database: Database
  readonly metrics: Metrics
  readonly clock: Clock
  /** Null: what is exchanged is not kept. */
  readonly rawMessages: RawMessages | null
}): ConnectedSystems {
  const { config, database, metrics, clock, rawMessages } = parts
  const made = new Map<IntegrationId, Age[]>()
  /** Replaced, and not closed yet. */
  const retired = new Set<Age>()
  const share = createSharing()

  async function connect(
    { connections, cutOver }: Pick<Integration, 'connections' | 'cutOver'>,
    secret: ReadSecret,
    customFields: CustomFields,
    own: OwnRecords | null,
    longestMs?: number,
    only?: System,
    keptFor?: IntegrationId,
  ): Promise<Connectors> {
    const connected = kinds
      .filter(({ system, optional }) => !optional || connectionOf(connections, system) !== null)
      .filter(({ system }) => only === undefined || system === only)
      .map(async (kind) => {
        const { system, credentials, shared } = kind
        const secrets = new Map(await Promise.all(credentials.map(async (name) => [name, await secret(name)] as const)))
        const { pollSeconds, signInProbeMs } = config
        const its = { secrets, clock, metrics, since: cutOver, pollSeconds, signInProbeMs, customFields, own }
        const connection = connectionOf(connections, system)
        const create = () => kind.create(connection, longestMs === undefined ? its : { ...its, longestMs })
        const place = JSON.stringify([system, connection, [...secrets], customFields, longestMs])
        const made = shared ? share(place, create) : create()
        const keeps = rawMessages && keptFor !== undefined
        return [system, keeps ? rawMessages.ofConnector(made, keptFor, secretsIn(secrets.values())) : made] as const
      })
    const all = await Promise.allSettled(connected)
    const failed = all.find((one) => one.status === 'rejected')
    const made = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    if (!failed) return Object.fromEntries(made)
    // One that is shared counts its users: nobody else would give it back.
    await Promise.allSettled(made.map(([, connector]) => connector.close()))
    throw failed.reason
  }

  const ownRecordsOf = (integration: IntegrationId): OwnRecords => ({
    integration,
    files: database.stores.files,
    records: database.stores.ownRecords,
    put: (record, value) => database.transaction((tx) => tx.ownRecords.put(integration, record, value, clock.now())),
    payouts: database.stores.payouts,
    putPayoutFile: (record, value, rows, refuse) =>
      database.transaction(async (tx) => {
        const different = await tx.payouts.add(integration, rows, clock.now())
        if (different.length > 0) refuse(different)
        await tx.ownRecords.put(integration, record, value, clock.now())
      }),
    async sentAlong(target) {
      const [link] = await database.stores.links.byTarget(integration, target)
      const schema = entities.get(target.entity)
      return link && schema ? sentWith(schema, link) : null
    },
    async madeOf(target) {
      const [link] = await database.stores.links.byTarget(integration, target)
      const [schema, source] = [entities.get(target.entity), link && entities.get(link.source.entity)]
      if (!link || !schema || !source) return null
      const journal = link.writtenBy ? await database.stores.runs.journal(link.writtenBy) : []
      return {
        ...madeOf({ target: schema, source }, link, journal),
        // Of before it was written only what was asked about refunds: people have perhaps booked them by hand.
        settledAt: await database.stores.incidents.settledAt(integration, link, source.asksOnce?.code ?? null),
      }
    },
    async lastSent(flow, key) {
      return (await database.stores.bulkRows.find(integration, flow, [key])).get(key)?.sent ?? null
    },
    async alongWith(target) {
      const [link] = await database.stores.links.byTarget(integration, target)
      const schema = entities.get(target.entity)
      if (!link || !schema) return null
      const near = schema.document?.lines?.picked
        ? await database.stores.links.near(integration, target, onEachSide)
        : []
      const written = near.flatMap((one) =>
        isLinkedByHand(one.link)
          ? []
          : [{ ...one, document: one.link.readBack, isOwn: one.link.target.key === target.key }],
      )
      const set = Object.entries(schema.way === 'set' ? link.written : {})
      return {
        ...sentWith(schema, link),
        picked: !isLinkedByHand(link) && isPickedInPart(schema, link.readBack),
        picksItself: picksItself(
          schema,
          written.find(({ isOwn }) => isOwn) ?? null,
          written.filter(({ isOwn }) => !isOwn),
        ),
        set: set.flatMap(([field, value]) => (typeof value === 'string' ? [{ field, value }] : [])),
      }
    },
    folder: join(config.dataFolder, 'files', integration),
  })

  /** By version, which never changes: the newest of each integration, as a round goes on with an earlier one. */
  const versions = new Map<IntegrationId, ReadonlyMap<number, Promise<CustomFields>>>()
  const fieldsNow = new Map<IntegrationId, { readonly version: number; readonly fields: CustomFields }>()
  function customFieldsOf({ id, version }: Integration): Promise<CustomFields> {
    const known = versions.get(id) ?? new Map<number, Promise<CustomFields>>()
    const its = known.get(version)
    if (its) return its
    const fields = database.stores.integrations.version(id, version).then((parts) => {
      const read = customFieldsIn(parts)
      if (version >= (fieldsNow.get(id)?.version ?? 0)) fieldsNow.set(id, { version, fields: read })
      return read
    })
    fields.catch(() => versions.delete(id))
    versions.set(id, new Map([...known, [version, fields] as const].sort(([a], [b]) => b - a).slice(0, mostAges)))
    return fields
  }

  async function storedSecrets({ id, connections }: Integration): Promise<Secrets> {
    const places = placesOf(connections)
    const names = kinds.flatMap(({ credentials }) => credentials)
    const read = names.map(
      async (name) => [name, await database.stores.secrets.get(id, name, placeOf(places, name))] as const,
    )
    return new Map(await Promise.all(read))
  }

  const withSecrets = (integration: Integration, customFields: CustomFields, secrets: Secrets) => {
    const secret = async (name: string) => secrets.get(name) ?? null
    const own = ownRecordsOf(integration.id)
    return connect(integration, secret, customFields, own, undefined, undefined, integration.id)
  }

  /** Those of an integration that were used last, the newest use at the end. */
  const agesOf = (id: IntegrationId): readonly Age[] => made.get(id) ?? []

  function retire(id: IntegrationId, ages: readonly Age[]): void {
    const others = agesOf(id).filter((age) => !ages.includes(age))
    if (others.length > 0) made.set(id, others)
    else made.delete(id)
    for (const age of ages) {
      retired.add(age)
      void age.calls
        .ended()
        .then(() => end(age.connectors))
        .finally(() => retired.delete(age))
    }
  }

  function begin(integration: Integration, to: string, customFields: CustomFields): Age {
    const secrets = storedSecrets(integration)
    let looking = false
    const calls = new CallsUnderWay((error) => {
      if (looking || !(error instanceof AccessDenied) || error.resource !== null) return
      looking = true
      void isOutdated()
        .then((outdated) => outdated && retire(integration.id, [age]))
        // What is not known now is asked at the next refusal.
        .catch(() => {})
        .finally(() => {
          looking = false
        })
    })
    const connectors = secrets
      .then((its) => withSecrets(integration, customFields, its))
      .then(
        (its): Connectors => Object.fromEntries(Object.entries(its).map(([system, one]) => [system, calls.of(one)])),
      )
    const age: Age = { to, connectors, calls, secrets, usedMs: 0 }
    /** Another process has taken in other credentials: only the one that has served the import knows it. */
    async function isOutdated(): Promise<boolean> {
      const [before, now] = [await secrets, await storedSecrets(integration)]
      return [...now].some(([name, value]) => value !== before.get(name))
    }
    connectors.catch(() => retire(integration.id, [age]))
    return age
  }

  return {
    to: (integration, secret, only) => connect(integration, secret, {}, null, longestTryMs, only),
    async of(integration) {
      const { id, connections, cutOver } = integration
      const customFields = await customFieldsOf(integration)
      const to = JSON.stringify([connections, cutOver, customFields])
      const nowMs = performance.now()
      retire(
        id,
        agesOf(id).filter((age) => age.to !== to && nowMs - age.usedMs > keptUnusedMs),
      )
      const age = agesOf(id).find((one) => one.to === to) ?? begin(integration, to, customFields)
      age.usedMs = nowMs
      const others = agesOf(id).filter((one) => one !== age)
      made.set(id, [...others, age])
      retire(id, others.slice(0, Math.max(0, others.length + 1 - mostAges)))
      return age.connectors
    },
    async entitiesOf(id) {
      const integration = await database.stores.integrations.get(id)
      return integration ? withCustomFields(entities, await customFieldsOf(integration)) : entities
    },
    schemas: () => [
      ...entities.values(),
      ...[...fieldsNow.values()].flatMap(({ fields: its }) =>
        [...withCustomFields(entities, its)].flatMap(([name, schema]) => (its[name] ? [schema] : [])),
      ),
    ],
    forget: (id) => retire(id, agesOf(id)),
    async close() {
      await Promise.all([...[...made.values()].flat(), ...retired].map(({ connectors }) => end(connectors)))
    },
  }
}

const secretsIn = (values: Iterable<string | null>) => [...values].filter((value) => value !== null)

/** Hands out one connector for each place, which is closed when the last of its users has closed it. */
function createSharing() {
  const shared = new Map<string, { readonly connector: Connector; users: number }>()
  return (place: string, create: () => Connector): Connector => {
    const known = shared.get(place) ?? { connector: create(), users: 0 }
    shared.set(place, known)
    known.users++
    let open = true
    return {
      ...known.connector,
      async close() {
        if (!open) return
        open = false
        known.users--
        if (known.users > 0) return
        if (shared.get(place) === known) shared.delete(place)
        await known.connector.close()
      },
    }
  }
}

/** Those that could not be made have nothing to end. */
async function end(connectors: Promise<Connectors>): Promise<void> {
  const connected = await connectors.catch(() => null)
  if (connected) await Promise.allSettled(Object.values(connected).map((connector) => connector.close()))
}
