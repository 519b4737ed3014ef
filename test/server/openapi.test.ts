import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scopes } from '../../src/domain/person.ts'
import { type Route, routes } from '../../src/routes/index.ts'
import { type Joined, joined } from '../whole/joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined({ started: true })
})
afterAll(() => all[Symbol.asyncDispose]())

/** Doors with a protocol of their own, told in the README: the module's, and the MCP clients'. */
const ownProtocol = /^\w+ \/(webhooks|mcp|oauth|\.well-known)/

const described = Object.values<Route>(routes)

interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly responses: Readonly<Record<string, { readonly content?: Record<string, { readonly schema: object }> }>>
}

const json = { 'content-type': 'application/json' }

describe('the description of the API', () => {
  test('names every route that there is, and no other', () => {
    const routes = all.hub.app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replace(/(.)\/$/, '$1')}`)
      .filter((route) => !ownProtocol.test(route))
    expect(described.map(({ at }) => at).sort()).toEqual([...new Set(routes)].sort())
  })

  test('says truly what a token needs', async () => {
    for (const { at: route, scope } of described) {
      const [method, path] = route.split(' ') as [string, string]
      const address = path.replace(/:\w+(\{[^}]*\})?/g, 'x')
      const answer = async (headers: Record<string, string>) =>
        (
          await all.hub.app.request(address, {
            method,
            headers: { ...headers, ...json },
            ...(method === 'GET' ? {} : { body: '{}' }),
          })
        ).status
      const asked = await answer({})
      if (scope === null) {
        expect([401, 403], route).not.toContain(asked)
        continue
      }
      expect(asked, route).toBe(401)
      for (const given of scopes) {
        const status = await answer({ authorization: `Bearer ${await tokenOf(given)}` })
        expect(status === 403, `${route} with ${given}`).toBe(given !== scope)
      }
    }
  })

  test('lets a token that reads do nothing else, however the address is spelled', async () => {
    const authorization = `Bearer ${await tokenOf('read')}`
    const answer = async (method: string, address: string) =>
      (
        await all.hub.app.request(address, {
          method,
          headers: { authorization, ...json },
          ...(/GET|HEAD/.test(method) ? {} : { body: '{}' }),
        })
      ).status
    // They change nothing, or what is the caller's alone, or who is signed in where and by what: with one's own session or sign-in.
    const looks =
      /\/(check|plan|compare|reconciliation|draft|password)$|^\/api\/(?:sessions?|chats?|terminal|authorization|clients|factors|filters)\b/
    for (const { at: route, scope } of described) {
      const [method, path] = route.split(' ') as [string, string]
      const address = path.replace(/:\w+(\{[^}]*\})?/g, 'x')
      if (scope === null || method === 'GET') continue
      expect(scope === 'read', route).toBe(looks.test(path))
      if (looks.test(path)) continue
      const spellings = [
        address,
        address.replace('/api/', '/%61pi/'),
        address.replace(/.$/, (end) => `%${end.charCodeAt(0).toString(16)}`),
        path.replace(/:\w+(\{[^}]*\})?/g, 'x%2Fcheck'),
        path.replace(/:\w+(\{[^}]*\})?/g, 'plan'),
        `${address}?/plan`,
        `${address}#/check`,
      ]
      for (const spelling of spellings) expect(await answer(method, spelling), `${method} ${spelling}`).toBe(403)
      // No such route: nothing answers.
      for (const spelling of [`${address}/`, `${address}/plan`, `/${address}`, address.toUpperCase()])
        expect(await answer(method, spelling), `${method} ${spelling}`).toBe(404)
    }
    expect(await answer('HEAD', '/api/integrations')).toBe(200)
    expect(await answer('OPTIONS', '/api/integrations/main')).toBe(404)
    expect(await answer('HEAD', '/api/people')).toBe(403)
  })

  test('is one document whose references resolve; each route has an id, a tag, an answer', async () => {
    const document = (await (await all.hub.app.request('/openapi.json')).json()) as Record<string, unknown>
    expect(document.openapi).toBe('3.1.0')
    const paths = document.paths as Record<string, Record<string, Operation>>
    const operations = Object.values(paths).flatMap((path) => Object.values(path))
    expect(operations).toHaveLength(described.length)
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(described.length)
    for (const { operationId, tags, responses } of operations) {
      expect(tags, operationId).toHaveLength(1)
      const [, done] = Object.entries(responses).find(([status]) => /^2/.test(status)) ?? []
      const [content] = Object.values(done?.content ?? {})
      expect(Object.keys(content?.schema ?? {}), `${operationId} describes its answer`).not.toEqual([])
    }
    const text = JSON.stringify(document)
    for (const [, reference] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
      const found = reference!
        .slice(2)
        .split('/')
        .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], document)
      expect(found, reference).toBeDefined()
    }
  })
})

const made = new Map<string, string>()
async function tokenOf(scope: (typeof scopes)[number]): Promise<string> {
  const known = made.get(scope)
  if (known) return known
  const { people } = all.hub.database
  if (made.size === 0)
    await people.add({ email: 'ada@example.com', name: 'Ada', role: 'admin', password: 'correct horse battery' })
  const { token } = await all.client.post<{ token: string }>('/api/tokens', {
    by: { email: 'ada@example.com', password: 'correct horse battery' },
    name: scope,
    scopes: [scope],
  })
  made.set(scope, token)
  return token
}
