import { randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { Clock } from '../domain/clock.ts'
import type { Log } from '../domain/observe.ts'
import type { Database, HubEvent } from '../domain/stores.ts'
import { routes } from '../routes/index.ts'
import type { Caller, CallerEnv } from './actors.ts'
import { serve } from './serve.ts'
import { isOwnersBrowser } from './sessions.ts'

export interface EventParts {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly closing: AbortSignal
}

/** Events that a client that comes back is told again: some minutes of a busy hub. */
const mostKept = 2_000
/** Waiting for one client. One that reads no faster is let go; it comes back, and is told to read everything again. */
const mostWaiting = 500
const mostClients = 300
/** A browser shares one stream over its tabs; a person has several browsers. */
const mostOfOne = 12
/** Proxies close what is silent; a client that has gone is found out by it. Whoever may not read any more is let go, too. */
const beatMs = 15_000
/** When to come back after the stream broke. */
const retryMs = 2_000

interface Client {
  readonly subject: string
  readonly send: (text: string) => void
  readonly end: () => void
  readonly allowed: () => Promise<boolean>
}

/**
 * What moves, told to pages as it happens, whichever process did it. Each event has a number of this process; a client
 * that names one of another process, or one that is not kept any more, is told to read everything again.
 */
export function eventRoutes({ database, clock, log, closing }: EventParts): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  const process = randomBytes(6).toString('hex')
  const clients = new Set<Client>()
  const kept: { readonly number: number; readonly text: string }[] = []
  let newest = 0
  let hearing: Promise<unknown> | null = null

  const idOf = (number: number) => `${process}-${number}`
  const frame = (name: string | null, data: object, number = newest) =>
    `id: ${idOf(number)}\n${name === null ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`

  function heard(event: HubEvent): void {
    if (event.noun === 'access') {
      void lookAgain()
      return
    }
    newest++
    const text = event.noun === 'many' ? frame('reset', {}) : frame(null, event)
    kept.push({ number: newest, text })
    if (kept.length > mostKept) kept.shift()
    for (const client of clients) client.send(text)
  }

  /** Lets go who may not read any more. */
  async function lookAgain(): Promise<void> {
    for (const client of clients) {
      const allowed = await client.allowed().catch((error: unknown) => {
        log.warn('whether a client may still follow events is not known', { error: String(error) })
        return false
      })
      if (!allowed) client.end()
    }
  }

  /** What a client has missed: null when that cannot be told. */
  function missedSince(last: string | undefined): readonly string[] | null {
    if (last === undefined) return []
    const number = last.startsWith(`${process}-`) ? Number(last.slice(process.length + 1)) : Number.NaN
    const oldest = kept[0]?.number ?? newest + 1
    if (!Number.isInteger(number) || number > newest || number < oldest - 1) return null
    return kept.filter((one) => one.number > number).map(({ text }) => text)
  }

  const beat = setInterval(() => {
    for (const client of clients) client.send(': still here\n\n')
    void lookAgain()
  }, beatMs).unref()
  closing.addEventListener('abort', () => {
    clearInterval(beat)
    for (const client of clients) client.end()
    void hearing?.then((stop) => (stop as () => Promise<void>)()).catch(() => {})
  })

  serve(app, routes.followEvents, async ({ caller }, context) => {
    const subject = JSON.stringify(caller.actor)
    const own = [...clients].filter((client) => client.subject === subject)
    if (clients.size >= mostClients || closing.aborted)
      return context.json(
        { error: { code: 'busy', message: 'Too many follow the events.', hint: 'Try again in some seconds.' } },
        503,
        { 'retry-after': '10' },
      )
    if (own.length >= mostOfOne) own[0]!.end()
    // From the first client on: whoever follows nothing costs no connection.
    hearing ??= database.events.hear(heard).catch((error: unknown) => {
      hearing = null
      throw error
    })
    await hearing
    const last = context.req.header('last-event-id')
    const missed = missedSince(last)
    const first = missed === null ? frame('reset', {}) : frame('hello', {})
    const body = stream(subject, () => stillAllowed(context, caller), [
      `retry: ${retryMs}\n\n`,
      ...(missed ?? []),
      first,
    ])
    return new Response(body, {
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      },
    })
  })
  return app

  function stream(
    subject: string,
    allowed: Client['allowed'],
    beginning: readonly string[],
  ): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder()
    let client: Client
    return new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const end = () => {
            if (!clients.delete(client)) return
            controller.close()
          }
          client = {
            ...{ subject, allowed, end },
            send(text) {
              if ((controller.desiredSize ?? 0) <= 0) end()
              else controller.enqueue(encoder.encode(text))
            },
          }
          clients.add(client)
          for (const text of beginning) controller.enqueue(encoder.encode(text))
        },
        cancel: () => void clients.delete(client),
      },
      new CountQueuingStrategy({ highWaterMark: mostWaiting }),
    )
  }

  async function stillAllowed(context: Context, { actor, session }: Caller): Promise<boolean> {
    const now = clock.now()
    if (session)
      return (await database.stores.sessions.list(session.person.id, now)).some(({ id }) => id === session.id)
    if (actor.kind === 'person') return (await database.people.list()).some(({ id }) => id === actor.id)
    if (actor.kind === 'hub') return true
    // The owner of the data folder, by its access file, or by a browser that the link opened.
    if (actor.id === 'local')
      return context.req.header('authorization') !== undefined || (await isOwnersBrowser(context, { database, clock }))
    const token = (await database.stores.tokens.list()).find(({ id }) => id === actor.id)
    return token !== undefined && token.revokedAt === null && token.expiresAt > now
  }
}
