import { alertRoutes } from './alerts.ts'
import { assistantRoutes } from './assistant.ts'
import { auditRoutes } from './audit.ts'
import { backfillRoutes } from './backfills.ts'
import { chatRoutes } from './chats.ts'
import { clientRoutes } from './clients.ts'
import { connectionRoutes } from './connections.ts'
import { factorRoutes } from './factors.ts'
import { filterRoutes } from './filters.ts'
import { flowRoutes } from './flows.ts'
import { homeRoutes } from './home.ts'
import { hubRoutes } from './hub.ts'
import { incidentRoutes } from './incidents.ts'
import { integrationRoutes } from './integrations.ts'
import { messageRoutes } from './messages.ts'
import { passkeyRoutes } from './passkeys.ts'
import { peopleRoutes } from './people.ts'
import { proposalRoutes } from './proposals.ts'
import { reconciliationRoutes } from './reconciliation.ts'
import { recordRoutes } from './records.ts'
import type { Answer, Input, Route } from './route.ts'
import { runRoutes } from './runs.ts'
import { sessionRoutes } from './sessions.ts'
import { ssoRoutes } from './sso.ts'
import { terminalRoutes } from './terminal.ts'
import { webhookRoutes } from './webhooks.ts'

/** Every route of the API by noun, each under its operation id. The noun is its tag in the description. */
export const routesByNoun = {
  hub: hubRoutes,
  integrations: { ...integrationRoutes, ...connectionRoutes },
  flows: { ...flowRoutes, ...backfillRoutes },
  orders: runRoutes,
  home: homeRoutes,
  records: recordRoutes,
  messages: messageRoutes,
  reconciliation: reconciliationRoutes,
  webhooks: webhookRoutes,
  incidents: incidentRoutes,
  alerts: alertRoutes,
  proposals: proposalRoutes,
  assistant: assistantRoutes,
  chats: chatRoutes,
  audit: auditRoutes,
  people: peopleRoutes,
  clients: clientRoutes,
  filters: filterRoutes,
  sessions: { ...sessionRoutes, ...factorRoutes, ...passkeyRoutes, ...ssoRoutes },
  terminal: terminalRoutes,
}

/** Every route by its operation id. */
export const routes = {
  ...hubRoutes,
  ...integrationRoutes,
  ...connectionRoutes,
  ...flowRoutes,
  ...backfillRoutes,
  ...runRoutes,
  ...homeRoutes,
  ...recordRoutes,
  ...messageRoutes,
  ...reconciliationRoutes,
  ...webhookRoutes,
  ...incidentRoutes,
  ...alertRoutes,
  ...proposalRoutes,
  ...assistantRoutes,
  ...chatRoutes,
  ...auditRoutes,
  ...peopleRoutes,
  ...clientRoutes,
  ...filterRoutes,
  ...sessionRoutes,
  ...factorRoutes,
  ...passkeyRoutes,
  ...ssoRoutes,
  ...terminalRoutes,
}
type Routes = typeof routes

/** Every route by method and path, as both clients name it: `call('GET /api/incidents/:id', …)`. */
export type Api = { readonly [K in keyof Routes as Routes[K]['at']]: Routes[K] }
export type InputOf<A extends keyof Api> = Api[A] extends Route ? Input<Api[A]> : never
export type AnswerOf<A extends keyof Api> = Api[A] extends Route ? Answer<Api[A]> : never

export type { AlertChannelInput } from './alerts.ts'
export { usualTargets } from './home.ts'
export type { Comparison, Confirmation, Imported } from './integrations.ts'
export type { Assertion, Attestation } from './passkeys.ts'
export type { ShownProposal, StartedAgain } from './proposals.ts'
export type { DescribedField, DifferingDocument, EntrySuggestion, FieldChoices, RuleDifferences } from './records.ts'
export type { Answer, Params, Route } from './route.ts'
export type { RecordStory } from './runs.ts'
