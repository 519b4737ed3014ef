import type { ReactNode } from 'react'
import css from './toolbar.module.css'

/** Search and filters above a list, with what one can do with the whole list at the right. */
export const Toolbar = ({ children, end }: { children: ReactNode; end?: ReactNode }) => (
  <div className={css.bar} data-no-print>
    {children}
    {end && <div className={css.end}>{end}</div>}
  </div>
)

/** What can be done with the selected rows. */
export const SelectionBar = ({ says, children }: { says: string; children: ReactNode }) => (
  <section className={css.selection} aria-label={says} data-no-print>
    <strong>{says}</strong>
    {children}
  </section>
)

/** Filters that exclude each other, one of them on: as links between views of a list. */
export function Views({
  label,
  options,
  value,
  onChange,
}: {
  label: string
  options: readonly { value: string; label: string; count?: number | undefined }[]
  value: string
  onChange: (value: string) => void
}) {
  return (
    <fieldset className={css.views} aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.label}
          {option.count !== undefined && <span>{option.count}</span>}
        </button>
      ))}
    </fieldset>
  )
}
