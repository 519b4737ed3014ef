import type { Context, Hono } from 'hono'
import type { z } from 'zod'
import type { Answer, Params, Route } from '../routes/index.ts'
import type { Caller, CallerEnv } from './actors.ts'
import { parseInput, readBody } from './input.ts'
import { shownTo } from './shown-to.ts'

/** A request, checked against the description of its route. */
export interface Asked<R extends Route> {
  readonly params: Params<R['at']>
  readonly query: R['query'] extends z.ZodType ? z.output<R['query']> : undefined
  readonly body: R['body'] extends z.ZodType ? z.output<R['body']> : undefined
  readonly caller: Caller
  /** Where the request comes from. */
  readonly from: string
}

type Answered<R extends Route> = R['answer'] extends z.ZodType ? Answer<R> | Response : Response

/** Serves a route as it is described. What `handle` returns is the answer as JSON; a Response is sent as it is. */
export function serve<R extends Route>(
  app: Hono<CallerEnv>,
  route: R,
  handle: (asked: Asked<R>, context: Context<CallerEnv>) => Promise<Answered<R>> | Answered<R>,
): void {
  const [method, path] = route.at.split(' ') as [string, string]
  app.on(method, path, async (context) => {
    const asked = {
      params: context.req.param(),
      query: route.query && parseInput(route.input, route.query, context.req.query()),
      body: route.body && parseInput(route.input, route.body, await readBody(context)),
      caller: context.get('caller'),
      from: context.get('from'),
    }
    const given = await handle(asked as Asked<R>, context)
    const answer = await shownTo(context.get('hiding'), route, asked, context, given)
    return answer instanceof Response ? answer : context.json(answer as object, route.status)
  })
}
