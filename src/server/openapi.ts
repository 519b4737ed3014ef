import { z } from 'zod'
import type { Scope } from '../domain/person.ts'
import { type Route, routes, routesByNoun } from '../routes/index.ts'

const scopes = new Map<string, Scope | null>(Object.values(routes).map(({ at, scope }) => [at, scope]))
/** What a route ("GET /api/audit") needs; null where nothing is asked for, undefined where it is not described. */
export const scopeOf = (at: string): Scope | null | undefined => scopes.get(at)

const problem = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      hint: z.string(),
      problems: z.array(z.object({ at: z.string(), reason: z.string() })).optional(),
    }),
  })
  .meta({ id: 'Problem', description: 'What happened, and what to do.' })

type Schemas = Record<string, unknown>

let made: { readonly version: string; readonly text: string } | null = null

/** The description of the API as JSON, made once: making it keeps everything else waiting. */
export function openApiText(version: string): string {
  if (made?.version !== version) made = { version, text: JSON.stringify(openApiDocument(version)) }
  return made.text
}

/** The description of the API, OpenAPI 3.1. */
function openApiDocument(version: string) {
  const paths: Record<string, Record<string, unknown>> = {}
  const schemas: Schemas = {}
  schemaOf(problem, 'output', schemas)
  for (const [noun, ofNoun] of Object.entries(routesByNoun)) {
    for (const [operationId, route] of Object.entries<Route>(ofNoun)) {
      const [method, path] = route.at.split(' ') as [string, string]
      const open = path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')
      const described = { operationId, tags: [noun], ...operation(route, path, schemas) }
      paths[open] = { ...paths[open], [method.toLowerCase()]: described }
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Ledgerline', version, description: 'What the hub’s commands, tools and web pages use.' },
    security: [{ token: [] }, { person: [] }],
    tags: Object.keys(routesByNoun).map((name) => ({ name })),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'Made by "ledgerline tokens add NAME".' },
        person: { type: 'http', scheme: 'basic', description: 'A person’s e-mail and password.' },
      },
      schemas,
    },
    paths,
  }
}

function operation({ says, scope, query, body, answer, status }: Route, path: string, schemas: Schemas) {
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
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  const content =
    'media' in answer
      ? { [answer.media]: { schema: { type: 'string' } } }
      : { 'application/json': { schema: schemaOf(answer, 'output', schemas) } }
  return {
    summary: says,
    ...(scope === null ? { security: [] } : { description: `Needs the scope “${scope}”.` }),
    parameters: [...inPath, ...inQuery],
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(body, 'input', schemas) } },
          },
        }
      : {}),
    responses: { [status]: { description: 'Done.', content }, '4XX': failure, '5XX': failure },
  }
}

/**
 * A schema, those with names put beside it once for all routes. An answer may get more members with time, so its objects
 * are open. Any JSON value is described to itself by reference: `{}` says the same.
 */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', schemas: Schemas): unknown {
  const { $schema, $defs = {}, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  const named = Object.keys($defs).filter((name) => !/^__/.test(name))
  const plain = (part: unknown): unknown =>
    JSON.parse(JSON.stringify(part), (member, value) => {
      if (member === 'id' && typeof value === 'string' && named.includes(value)) return undefined
      if (io === 'output' && member === 'additionalProperties' && value === false) return undefined
      if (typeof value !== 'object' || value === null || !('$ref' in value)) return value
      const name = String(value.$ref).replace('#/$defs/', '')
      return named.includes(name) ? { $ref: `#/components/schemas/${name}` } : {}
    })
  for (const name of named) schemas[name] = plain($defs[name])
  return plain(rest)
}
