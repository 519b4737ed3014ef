import { Hono } from 'hono'
import { expect } from 'vitest'
import { type Route, routes } from '../../src/routes/index.ts'

const described = Object.values<Route>(routes)
const finder = new Hono()
for (const [place, { at }] of described.entries()) {
  const [method, path] = at.split(' ') as [string, string]
  finder.on(method, path, (context) => context.text(String(place)))
}

/** The route that answers this; null: none is described. */
async function routeOf(path: string, method: string): Promise<Route | null> {
  const found = await finder.request(path, { method })
  return found.status === 200 ? described[Number(await found.text())]! : null
}

/**
 * Holds an answer against the description of its route: it fits, and holds nothing that is not described.
 * @returns the response, still to be read
 */
export async function asDescribed(path: string, method: string, response: Response): Promise<Response> {
  const route = await routeOf(path, method)
  if (response.status >= 400 || !route || 'media' in route.answer) return response
  const answer: unknown = await response.clone().json()
  const { data, error } = route.answer.safeParse(answer)
  expect(error?.issues, `${route.at} answers as described`).toBeUndefined()
  expect(data, `${route.at} answers nothing else`).toEqual(answer)
  expect(response.status, route.at).toBe(route.status)
  return response
}
