import { perhapsOneRecord, WrongAddress } from '../../domain/errors.ts'
import { rowsWith } from './filters.ts'
import type { Webservice } from './webservice.ts'
import type { WireRow } from './xml.ts'

/** Rows that name another record: all of one are asked for. */
export interface RowList {
  readonly resource: string
  /** The field of such a row that names the record. */
  readonly by: string
  readonly display?: readonly string[]
}

/**
 * Reads that several runs ask for at the same moment, as one request: in a burst the calls of an order become few, and one
 * that comes alone waits for nothing. Where the shared answer cannot be read, or lacks a record, each is asked for alone:
 * the error of one record is its own.
 */
export interface SharedReads {
  /** Null: the shop has none. */
  one(resource: string, id: string): Promise<WireRow | null>
  /** Rows that name one of `names`. Rows that others have asked for come along. */
  rowsOf(list: RowList, names: readonly string[]): Promise<readonly WireRow[]>
}

/** Orders with all their lines must fit one answer, and time-out. */
const namesInOneRequest = 20

export function createSharedReads(webservice: Webservice): SharedReads {
  const ones = new Map<string, Ask<ReadonlyMap<string, WireRow | null>>>()
  const lists = new Map<string, Ask<readonly WireRow[]>>()

  async function readOnes(resource: string, ids: readonly string[]): Promise<ReadonlyMap<string, WireRow | null>> {
    const { rows } =
      ids.length === 1
        ? { rows: [] }
        : await webservice.list(resource, { filter: { id: `[${ids.join('|')}]` }, sort: '[id_ASC]' })
    const found = new Map<string, WireRow | null>(rows.map((row) => [String(row.id), row]))
    // A list may leave out what a shop of several shows by its id alone.
    const others = ids.filter((id) => !found.has(id))
    for (const [id, row] of await Promise.all(
      others.map(async (id) => [id, await webservice.one(resource, id)] as const),
    ))
      found.set(id, row)
    return found
  }

  function readRows({ resource, by, display }: RowList, names: readonly string[]): Promise<readonly WireRow[]> {
    return rowsWith(webservice, resource, by, names, { sort: '[id_ASC]', ...(display ? { display } : {}) })
  }

  return {
    async one(resource, id) {
      const ask = ones.get(resource) ?? gather((ids) => readOnes(resource, ids))
      ones.set(resource, ask)
      return (await ask([id])).get(id) ?? null
    },
    rowsOf(list, names) {
      const place = [list.resource, list.by, ...(list.display ?? [])].join(' ')
      const ask = lists.get(place) ?? gather((all) => readRows(list, all))
      lists.set(place, ask)
      return ask(names)
    },
  }
}

type Ask<Found> = (names: readonly string[]) => Promise<Found>

interface Waiting<Found> {
  readonly names: readonly string[]
  readonly resolve: (found: Found | Promise<Found>) => void
  readonly reject: (error: unknown) => void
}

/** What is asked for until the event loop has come round goes together. */
function gather<Found>(read: Ask<Found>): Ask<Found> {
  let waiting: Waiting<Found>[] = []

  function send(): void {
    const all = waiting
    waiting = []
    while (all.length > 0) {
      const some = all.splice(0, 1)
      const names = new Set(some[0]!.names)
      while (all.length > 0 && names.size + all[0]!.names.length <= namesInOneRequest) {
        for (const name of all[0]!.names) names.add(name)
        some.push(all.shift()!)
      }
      void answer(some, [...names])
    }
  }

  async function answer(some: readonly Waiting<Found>[], names: readonly string[]): Promise<void> {
    try {
      const found = await read(names)
      for (const { resolve } of some) resolve(found)
    } catch (error) {
      for (const one of some) {
        if (some.length > 1 && isOfOne(error)) one.resolve(read(one.names))
        else one.reject(error)
      }
    }
  }

  return (names) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(send)
      waiting.push({ names, resolve, reject })
    })
}

/** It may be the fault of one record alone, or of all of them together: each fares by itself. */
const isOfOne = (error: unknown) => error instanceof WrongAddress || perhapsOneRecord(error)
