import { Hono } from 'hono'
import { NotFound } from '../domain/errors.ts'
import type { Json } from '../domain/record.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { serve } from './serve.ts'

/** The demo shop and company of this hub, as its pages use them. */
export interface Demo {
  readonly integration: string
  /**
   * Places an order in the demo shop.
   * @param loseReply GP stores the next sales order, and its reply never arrives
   * @param newCarrier the shop ships by a carrier of a new number, of which nobody has said what it is in GP
   * @returns the order's id
   */
  place(order: { readonly loseReply: boolean; readonly newCarrier: boolean }): Promise<string>
  /** The sales orders of this number that GP itself has stored, as it stores them: not what the hub knows of them. */
  documents(number: string): Promise<Json[]>
}

/** What a newcomer tries. Only where the hub runs the demo: nothing here reaches a real system. */
export function demoRoutes(demo: () => Demo | null): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  const running = (): Demo => {
    const its = demo()
    if (its) return its
    throw new NotFound('The demo', 'A hub runs it while no integration of your own is set up.')
  }
  serve(app, routes.readDemo, () => ({ integration: running().integration }))
  serve(app, routes.placeDemoOrder, async ({ body }) => {
    const its = running()
    return { integration: its.integration, order: await its.place(body) }
  })
  serve(app, routes.readDemoDocuments, ({ params: { number } }) => running().documents(number))
  return app
}
