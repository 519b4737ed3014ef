import type { Connector, Feed } from './domain/connector.ts'

/**
 * Counts the calls of some connectors. A call waits for its turn, and is several requests: connectors that are closed under it
 * would make it fail, and perhaps leave half of a write.
 */
export class CallsUnderWay {
  private readonly calls = new Set<Promise<unknown>>()
  private readonly failed: (error: unknown) => void

  /** @param failed hears why a call failed; whoever has called hears it as well */
  constructor(failed: (error: unknown) => void) {
    this.failed = failed
  }

  /** The same connector, whose calls are counted. */
  of(connector: Connector): Connector {
    return {
      ...this.counted(connector, (name) => name !== 'close'),
      feeds: connector.feeds.map((feed: Feed) => this.counted(feed, () => true)),
    }
  }

  /** Resolves when none is under way. */
  async ended(): Promise<void> {
    while (this.calls.size > 0) await Promise.allSettled([...this.calls])
  }

  private counted<Thing extends object>(thing: Thing, which: (name: string) => boolean): Thing {
    const members = Object.entries(thing).map(([name, its]: [string, unknown]) => {
      if (typeof its !== 'function' || !which(name)) return [name, its]
      return [name, (...given: unknown[]) => this.count(Reflect.apply(its, thing, given))]
    })
    return { ...thing, ...Object.fromEntries(members) }
  }

  private count(result: unknown): unknown {
    if (!(result instanceof Promise)) return result
    this.calls.add(result)
    const end = () => this.calls.delete(result)
    result.then(end, (error: unknown) => {
      end()
      this.failed(error)
    })
    return result
  }
}
