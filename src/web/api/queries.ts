import { infiniteQueryOptions, keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import type { Scope } from '../../domain/person.ts'
import type { ProposalState } from '../../domain/proposal.ts'
import type { Json } from '../../domain/record.ts'
import type { RunState } from '../../domain/run.ts'
import type { AnswerOf, Api, InputOf } from '../../routes/index.ts'
import { language } from '../words/index.ts'
import { call, until } from './client.ts'

export type IntegrationSummary = AnswerOf<'GET /api/integrations'>[number]
/** A proposal with what it says in sentences, and what a decision on it takes. */
export type ShownProposal = AnswerOf<'GET /api/proposals/:id'>

/** Whether all is well. */
export type HomeNow = AnswerOf<'GET /api/integrations/:integration/home'>
/** How many days charts show. */
export type TrendDays = '7' | '30' | '90'
/** A record of a list, with its newest run. */
export type ListedRecord = AnswerOf<'GET /api/integrations/:integration/records'>['records'][number]
/** Which records a list shows, as the hub takes it. */
export interface RecordFilter {
  readonly entity: string
  readonly state?: string
  readonly search?: string
  readonly owner?: string
}
const recordsInPage = 100

/** A read that ends when nobody waits for it any more. */
const read = <A extends keyof Api>(
  at: A,
  ...input: Record<never, never> extends InputOf<A> ? [input?: InputOf<A>] : [input: InputOf<A>]
) => ({
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<AnswerOf<A>> => until(signal, () => call(at, ...input)),
})

/** Every query of the app under its key: what a live event or a change makes old is found by the first words of it. */
export const queries = {
  me: () =>
    queryOptions({ queryKey: ['me'], ...read('GET /api/me'), staleTime: Number.POSITIVE_INFINITY, retry: false }),
  factors: () => queryOptions({ queryKey: ['factors'], ...read('GET /api/factors') }),
  sso: () => queryOptions({ queryKey: ['sso'], ...read('GET /api/factors/sso') }),
  passkeys: () => queryOptions({ queryKey: ['passkeys'], ...read('GET /api/factors/passkeys') }),
  integrations: () => queryOptions({ queryKey: ['integrations'], ...read('GET /api/integrations') }),
  outcomes: (integration: string, filter: { state?: RunState; since?: string; limit?: number }) =>
    queryOptions({
      queryKey: ['outcomes', integration, filter],
      ...read('GET /api/integrations/:integration/outcomes', { params: { integration }, query: filter }),
      placeholderData: keepPreviousData,
    }),
  taxFilings: (integration: string) =>
    queryOptions({
      queryKey: ['taxFilings', integration],
      ...read('GET /api/integrations/:integration/tax-filings', { params: { integration } }),
    }),
  /** How many records a list holds. */
  recordCount: (integration: string, filter: RecordFilter) =>
    queryOptions({
      queryKey: ['recordCount', integration, filter],
      ...read('GET /api/integrations/:integration/records', {
        params: { integration },
        query: { ...filter, limit: 1, count: 'yes' },
      }),
      select: ({ total }) => total ?? 0,
      placeholderData: keepPreviousData,
    }),
  /** A list of records, a page at a time. An event only marks it as stale: a list that somebody reads does not move under their eyes. */
  recordPages: (integration: string, filter: RecordFilter & { readonly order: 'newest' | 'oldest' }) =>
    infiniteQueryOptions({
      queryKey: ['recordPages', integration, filter],
      queryFn: ({ signal, pageParam: after }) =>
        until(signal, () =>
          call('GET /api/integrations/:integration/records', {
            params: { integration },
            query: { ...filter, limit: recordsInPage, ...(after === '' ? {} : { after }) },
          }),
        ),
      staleTime: Number.POSITIVE_INFINITY,
      initialPageParam: '',
      getNextPageParam: ({ next }) => next,
      placeholderData: keepPreviousData,
    }),
  story: (integration: string, { entity, key }: { readonly entity: string; readonly key: string }) =>
    queryOptions({
      queryKey: ['story', integration, entity, key],
      ...read('GET /api/integrations/:integration/records/story', { params: { integration }, query: { entity, key } }),
    }),
  rounds: (integration: string, { entity, key }: { readonly entity: string; readonly key: string }) =>
    queryOptions({
      queryKey: ['rounds of', integration, entity, key],
      ...read('GET /api/integrations/:integration/records/rounds', { params: { integration }, query: { entity, key } }),
    }),
  /** What went over the wire for a record and its documents, without the texts. */
  wire: (integration: string, query: { readonly entity: string; readonly key: string }) =>
    queryOptions({
      queryKey: ['wire', integration, query],
      ...read('GET /api/integrations/:integration/messages', { params: { integration }, query }),
    }),
  /** One of them with its texts. Reading is noted in the audit log, so it is not asked for again by itself. */
  wireMessage: (integration: string, id: string) =>
    queryOptions({
      queryKey: ['wireMessage', integration, id],
      ...read('GET /api/integrations/:integration/messages/:id', { params: { integration, id } }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  /** The morning report as of now. */
  report: (integration: string) =>
    queryOptions({
      queryKey: ['report', integration, language],
      ...read('GET /api/integrations/:integration/report', { params: { integration }, query: { language } }),
    }),
  /** Reads a quarter of orders: not again for a while. */
  unusual: (integration: string) =>
    queryOptions({
      queryKey: ['unusual', integration, language],
      ...read('GET /api/integrations/:integration/unusual', { params: { integration }, query: { language } }),
      staleTime: 600_000,
    }),
  home: (integration: string) =>
    queryOptions({
      queryKey: ['home', integration],
      ...read('GET /api/integrations/:integration/home', { params: { integration } }),
      refetchInterval: 30_000,
    }),
  /** The flows as they are at work. With the first page, and as often. */
  flows: (integration: string) =>
    queryOptions({
      queryKey: ['home', integration, 'flows'],
      ...read('GET /api/integrations/:integration/flows', { params: { integration } }),
      refetchInterval: 30_000,
    }),
  /** Those under way move by themselves. */
  backfills: (integration: string) =>
    queryOptions({
      queryKey: ['backfills', integration],
      ...read('GET /api/integrations/:integration/backfills', { params: { integration } }),
      refetchInterval: ({ state: { data } }) =>
        data?.some(({ state }) => state === 'counting' || state === 'running') ? 2_000 : 30_000,
    }),
  outages: (integration: string) =>
    queryOptions({
      queryKey: ['home', integration, 'outages'],
      ...read('GET /api/integrations/:integration/outages', { params: { integration } }),
      staleTime: 60_000,
    }),
  /** Both systems are asked for their names: not again for a while. */
  valueMapGrid: (integration: string, valueMap: string) =>
    queryOptions({
      queryKey: ['valueMapGrid', integration, valueMap],
      ...read('GET /api/integrations/:integration/value-maps/:valueMap', { params: { integration, valueMap } }),
      retry: false,
      staleTime: 60_000,
    }),
  stepCounts: (integration: string, flow: string) =>
    queryOptions({
      queryKey: ['stepCounts', integration, flow],
      ...read('GET /api/integrations/:integration/flows/:flow/steps', { params: { integration, flow } }),
      staleTime: 60_000,
    }),
  trends: (integration: string, days: TrendDays) =>
    queryOptions({
      queryKey: ['trends', integration, days],
      ...read('GET /api/integrations/:integration/trends', { params: { integration }, query: { days } }),
      refetchInterval: 300_000,
      placeholderData: keepPreviousData,
    }),
  /** Both systems are asked: not again for a while. */
  check: (integration: string) =>
    queryOptions({
      queryKey: ['check', integration],
      ...read('POST /api/integrations/:integration/check', { params: { integration } }),
      retry: false,
      staleTime: 60_000,
    }),
  connections: (integration: string) =>
    queryOptions({
      queryKey: ['connections', integration],
      ...read('GET /api/integrations/:integration/connections', { params: { integration } }),
    }),
  /** The companies that GP reports over the stored connection. */
  companies: (integration: string, gp: Json) =>
    queryOptions({
      queryKey: ['companies', integration, gp],
      ...read('POST /api/connections/try', { body: { integration, system: 'gp', connection: gp } }),
      retry: false,
      staleTime: 60_000,
    }),
  shopModule: (integration: string) =>
    queryOptions({
      queryKey: ['shopModule', integration],
      ...read('GET /api/integrations/:integration/webhooks', { params: { integration } }),
    }),
  definition: (integration: string) =>
    queryOptions({
      queryKey: ['definition', integration],
      ...read('GET /api/integrations/:integration', { params: { integration } }),
    }),
  /** Entities of both systems with their fields, which change with the program and with custom fields alone. */
  entities: (integration: string) =>
    queryOptions({
      queryKey: ['entities', integration],
      ...read('GET /api/integrations/:integration/records/entities', { params: { integration } }),
      staleTime: 10 * 60_000,
    }),
  /** What records of an entity hold that the hub does not read. The system is asked for it: not again for a while. */
  unreadFields: (integration: string, entity: string) => {
    const [system = '', name = ''] = entity.split('.')
    return queryOptions({
      queryKey: ['unreadFields', integration, entity],
      ...read('GET /api/integrations/:integration/records/fields/:system/:entity', {
        params: { integration, system, entity: name },
      }),
      retry: false,
      staleTime: 60_000,
    })
  },
  suggestions: (integration: string, valueMap: string) =>
    queryOptions({
      queryKey: ['suggestions', integration, valueMap],
      ...read('GET /api/integrations/:integration/suggestions/value-maps/:valueMap', {
        params: { integration, valueMap },
      }),
      retry: false,
    }),
  incidents: (filter: { integration?: string; state: 'open' | 'resolved' }) =>
    queryOptions({
      queryKey: ['incidents', filter],
      ...read('GET /api/incidents', { query: { ...filter, limit: 500 } }),
      placeholderData: keepPreviousData,
    }),
  incident: (id: string) =>
    queryOptions({ queryKey: ['incident', id], ...read('GET /api/incidents/:id', { params: { id } }) }),
  fix: (incident: string) =>
    queryOptions({
      queryKey: ['incident', incident, 'fix'],
      ...read('GET /api/incidents/:id/fix', { params: { id: incident } }),
      retry: false,
      staleTime: 60_000,
    }),
  proposals: (filter: { integration?: string; state?: ProposalState }) =>
    queryOptions({
      queryKey: ['proposals', filter],
      ...read('GET /api/proposals', { query: { ...filter, limit: 200 } }),
      placeholderData: keepPreviousData,
    }),
  proposal: (id: string) =>
    queryOptions({ queryKey: ['proposal', id], ...read('GET /api/proposals/:id', { params: { id } }) }),
  preview: (id: string) =>
    queryOptions({
      queryKey: ['preview', id],
      ...read('GET /api/proposals/:id/preview', { params: { id } }),
      staleTime: 60_000,
      retry: false,
    }),
  /** What the reader has saved for one list. */
  filters: (integration: string, list: string) =>
    queryOptions({
      queryKey: ['filters', integration, list],
      ...read('GET /api/filters', { query: { integration, list } }),
      staleTime: 60_000,
    }),
  assistant: () => queryOptions({ queryKey: ['assistant'], ...read('GET /api/assistant') }),
  sessions: () => queryOptions({ queryKey: ['sessions'], ...read('GET /api/sessions') }),
  alerts: () => queryOptions({ queryKey: ['alerts'], ...read('GET /api/alerts'), refetchInterval: 30_000 }),
  people: () => queryOptions({ queryKey: ['people'], ...read('GET /api/people') }),
  tokens: () => queryOptions({ queryKey: ['tokens'], ...read('GET /api/tokens') }),
  clients: () => queryOptions({ queryKey: ['clients'], ...read('GET /api/clients') }),
  audit: (filter: { subject?: string; limit: number }) =>
    queryOptions({
      queryKey: ['audit', filter],
      ...read('GET /api/audit', { query: filter }),
      placeholderData: keepPreviousData,
    }),
  demo: () =>
    queryOptions({ queryKey: ['demo'], ...read('GET /api/demo'), staleTime: Number.POSITIVE_INFINITY, retry: false }),
}

/** What the signed-in person may do here: shown, and checked again by the hub. */
export function useMay(scope: Scope): boolean {
  const me = useQuery(queries.me())
  return me.data?.scopes.includes(scope) ?? false
}
