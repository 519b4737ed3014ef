import { sql } from 'drizzle-orm'
import * as z from 'zod/mini'
import type { Events, HubEvent } from '../domain/stores/events.ts'
import type { Driver } from './session.ts'

const channel = 'ledgerline_events'
/** Events are collected for so long and sent together: each NOTIFY takes a lock that all of the server's commits share. */
const collectMs = 200
/** PostgreSQL takes less than 8,000 bytes. */
const mostBytes = 7_500
/** Of one collecting: more of them are one event that says so. */
const mostAtOnce = 400

const batch = z.array(z.looseObject({ noun: z.string() }))

/** Events over NOTIFY: every process on the database hears those of all. */
export function createEvents(driver: Driver): Events & { close(): Promise<void> } {
  const waiting = new Map<string, HubEvent>()
  let timer: NodeJS.Timeout | null = null
  let sending: Promise<void> = Promise.resolve()

  async function send(events: readonly HubEvent[]): Promise<void> {
    for (const payload of payloadsOf(events.length > mostAtOnce ? [{ noun: 'many' }] : events))
      await driver.session.execute(sql`select pg_notify(${channel}, ${payload})`)
  }
  function flush(): void {
    if (timer) clearTimeout(timer)
    timer = null
    const events = [...waiting.values()]
    waiting.clear()
    // What cannot be sent is not worth ending anything: pages read again by themselves, too.
    if (events.length > 0) sending = sending.then(() => send(events)).catch(() => {})
  }

  return {
    tell(event) {
      // Of one thing the newest state is enough.
      const { state: _, ...what } = event
      waiting.delete(JSON.stringify(what))
      waiting.set(JSON.stringify(what), event)
      timer ??= setTimeout(flush, collectMs).unref()
    },
    hear(listener) {
      return driver.standing(async (client) => {
        client.on('notification', ({ payload = '[]' }) => {
          for (const event of eventsOf(payload)) listener(event)
        })
        await client.query(`listen ${channel}`)
        // While there was no connection, anything may have moved.
        listener({ noun: 'many' })
      })
    },
    async close() {
      flush()
      await sending
    },
  }
}

function payloadsOf(events: readonly HubEvent[]): string[] {
  const payloads: string[] = []
  let part: string[] = []
  let bytes = 2
  for (const text of events.map((event) => JSON.stringify(event))) {
    const its = Buffer.byteLength(text) + 1
    if (bytes + its > mostBytes && part.length > 0) {
      payloads.push(`[${part.join(',')}]`)
      part = []
      bytes = 2
    }
    part.push(text)
    bytes += its
  }
  return part.length > 0 ? [...payloads, `[${part.join(',')}]`] : payloads
}

function eventsOf(payload: string): readonly HubEvent[] {
  try {
    return batch.parse(JSON.parse(payload)) as readonly HubEvent[]
  } catch {
    return [{ noun: 'many' }]
  }
}
