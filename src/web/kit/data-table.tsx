import { Checkbox } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { Link } from 'wouter'
import { t } from '../words/index.ts'
import css from './data-table.module.css'

export interface Column<Row> {
  readonly id: string
  readonly head: string
  /** Pixels; left out: what is left over. */
  readonly width?: number
  readonly numeric?: boolean
  /** The head is a button that sorts by it; how it is sorted now, null: not by this one. */
  readonly sort?: { readonly now: 'ascending' | 'descending' | null; readonly toggle: () => void }
  readonly cell: (row: Row) => ReactNode
}

interface DataTableProps<Row> {
  /** What the list is of, for screen readers. */
  readonly label: string
  readonly rows: readonly Row[]
  /** The record's id: never its place in the list. */
  readonly rowKey: (row: Row) => string
  /** What people call it; default: its id. */
  readonly rowName?: (row: Row) => string
  /** The first column is the link to it. */
  readonly href: (row: Row) => string
  readonly columns: readonly Column<Row>[]
  /** One row on a phone: state, sentence, amount. */
  readonly card: (row: Row) => ReactNode
  readonly selected?: ReadonlySet<string>
  readonly onSelect?: (selected: ReadonlySet<string>) => void
  /** Which rows can be chosen; default: all. */
  readonly selectable?: (row: Row) => boolean
  /** Near the end: the next page may be read. */
  readonly onEnd?: () => void
  /** How many there are, where not all are read yet. */
  readonly total?: number | undefined
  /** Height of the list; default: as much as it needs, up to the window's. */
  readonly fill?: boolean
  /** Which rows these are. Others begin at the top, wherever the list stood before. */
  readonly of?: string
}

const rowHeight = 38
const cardHeight = 76

/**
 * A list of records. Only the rows in view are in the page, between two spacers, so ten thousand scroll like ten. A real
 * table: columns have heads, rows say their place in the whole. Keys: j and k, or arrows, go along it; x selects.
 *
 * Sorting and filtering happen on the server, where all rows are.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, rows, rowKey, href, columns, card, selected, onSelect, onEnd, total, fill = false, of } = props
  const { selectable = () => true } = props
  const narrow = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false })
  const scroll = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows begin at the top
  useEffect(() => {
    scroll.current?.scrollTo({ top: 0 })
  }, [of])
  const height = narrow ? cardHeight : rowHeight
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    getItemKey: (index) => rowKey(rows[index]!),
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)
  if (onEnd && last && last.index >= rows.length - 20) queueMicrotask(onEnd)
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (last?.end ?? 0)
  // On a phone a row is one cell: a wider spacer would make columns of nothing beside it.
  const span = narrow ? 1 : columns.length + (onSelect ? 1 : 0)

  const choices = onSelect ? rows.filter(selectable).map(rowKey) : []
  const all = choices.length > 0 && selected !== undefined && choices.every((key) => selected.has(key))
  const toggle = (key: string) => {
    const next = new Set(selected)
    if (!next.delete(key)) next.add(key)
    onSelect?.(next)
  }

  return (
    <section
      ref={scroll}
      className={css.scroll}
      data-fill={fill || undefined}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
      tabIndex={0}
      onKeyDown={(event) => alongRows(event, (index) => virtual.scrollToIndex(index), rows.length)}
    >
      <table
        className={css.table}
        aria-label={label}
        aria-rowcount={(total ?? rows.length) + 1}
        data-narrow={narrow || undefined}
      >
        {narrow ? null : (
          <thead>
            <tr aria-rowindex={1}>
              {onSelect && (
                <th scope="col" style={{ width: 38 }}>
                  <Checkbox
                    size="xs"
                    aria-label={t.table.selectAll}
                    checked={all}
                    disabled={choices.length === 0}
                    indeterminate={!all && (selected?.size ?? 0) > 0}
                    onChange={() => onSelect(new Set(all ? [] : choices))}
                  />
                </th>
              )}
              {columns.map(({ id, head, width, numeric, sort }) => (
                <th
                  key={id}
                  scope="col"
                  style={width ? { width } : undefined}
                  data-numeric={numeric || undefined}
                  aria-sort={sort?.now ?? undefined}
                >
                  {sort ? (
                    <button type="button" className={css.sort} onClick={sort.toggle}>
                      {head}
                      {sort.now === 'ascending' ? (
                        <IconArrowUp size={12} aria-hidden />
                      ) : sort.now === 'descending' ? (
                        <IconArrowDown size={12} aria-hidden />
                      ) : null}
                    </button>
                  ) : (
                    head
                  )}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {before > 0 && <Spacer height={before} span={span} />}
          {items.map((item) => {
            const row = rows[item.index]!
            const key = rowKey(row)
            const chosen = selected?.has(key) ?? false
            return (
              <tr
                key={key}
                style={{ height }}
                aria-rowindex={item.index + 2}
                data-index={item.index}
                data-chosen={chosen || undefined}
                onKeyDown={(event) => {
                  if (event.key !== 'x' || !onSelect || !selectable(row) || event.target instanceof HTMLInputElement)
                    return
                  toggle(key)
                }}
              >
                {onSelect && !narrow && (
                  <td>
                    <Checkbox
                      size="xs"
                      aria-label={`${t.table.select} ${(props.rowName ?? rowKey)(row)}`}
                      checked={chosen}
                      disabled={!selectable(row)}
                      onChange={() => toggle(key)}
                    />
                  </td>
                )}
                {narrow ? (
                  <td>
                    <Link href={href(row)} className={css.cardLink} data-row>
                      {card(row)}
                    </Link>
                  </td>
                ) : (
                  columns.map(({ id, cell, numeric }, place) => (
                    <td key={id} data-numeric={numeric || undefined}>
                      {place === 0 ? (
                        <Link href={href(row)} className={css.link} data-row>
                          {cell(row)}
                        </Link>
                      ) : (
                        cell(row)
                      )}
                    </td>
                  ))
                )}
              </tr>
            )
          })}
          {after > 0 && <Spacer height={after} span={span} />}
        </tbody>
      </table>
    </section>
  )
}

const Spacer = ({ height, span }: { height: number; span: number }) => (
  <tr aria-hidden style={{ height }}>
    <td colSpan={span} style={{ padding: 0, border: 0 }} />
  </tr>
)

/** Moves the focus from row to row, and scrolls where it must. */
function alongRows(event: KeyboardEvent<HTMLElement>, scrollTo: (index: number) => void, count: number): void {
  const step = ({ j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 } as Readonly<Record<string, number>>)[event.key]
  if (step === undefined || event.metaKey || event.ctrlKey || event.altKey || event.target instanceof HTMLInputElement)
    return
  const list = event.currentTarget
  const here = (event.target as HTMLElement).closest('tr')?.dataset.index
  const next = here === undefined ? 0 : Math.min(count - 1, Math.max(0, Number(here) + step))
  event.preventDefault()
  scrollTo(next)
  requestAnimationFrame(() => list.querySelector<HTMLElement>(`tr[data-index="${next}"] [data-row]`)?.focus())
}
