import { later } from '../../domain/clock.ts'
import type { Connector, ConnectorParts, RecordSearch } from '../../domain/connector.ts'
import { zodOf } from '../../domain/entity.ts'
import { InvalidInput, NotFound, UnexpectedAnswer } from '../../domain/errors.ts'
import { payoutKey, tickIn } from '../../domain/hub-records.ts'
import {
  type EntityName,
  type Json,
  type RecordKey,
  type RecordRef,
  type RecordValue,
  recordKey,
  ref,
  refText,
} from '../../domain/record.ts'
import type { KeptFile } from '../../domain/stores.ts'
import { hubEntities } from './entities.ts'
import { keepRows, payoutFeed, payoutIn, payoutOf, payoutRowIn, payoutRowOf } from './payouts.ts'
import { watchedFolder } from './watched-folder.ts'

/** Files that a list shows. */
const mostListed = 500
/** Records among which one is searched: a provider reports each day, and each currency by itself. */
const mostSearched = 100_000
/** What lists tell of their records. */
const searchedBy: Readonly<Record<string, readonly string[]>> = {
  file: ['key', 'folder', 'name', 'size', 'encoding', 'received'],
  deposit: Object.keys(hubEntities.deposit!.fields),
  report: ['key', 'title', 'text', 'count'],
  payoutFile: ['key', 'name', 'count', 'days'],
  payout: ['key', 'provider', 'payout', 'currency', 'date', 'count', 'total'],
  payoutRow: ['transaction', 'kind'],
}

/**
 * Ledgerline itself as a system: ticks of its clock, files that it was given, reports that flows write. So runs that start
 * from the clock or a file are runs as any other: journaled, replayed, tried dry.
 */
export function createHubConnector({
  own,
  clock,
  pollSeconds,
}: Pick<ConnectorParts, 'own' | 'clock' | 'pollSeconds'>): Connector {
  const report = zodOf(hubEntities.report!.fields)
  const deposit = zodOf(hubEntities.deposit!.fields)

  /** Those that are made of something else, one by one. All others are kept as they are. */
  const made: { readonly [entity: EntityName]: (key: RecordKey) => Promise<RecordValue | null> } = {
    async 'hub.tick'(key) {
      const tick = tickIn(key)
      // What is not due yet has not happened. A minute: clocks of two machines differ.
      return tick && tick.due <= later(clock.now(), 60_000) ? { key, ...tick } : null
    },
    async 'hub.file'(key) {
      const file = (await own?.files.get(own.integration, key)) ?? null
      return file && { ...described(file), text: file.text }
    },
    async 'hub.payout'(key) {
      const id = payoutIn(key)
      return id && own ? payoutOf(id, await own.payouts.rowsOf(own.integration, id)) : null
    },
    async 'hub.payoutRow'(key) {
      const id = payoutRowIn(key)
      const row = id && own ? await own.payouts.row(own.integration, id) : null
      return row && payoutRowOf(row)
    },
    async 'hub.sentAlong'(key) {
      const [first, ...others] = key.split(' | ')
      const { entity, key: its } = refIn(first!)
      const all = await Promise.all([its, ...others].map((one) => own?.sentAlong(ref(entity, one)) ?? null))
      const sent = all.flatMap((one) => one ?? [])
      // Of one that is linked to nothing nothing is known.
      if (sent.length < all.length) return null
      return { key, sure: sent.every(({ sure }) => sure), numbers: sent.flatMap(({ numbers }) => numbers) }
    },
    async 'hub.madeOf'(key) {
      const of = (await own?.madeOf(refIn(key))) ?? null
      return of && { key, ...of, fields: [...of.fields], byHand: of.byHand && { ...of.byHand } }
    },
    async 'hub.lastSent'(key) {
      const [flow = '', its = ''] = key.split(' ', 2)
      const sent = (await own?.lastSent(flow, recordKey(its))) ?? {}
      const text = (value: Json | undefined) => (typeof value === 'string' ? value : JSON.stringify(value ?? ''))
      const names = Object.keys(sent).sort()
      return { key, fields: names.map((field) => ({ field, sentText: text(sent[field]) })) }
    },
    async 'hub.along'(key) {
      const along = (await own?.alongWith(refIn(key))) ?? null
      return along && { key, ...along, numbers: [...along.numbers], set: [...along.set] }
    },
  }

  async function read({ entity, key }: RecordRef): Promise<RecordValue | null> {
    const one = made[entity]
    if (one) return one(key)
    return own ? own.records.get(own.integration, { entity, key }) : null
  }

  /** What is kept by one statement an entity: a year of reports is some thousand of them. */
  async function readMany(records: readonly RecordRef[]): Promise<ReadonlyMap<string, RecordValue | null>> {
    const found = new Map<string, RecordValue | null>()
    for (const [entity, its] of Map.groupBy(records, (record) => record.entity)) {
      const one = made[entity]
      const kept =
        one || !own
          ? null
          : await own.records.many(
              own.integration,
              entity,
              its.map(({ key }) => key),
            )
      const values = await Promise.all(its.map(({ key }) => (one ? one(key) : (kept?.get(key) ?? null))))
      for (const [place, record] of its.entries()) found.set(refText(record), values[place]!)
    }
    return found
  }

  async function list(name: string, most = mostListed): Promise<RecordValue[]> {
    if (!own) return []
    const kept = (entity: EntityName, without?: readonly string[]) =>
      own.records.list(own.integration, entity, most, without)
    if (name === 'file') return (await own.files.list(own.integration, most)).map(described)
    if (name === 'deposit') return [...(await kept('hub.deposit'))]
    if (name === 'report') return [...(await kept('hub.report'))]
    if (name === 'payoutFile') return [...(await kept('hub.payoutFile', ['rows']))]
    if (name === 'payout')
      return (await own.payouts.list(own.integration, most)).map(({ rows, ...one }) => ({
        ...{ key: payoutKey(one), ...one, count: rows },
      }))
    throw new NotFound(`A list of ${name}`, 'The hub lists its files, reports, payouts and deposits.')
  }

  return {
    system: 'hub',
    entities: hubEntities,
    feeds: own ? [watchedFolder(own, clock, pollSeconds * 1000), payoutFeed(own, clock, pollSeconds * 1000)] : [],
    read,
    readMany,
    list: (name) => list(name),
    async search(
      name: string,
      { where, oneOf = {}, since = {}, until = {}, between = {}, before, limit }: RecordSearch,
    ) {
      const by = searchedBy[name] ?? []
      const [other] = [
        ...Object.keys({ ...since, ...until, ...between }),
        ...[where, oneOf].flatMap(Object.keys).filter((field) => !by.includes(field)),
      ]
      // A filter that is left out would find what nobody has asked for.
      if (other !== undefined)
        throw new InvalidInput('The search', [
          { at: other, reason: `is not searched by; hub.${name} is by ${by.join(', ')}` },
        ])
      if (name === 'payoutRow') {
        const named = (field: string) => oneOf[field] ?? (where[field] === undefined ? null : [where[field]])
        const [transactions, kinds] = [named('transaction'), named('kind')]
        const rows = transactions && own ? own.payouts.named(own.integration, { transactions, kinds, limit }) : []
        return (await rows).map(payoutRowOf)
      }
      const all = await list(name, mostSearched)
      // Those that come after the last one of the page before.
      const from = before === undefined ? 0 : all.findIndex(({ key }) => key === before) + 1
      const rows = all.slice(from)
      const fits = (row: RecordValue) =>
        Object.entries(where).every(([field, wanted]) => String(row[field] ?? '') === wanted) &&
        Object.entries(oneOf).every(([field, wanted]) => wanted.includes(String(row[field] ?? '')))
      return rows.filter(fits).slice(0, limit)
    },
    async write({ do: mode, record, document }) {
      if (record.entity === 'hub.payoutFile' && mode === 'create' && own) {
        await keepRows(own, record, document)
        return record.key
      }
      const written = { 'hub.report': report, 'hub.deposit': deposit }[record.entity as string]
      if (!written || mode === 'void' || !own)
        throw new InvalidInput('The write', [
          { at: `${mode} ${record.entity}`, reason: 'is not done; the hub keeps hub.report and hub.deposit' },
        ])
      const before = mode === 'update' ? await read(record) : null
      const value = written.safeParse({ ...before, ...document, key: record.key })
      if (!value.success)
        throw new UnexpectedAnswer(
          { system: 'hub', operation: `write ${refText(record)}` },
          value.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
          record,
        )
      await own.put(record, value.data as RecordValue)
      return record.key
    },
    signIn: async () => {},
    check: async () => [],
    close: async () => {},
  }
}

/** "gp.salesOrder WEB10023". */
const refIn = (key: string) => {
  const at = key.indexOf(' ')
  return ref(key.slice(0, at) as EntityName, key.slice(at + 1))
}

const described = ({ key, folder, name, size, encoding, receivedAt }: Omit<KeptFile, 'text'>): RecordValue => ({
  ...{ key, folder, name, size, encoding },
  received: receivedAt,
})
