import { randomUUID } from 'node:crypto'
import { hearing, withoutSecrets } from './connectors/exchanges.ts'
import { instant } from './domain/clock.ts'
import type { Connector, RemoteWrite } from './domain/connector.ts'
import type { IntegrationId, RecordRef } from './domain/record.ts'
import type { Database, RawMessage } from './domain/stores.ts'

/** Those that wait to be stored; more are left out, and counted. */
const mostWaiting = 2_000
/** Characters of one text; of a longer one the rest is left out, and the text says so. */
const longest = 512 * 1024

/**
 * What systems were sent and what they answered, as it was: of everything that writes, and of whatever was refused or not
 * answered. Reads that went well say nothing that a journal has not. Stored a little later, beside the work.
 */
export class RawMessages {
  private waiting: RawMessage[] = []
  private storing: Promise<void> = Promise.resolve()
  /** How many were left out since the process began, because the database took them too slowly. */
  leftOut = 0
  private readonly database: Pick<Database, 'stores'>

  constructor(database: Pick<Database, 'stores'>) {
    this.database = database
  }

  /** The same connector, with what its calls exchange kept. */
  ofConnector(connector: Connector, integration: IntegrationId, secrets: Iterable<string>): Connector {
    const hidden = [...secrets]
    const heard = (record: RecordRef | null) => (exchange: Parameters<Parameters<typeof hearing>[0]>[0]) => {
      const { call, writes, startedMs, tookMs, status, sent, received } = exchange
      if (!writes && status !== null && status < 400) return
      if (this.waiting.length >= mostWaiting) {
        this.leftOut++
        return
      }
      this.waiting.push({
        ...{ id: randomUUID(), integration, system: call.system, operation: call.operation, record },
        ...{ at: instant(startedMs), tookMs, status },
        ...{ sent: shown(sent, hidden), received: shown(received, hidden) },
      })
    }
    const reads = heard(null)
    const wrapped = Object.entries(connector).map(([name, its]: [string, unknown]) => {
      if (typeof its !== 'function') return [name, its]
      const call = its as (...given: unknown[]) => unknown
      return name === 'write'
        ? [name, (write: RemoteWrite) => hearing(heard(write.record), () => call(write))]
        : [name, (...given: unknown[]) => hearing(reads, () => call(...given))]
    })
    return { ...connector, ...Object.fromEntries(wrapped) } as Connector
  }

  /** Resolves when what was heard until now is stored. One after the other: two would store the same ones. */
  store(): Promise<void> {
    const stored = this.storing.catch(() => {}).then(() => this.storeAll())
    this.storing = stored
    return stored
  }

  private async storeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const now = this.waiting.slice(0, 100)
      await this.database.stores.rawMessages.add(now)
      this.waiting = this.waiting.slice(now.length)
    }
  }
}

function shown(text: string, secrets: readonly string[]): string {
  // PostgreSQL stores no NUL.
  const its = withoutSecrets(text, secrets).replaceAll('\0', '\uFFFD')
  return its.length <= longest
    ? its
    : `${its.slice(0, longest)}… (${its.length} characters in all; the rest is not kept)`
}
