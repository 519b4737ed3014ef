import { openStore, type Store } from '../store.ts'

/** A text in each language of the shop, by language id. */
export type Translated = { readonly [language: string]: string }
export type Value = string | Translated
export type AssociationRow = { readonly [field: string]: string }

/** One row of a resource as the shop stores it: every value is text, zeros and empty texts included. */
export interface Row {
  readonly id: number
  readonly fields: { [field: string]: Value }
  readonly associations: { [name: string]: readonly AssociationRow[] }
  /** Of a multistore, the shops that have the row, each with what differs there from `fields`. Default: every shop, alike. */
  readonly shops?: { readonly [shop: string]: { readonly [field: string]: Value } }
}

/** Fields that the hub and the shop's own screens look rows up by. */
const indexed = new Set(['id_order', 'id_customer', 'order_reference', 'id_product', 'reference', 'name'])

/** The rows of one resource, by id, with an index on the fields they are looked up by. */
export class Table {
  private readonly name: string
  private readonly store: Store<Stored>
  private readonly rows = new Map<number, Row>()
  private readonly indexes = new Map<string, Map<string, Set<number>>>()
  private highest = 0

  constructor(name: string, store: Store<Stored>) {
    this.name = name
    this.store = store
    for (const row of store.values(name)) this.index(row)
  }

  get size(): number {
    return this.rows.size
  }

  get(id: number): Row | undefined {
    return this.rows.get(id)
  }

  nextId(): number {
    return this.highest + 1
  }

  put(row: Row): void {
    this.forget(this.rows.get(row.id))
    this.index(row)
    this.store.put(this.name, String(row.id), row)
  }

  remove(id: number): void {
    this.forget(this.rows.get(id))
    this.rows.delete(id)
    this.store.remove(this.name, String(id))
  }

  /** Every row goes, and ids begin at 1 again. */
  clear(): void {
    for (const id of [...this.rows.keys()]) this.remove(id)
    this.highest = 0
  }

  /**
   * All rows. Not by id: the shop's own lists come in no order unless one is asked for, so a client that counts on one
   * must be found out.
   */
  all(): Row[] {
    const sorted = [...this.rows.values()].sort((a, b) => a.id - b.id)
    return sorted.length < 2 ? sorted : [...sorted.slice(1), sorted[0]!]
  }

  byId(): Row[] {
    return [...this.rows.values()].sort((a, b) => a.id - b.id)
  }

  /** Rows whose field is one of these texts, in any language of it, as `collated`; null when the field has no index. */
  where(field: string, ...values: readonly string[]): Row[] | null {
    if (field !== 'id' && !indexed.has(field)) return null
    const index = this.indexes.get(field)
    const ids = values.flatMap((value) => (field === 'id' ? [Number(value)] : [...(index?.get(collated(value)) ?? [])]))
    return [...new Set(ids)].sort((a, b) => a - b).flatMap((id) => this.rows.get(id) ?? [])
  }

  private index(row: Row): void {
    this.rows.set(row.id, row)
    this.highest = Math.max(this.highest, row.id)
    for (const field of Object.keys(row.fields)) {
      if (!indexed.has(field)) continue
      const index = this.indexes.get(field) ?? new Map<string, Set<number>>()
      this.indexes.set(field, index)
      for (const text of textsIn(row, field)) {
        const key = collated(text)
        index.set(key, (index.get(key) ?? new Set<number>()).add(row.id))
      }
    }
  }

  private forget(row: Row | undefined): void {
    if (!row) return
    for (const [field, index] of this.indexes) {
      for (const text of textsIn(row, field)) index.get(collated(text))?.delete(row.id)
    }
  }
}

type Stored = { [resource: string]: Row }

/** The whole shop: a table for each resource, kept in a file when there is one. */
export class Tables {
  private readonly tables = new Map<string, Table>()
  private readonly store: Store<Stored>

  constructor(file: string | null = null) {
    this.store = openStore<Stored>(file)
  }

  of(resource: string): Table {
    let table = this.tables.get(resource)
    if (!table) {
      table = new Table(resource, this.store)
      this.tables.set(resource, table)
    }
    return table
  }

  /** Makes what was put survive the process. */
  commit(): void {
    this.store.commit()
  }

  close(): void {
    this.store.close()
  }
}

/** A field in each of its languages. */
export const textsOf = (value: Value | undefined): string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : Object.values(value)

/** A field in each of its languages, as every shop has it. */
const textsIn = ({ fields, shops = {} }: Row, field: string): string[] =>
  [fields, ...Object.values(shops)].flatMap((values) => textsOf(values[field]))

/** As the usual collation has it: without case, without accents. */
export const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

export const isNumber = (text: string) => /^-?\d+(\.\d+)?$/.test(text)

/** Alike for texts that the shop's database takes for equal: numbers by their value. */
export const collated = (text: string) => (isNumber(text) ? String(Number(text)) : folded(text))

/** A field as plain text: of a translated one the first language. */
export function plain(row: Row | undefined, field: string): string {
  const value = row?.fields[field]
  if (value === undefined) return ''
  return typeof value === 'string' ? value : (Object.values(value)[0] ?? '')
}

export const number = (row: Row | undefined, field: string) => Number(plain(row, field) || 0)
