import { Hono } from 'hono'
import { HubError, NotFound } from '../domain/errors.ts'
import { integrationId } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { type Reader, reconcileOrders, Sums, summaryOf } from '../reconcile/index.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { serve } from './serve.ts'

interface ReconciliationParts {
  readonly database: Database
  readonly doorOf: (token: string) => Reader
  readonly ownToken: string
  readonly closing: AbortSignal
}

/** A comparison asks both systems for every order: of more than these the systems would know. */
const mostAtOnce = 2

/** A period is compared while somebody listens: each difference is sent when it is found, so none has to be kept. */
export function reconciliationRoutes({ database, doorOf, ownToken, closing }: ReconciliationParts): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  let underWay = 0

  serve(app, routes.reconcile, async ({ params, body }, context) => {
    const integration = await database.stores.integrations.get(integrationId(params.integration))
    if (!integration) throw new NotFound(`Integration ${params.integration}`, '"ledgerline status" lists them.')
    if (underWay >= mostAtOnce)
      return context.json(
        { error: { code: 'busy', message: 'Two periods are being compared.', hint: 'Wait for one of them to end.' } },
        429,
      )
    underWay++
    let isOpen = true
    const ended = () => {
      if (isOpen) underWay--
      isOpen = false
    }
    const signals = [closing, context.req.raw.signal]
    const isStopped = () => signals.some(({ aborted }) => aborted)
    const events = eventsOf()
    return new Response(
      new ReadableStream<Uint8Array>({
        // Asked for when the one who listens has room: a slow listener slows the comparison, not the hub.
        async pull(controller) {
          const { value, done } = isStopped() ? { value: undefined, done: true } : await events.next()
          if (value !== undefined) controller.enqueue(value)
          if (done) {
            await events.return(undefined)
            ended()
            controller.close()
          }
        },
        async cancel() {
          ended()
          await events.return(undefined)
        },
      }),
      { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' } },
    )

    async function* eventsOf(): AsyncGenerator<Uint8Array, undefined> {
      const encoder = new TextEncoder()
      const event = (data: object) => encoder.encode(`data: ${JSON.stringify(data)}\n\n`)
      const sums = new Sums(body, 0)
      try {
        for await (const { differences } of reconcileOrders(doorOf(ownToken), params.integration, body)) {
          sums.add(differences)
          for (const one of differences) yield event({ type: 'difference', ...one })
          if (sums.all.orders % progressEvery === 0) yield event({ type: 'progress', orders: sums.all.orders })
        }
        const { orders, kinds, atStake } = sums.all
        yield event({ type: 'ended', orders, kinds, atStake, says: summaryOf(sums.all) })
      } catch (error) {
        ended()
        if (!(error instanceof HubError)) throw error
        yield event({ type: 'failed', code: error.code, says: `${error.message}. ${error.hint}` })
      }
      return undefined
    }
  })
  return app
}

const progressEvery = 100
