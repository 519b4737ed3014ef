import { z } from 'zod'
import type { Scope } from '../domain/person.ts'
import { auditFilter, auditHead } from './audit.ts'

import { erasureInput } from './erasures.ts'
import { compareInput, importInput } from './import.ts'
import { incidentFilter } from './incidents.ts'
import { confirmInput, integrationQuery, pauseInput } from './integrations.ts'
import { planInput, replayInput, runInput } from './orders.ts'
import { firstInput, passwordInput, personInput, removal, roleInput, tokenInput } from './people.ts'
import { decisionInput, proposalFilter, proposalInput, revertInput } from './proposals.ts'
import { findQuery, gpSearchQuery, listQuery, orderSearch } from './records.ts'
import { ruleDifferencesQuery } from './rule-differences.ts'
import { linkQuery, outcomeQuery, runQuery } from './runs.ts'
import { moduleInput } from './webhook-settings.ts'

/** One route of the API, as it is told to programs. Paths as Hono has them. */
interface Described {
  readonly route: string
  readonly summary: string
  /** What the token must have; null: none is asked for. */
  readonly scope: Scope | null
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
}

const one = '/api/integrations/:integration'
const anything = z.object({}).catchall(z.string())

/** Every route. A test holds it against the routes that there are. */
export const described: readonly Described[] = [
  { route: 'GET /health/live', summary: 'The process runs.', scope: null },
  { route: 'GET /health/ready', summary: 'It serves, and its database answers.', scope: null },
  { route: 'GET /metrics', summary: 'Figures, as Prometheus reads them.', scope: null },
  { route: 'GET /openapi.json', summary: 'This description.', scope: null },
  { route: 'GET /api/me', summary: 'Who asks, and what they may do.', scope: 'read' },
  {
    route: 'GET /api/integrations',
    summary: 'Integrations with their state and counts of runs.',
    scope: 'read',
    query: integrationQuery,
  },
  { route: `GET ${one}`, summary: 'The newest version as files: part name to content.', scope: 'read' },
  {
    route: `PUT ${one}`,
    summary: 'Checks and tries such files, and stores them as a new version, with credentials; or only tries them.',
    scope: 'admin',
    body: importInput,
  },
  {
    route: `POST ${one}/compare`,
    summary: 'How such files differ from the newest version, and what an import of them would undo.',
    scope: 'read',
    body: compareInput,
  },
  {
    route: `POST ${one}/check`,
    summary: 'Checks connections, permissions, clocks and policies.',
    scope: 'read',
    body: anything,
  },
  {
    route: `POST ${one}/confirm`,
    summary: 'Names the GP company that may be written to.',
    scope: 'admin',
    body: confirmInput,
  },
  { route: `POST ${one}/pause`, summary: 'Pauses the integration or one flow.', scope: 'operate', body: pauseInput },
  { route: `POST ${one}/resume`, summary: 'Lets it go on.', scope: 'operate', body: pauseInput },
  {
    route: `GET ${one}/orders/:key`,
    summary: 'One order: runs, journal, proof, links, incidents.',
    scope: 'read',
  },
  {
    route: `POST ${one}/orders/:key/run`,
    summary: 'Carries an order out now, or only tries it.',
    scope: 'operate',
    body: runInput,
  },
  {
    route: `POST ${one}/orders/:key/plan`,
    summary:
      'What a run would do now, also under edits of the definition and corrections of the record. Writes nothing.',
    scope: 'read',
    body: planInput,
  },
  {
    route: `POST ${one}/orders/:key/replay`,
    summary:
      'Starts again from the shop. A correction of the record takes an approver’s sign-in: it is proposed and approved as theirs.',
    scope: 'operate',
    body: replayInput,
  },
  {
    route: `POST ${one}/erasures`,
    summary: 'What is kept of a customer, and with "confirm" its erasure, for good. Takes an admin’s own sign-in.',
    scope: 'admin',
    body: erasureInput,
  },
  { route: `GET ${one}/runs`, summary: 'Runs, newest first.', scope: 'read', query: runQuery },
  {
    route: `GET ${one}/outcomes`,
    summary: 'What became of each order of the last week, or since then: the state of its newest run, newest first.',
    scope: 'read',
    query: outcomeQuery,
  },
  { route: `GET ${one}/runs/:run`, summary: 'One run with its journal.', scope: 'read' },
  { route: `GET ${one}/links`, summary: 'Which records are linked.', scope: 'read', query: linkQuery },
  {
    route: `GET ${one}/records/entities`,
    summary: 'Entities of both systems: fields, searches, writes.',
    scope: 'read',
  },
  {
    route: `GET ${one}/records/prestashop/orders`,
    summary: 'Shop orders by reference, state or customer.',
    scope: 'read',
    query: orderSearch,
  },
  {
    route: `GET ${one}/records/prestashop/:entity`,
    summary: 'Shop records whose fields are equal to those of the query.',
    scope: 'read',
    query: findQuery,
  },
  {
    route: `GET ${one}/records/shop-rows/:resource`,
    summary: 'Rows of any resource of the shop’s Webservice, without secrets.',
    scope: 'read',
    query: findQuery,
  },
  {
    route: `GET ${one}/records/gp/:entity`,
    summary: 'GP items or reference data, searched and paged.',
    scope: 'read',
    query: listQuery,
  },
  {
    route: `GET ${one}/records/gp-search/:entity`,
    summary: 'GP customers, addresses and sales orders by fields.',
    scope: 'read',
    query: gpSearchQuery,
  },
  {
    route: `GET ${one}/records/:system/:entity/:key{.+}`,
    summary: 'One record as the system has it now.',
    scope: 'read',
  },
  {
    route: `GET ${one}/suggestions/value-maps/:valueMap`,
    summary: 'What the values without an answer may stand for: candidates of the other system, with reasons.',
    scope: 'read',
  },
  {
    route: `GET ${one}/feeds`,
    summary:
      'How the hub learns of changes: when each feed came through, since when and why it fails, what it cannot read.',
    scope: 'read',
  },
  {
    route: `GET ${one}/webhooks`,
    summary: 'The shop’s module: when it was heard of, what waits there, what it missed.',
    scope: 'read',
  },
  {
    route: `POST ${one}/webhooks/pair`,
    summary: 'A pairing code for the module, for a quarter of an hour.',
    scope: 'admin',
    body: moduleInput,
  },
  {
    route: `POST ${one}/webhooks/module`,
    summary: 'The module as a zip, with address and a fresh secret in it.',
    scope: 'admin',
    body: moduleInput,
  },
  {
    route: `GET ${one}/rule-differences`,
    summary:
      'Documents in GP that the rules of today would write differently, a page at a time, with sums per currency. Writes nothing.',
    scope: 'read',
    query: ruleDifferencesQuery,
  },
  {
    route: `POST ${one}/standard`,
    summary: 'Proposes the newer standard flows and mappings, also where that was declined before.',
    scope: 'propose',
    body: anything,
  },
  { route: 'GET /api/incidents', summary: 'What stops runs, newest first.', scope: 'read', query: incidentFilter },
  { route: 'GET /api/incidents/:id', summary: 'One incident with the records it holds.', scope: 'read' },
  {
    route: 'POST /api/incidents/:id/replay',
    summary: 'Starts all of its records again.',
    scope: 'operate',
    body: anything,
  },
  {
    route: 'POST /api/incidents/:id/resolve',
    summary: 'A person says that it is settled; orders that it held because money had moved go on.',
    scope: 'operate',
    body: anything,
  },
  { route: 'GET /api/proposals', summary: 'Proposals, newest first.', scope: 'read', query: proposalFilter },
  {
    route: 'GET /api/proposals/:id',
    summary: 'One proposal, also in sentences; what became of the records that it started again.',
    scope: 'read',
  },
  {
    route: 'GET /api/proposals/:id/preview',
    summary:
      'The orders it is about, and the newest ones when it edits the definition, tried before and under it. Writes nothing.',
    scope: 'read',
  },
  { route: 'POST /api/proposals', summary: 'Proposes changes.', scope: 'propose', body: proposalInput },
  {
    route: 'POST /api/proposals/:id/decide',
    summary:
      'A person’s decision, with their own e-mail and password. No token is enough. Still pending: one more person must approve, see `needs`.',
    scope: 'propose',
    body: decisionInput,
  },
  {
    route: 'POST /api/proposals/:id/revert',
    summary: 'Proposes what undoes an applied one.',
    scope: 'propose',
    body: revertInput,
  },
  { route: 'GET /api/audit', summary: 'The audit log, newest first.', scope: 'read', query: auditFilter },
  {
    route: 'GET /api/audit/verify',
    summary:
      'Walks its chain of hashes; with the newest line and hash of an earlier walk also whether lines were cut off.',
    scope: 'read',
    query: auditHead,
  },
  { route: 'GET /api/people', summary: 'People and their roles.', scope: 'operate' },
  { route: 'POST /api/people', summary: 'Adds a person, by an admin’s sign-in.', scope: 'operate', body: personInput },
  {
    route: 'POST /api/people/first',
    summary: 'The first admin, where nobody can sign in yet.',
    scope: 'operate',
    body: firstInput,
  },
  { route: 'POST /api/people/:email/password', summary: 'Sets a password.', scope: 'operate', body: passwordInput },
  {
    route: 'POST /api/people/:email/role',
    summary: 'Gives another role; tokens of theirs that may do more end.',
    scope: 'operate',
    body: roleInput,
  },
  {
    route: 'POST /api/people/:email/remove',
    summary: 'Removes a person; their tokens end.',
    scope: 'operate',
    body: removal,
  },
  { route: 'GET /api/tokens', summary: 'Tokens of programs, without the tokens.', scope: 'operate' },
  { route: 'POST /api/tokens', summary: 'Makes a token, shown once.', scope: 'operate', body: tokenInput },
  { route: 'POST /api/tokens/:id/revoke', summary: 'Revokes a token.', scope: 'operate', body: removal },
]

/** What a route needs; null where nothing is asked for, undefined where it is not described. */
export const scopeOf = (route: string): Scope | null | undefined => scopes.get(route)
const scopes = new Map(described.map(({ route, scope }) => [route, scope]))

const problem = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    hint: z.string(),
    problems: z.array(z.object({ at: z.string(), reason: z.string() })).optional(),
  }),
})

/** The description of the API, OpenAPI 3.1. */
export function openApiDocument(version: string): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of described) {
    const [method, path] = route.route.split(' ') as [string, string]
    const open = path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')
    paths[open] = { ...paths[open], [method.toLowerCase()]: operation(route, path) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Ledgerline', version, description: 'What the hub’s commands, tools and web pages use.' },
    security: [{ token: [] }, { person: [] }],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'Made by "ledgerline tokens add".' },
        person: { type: 'http', scheme: 'basic', description: 'A person’s e-mail and password.' },
      },
      schemas: { Problem: schemaOf(problem, 'output') },
    },
    paths,
  }
}

function operation({ summary, scope, query, body }: Described, path: string) {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const { properties = {}, required = [] } = query ? z.toJSONSchema(query, { io: 'input' }) : {}
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
  const failure = {
    description: 'Says what happened and what to do.',
    content: json({ $ref: '#/components/schemas/Problem' }),
  }
  return {
    summary,
    ...(scope === null ? { security: [] } : { description: `Needs the scope “${scope}”.` }),
    parameters: [...inPath, ...inQuery],
    ...(body ? { requestBody: { required: true, content: json(schemaOf(body, 'input')) } } : {}),
    responses: { '2XX': { description: 'Done.', content: json({}) }, '4XX': failure, '5XX': failure },
  }
}

const json = (schema: unknown) => ({ 'application/json': { schema } })

/** Any JSON value is described to itself by reference, which would point outside of the place it stands in: `{}` says the same. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): unknown {
  const { $schema, $defs, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return JSON.parse(JSON.stringify(rest), (_, value) =>
    typeof value === 'object' && value !== null && '$ref' in value ? {} : value,
  )
}
