import type { RecordValue } from '../domain/record.ts'
import type { Definition, ValueMap, ValueMapSide } from './format.ts'

/** One side of a value map as its system has it now: the value and its name stand in the fields that the side names. */
export interface ListedSide {
  readonly rows: readonly RecordValue[]
  /** All values are among the rows: another one is in no use. */
  readonly whole: boolean
}

/** Records of an entity as they were read; null: they could not be. */
export type ReadRecords = { readonly rows: readonly RecordValue[]; readonly whole: boolean } | null

type Source = Omit<ValueMapSide, 'also' | 'words'>

/** Every place where values of a side come from that can be asked. */
export const sourcesOf = ({ also = [], words: _, ...first }: ValueMapSide): readonly Source[] =>
  [first, ...also].filter(({ known }) => known !== 'unlisted')

/**
 * The values of one side, each once, the living ones alone. Pure.
 *
 * @param sources those of `sourcesOf`
 * @param read what was read of one of them
 */
export function listSide(
  side: ValueMapSide,
  sources: readonly Source[],
  read: (source: Source) => ReadRecords,
): ListedSide {
  const rows = new Map<string, RecordValue>()
  const names = new Set<string>()
  const add = (key: string, label: string, row: RecordValue) => {
    if (rows.has(key)) return
    names.add(label)
    rows.set(key, { ...row, [side.key]: key, [side.label]: label })
  }
  let whole = side.known === undefined && (side.also ?? []).every(({ known }) => known === undefined)
  for (const word of side.words ?? []) add(word, word, {})
  for (const [at, source] of sources.entries()) {
    const found = read(source)
    whole &&= found?.whole === true
    for (const row of found?.rows ?? []) {
      const value = row[source.key]
      // A shop keeps an old row for each edit of a carrier: the living one counts.
      if (typeof value !== 'string' || row.deleted === '1' || row.deleted === true || row.unreadable !== undefined)
        continue
      const key = value.trim()
      const label = row[source.label]
      // A payment that is called as its order's module is that module's.
      if (key !== '' && !(at > 0 && names.has(key)))
        add(
          `${source.before ?? ''}${key}`,
          typeof label === 'string' && label !== '' ? label : key,
          // Of a record in which the value was seen, an order or a payment, the rest says nothing of the value.
          source.known === 'seen' ? {} : row,
        )
    }
  }
  return { rows: [...rows.values()], whole }
}

/** Whether a run goes on without an entry for a value. Pure. @param has whether the target system has it */
export function goesOnWithout(
  { otherwise }: Pick<ValueMap, 'otherwise'>,
  { settings }: Definition['settings'],
  has: (value: string) => boolean,
): (value: string) => boolean {
  if (otherwise === undefined) return () => false
  const { setting, itself } = otherwise
  if (setting !== undefined) {
    const value = settings[setting]?.value
    return () => value !== undefined && value !== null && value !== ''
  }
  return itself ? has : () => true
}

/** Both sides of a value map as they were read. */
export interface ReadSides {
  /** With its two sides, also where an older copy of it does not say them. */
  readonly valueMap: ValueMap & { readonly between: NonNullable<ValueMap['between']> }
  readonly from: ListedSide
  readonly to: ListedSide
  /** Why values may be missing, in sentences. */
  readonly unread: readonly string[]
  /** A system that has some of them did not answer. */
  readonly away: boolean
}

/**
 * An entry may be of a value in one country alone, as "5 NL": lists of systems know the value. Some values end so themselves, as
 * a tax schedule "SALES NL".
 */
export const isListed = (known: { has(from: string): boolean }, from: string): boolean =>
  known.has(from) || known.has(from.replace(/ [A-Z]{2}$/, ''))

/** Values that entries answer: also one that is answered for each country or currency, as tax 5 by "5 NL" and "5 DE". */
export const valuesOf = (
  entries: readonly { readonly from: string }[],
  known: { has(from: string): boolean },
): ReadonlySet<string> =>
  new Set(entries.flatMap(({ from }) => (known.has(from) ? [from] : [from, from.replace(/ [A-Z]{2,3}$/, '')])))
