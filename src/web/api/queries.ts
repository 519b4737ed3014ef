import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import type { Scope } from '../../domain/person.ts'
import type { ProposalState } from '../../domain/proposal.ts'
import type { RunState } from '../../domain/run.ts'
import type { AnswerOf, Api, InputOf } from '../../routes/index.ts'
import { call, until } from './client.ts'

export type IntegrationSummary = AnswerOf<'GET /api/integrations'>[number]
/** What became of one order: the state of its newest run. */
export type Outcome = AnswerOf<'GET /api/integrations/:integration/outcomes'>[number]
/** A proposal with what it says in sentences, and what a decision on it takes. */
export type ShownProposal = AnswerOf<'GET /api/proposals/:id'>

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
  integrations: () => queryOptions({ queryKey: ['integrations'], ...read('GET /api/integrations') }),
  outcomes: (integration: string, filter: { state?: RunState; since?: string; limit?: number }) =>
    queryOptions({
      queryKey: ['outcomes', integration, filter],
      ...read('GET /api/integrations/:integration/outcomes', { params: { integration }, query: filter }),
      placeholderData: keepPreviousData,
    }),
  story: (integration: string, key: string) =>
    queryOptions({
      queryKey: ['story', integration, key],
      ...read('GET /api/integrations/:integration/orders/:key', { params: { integration, key } }),
    }),
  feeds: (integration: string) =>
    queryOptions({
      queryKey: ['feeds', integration],
      ...read('GET /api/integrations/:integration/feeds', { params: { integration } }),
      refetchInterval: 30_000,
    }),
  definition: (integration: string) =>
    queryOptions({
      queryKey: ['definition', integration],
      ...read('GET /api/integrations/:integration', { params: { integration } }),
    }),
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
  sessions: () => queryOptions({ queryKey: ['sessions'], ...read('GET /api/sessions') }),
  alerts: () => queryOptions({ queryKey: ['alerts'], ...read('GET /api/alerts'), refetchInterval: 30_000 }),
  people: () => queryOptions({ queryKey: ['people'], ...read('GET /api/people') }),
  tokens: () => queryOptions({ queryKey: ['tokens'], ...read('GET /api/tokens') }),
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
