/** What a browser sends, and what it gets. */
export type Headers = Readonly<Record<string, string>>

/**
 * Sends requests to a hub as one of its own pages does.
 * @param app of the hub, asked for at each request
 * @param page headers of every request
 */
export const sendAs =
  (app: () => { request(path: string, init: RequestInit): Response | Promise<Response> }, page: Headers) =>
  async (at: string, headers: Headers = {}, body?: unknown) => {
    const [method, path] = at.split(' ') as [string, string]
    const answer = await app().request(path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...page, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const json = JSON.parse(await answer.text())
    return { status: answer.status, code: json?.error?.code as string | undefined, json, headers: answer.headers }
  }
