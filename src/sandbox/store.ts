import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'

/**
 * Named tables of JSON values, kept in memory and, with a file, in an append-only journal: one line a commit, written
 * before the call is answered, so that a killed process loses nothing it has answered. Not safe against a power cut.
 */
export interface Store<Rows extends object> {
  get<Table extends keyof Rows & string>(table: Table, key: string): Rows[Table] | undefined
  /** In the order the keys were first put. */
  values<Table extends keyof Rows & string>(table: Table): IterableIterator<Rows[Table]>
  entries<Table extends keyof Rows & string>(table: Table): IterableIterator<[string, Rows[Table]]>
  size(table: keyof Rows & string): number
  put<Table extends keyof Rows & string>(table: Table, key: string, value: Rows[Table]): void
  remove(table: keyof Rows & string, key: string): void
  /** Makes what was put since the last commit survive the process. */
  commit(): void
  close(): void
}

/** A table's name, a key and the new value; without one the row is gone. */
type Entry = readonly [table: string, key: string, value?: unknown]

/** @param file made when absent; a line cut short by a kill was never answered and is dropped. */
export function openStore<Rows extends object>(file: string | null): Store<Rows> {
  const tables = new Map<string, Map<string, unknown>>()
  const rowsOf = (table: string) => {
    const rows = tables.get(table) ?? new Map<string, unknown>()
    tables.set(table, rows)
    return rows
  }
  if (file !== null && existsSync(file)) {
    for (const line of readFileSync(file, 'utf8').split('\n').slice(0, -1))
      for (const [table, key, value] of JSON.parse(line) as readonly Entry[])
        if (value === undefined) rowsOf(table).delete(key)
        else rowsOf(table).set(key, value)
    compact(file, tables)
  }
  const descriptor = file === null ? null : openSync(file, 'a')
  let pending: Entry[] = []

  return {
    get: (table, key) => rowsOf(table).get(key) as never,
    values: (table) => rowsOf(table).values() as never,
    entries: (table) => rowsOf(table).entries() as never,
    size: (table) => rowsOf(table).size,
    put(table, key, value) {
      rowsOf(table).set(key, value)
      if (descriptor !== null) pending.push([table, key, value])
    },
    remove(table, key) {
      if (rowsOf(table).delete(key) && descriptor !== null) pending.push([table, key])
    },
    commit() {
      if (descriptor === null || pending.length === 0) return
      writeSync(descriptor, `${JSON.stringify(pending)}\n`)
      pending = []
    },
    close() {
      if (descriptor !== null) closeSync(descriptor)
    },
  }
}

/** Rewrites the journal with the rows that are left, beside it and then over it. */
function compact(file: string, tables: ReadonlyMap<string, ReadonlyMap<string, unknown>>): void {
  const fresh = `${file}.new`
  const descriptor = openSync(fresh, 'w')
  for (const [table, rows] of tables)
    for (const [key, value] of rows) writeSync(descriptor, `${JSON.stringify([[table, key, value]])}\n`)
  fsyncSync(descriptor)
  closeSync(descriptor)
  renameSync(fresh, file)
}
