import type { Json } from '../../domain/record.ts'
import { t } from '../words/index.ts'
import css from './difference.module.css'
import { valueText } from './record.ts'

/** Before and after, field by field. */
export function Difference({
  fields,
  label,
}: {
  label: string
  fields: readonly { path: string; before: Json; after: Json }[]
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
    <section className={css.scroll} aria-label={label} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t.difference.field}</th>
            <th scope="col">{t.difference.before}</th>
            <th scope="col">{t.difference.after}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ path, before, after }) => (
            <tr key={path}>
              <th scope="row">{path}</th>
              <td>
                <del>{valueText(before)}</del>
              </td>
              <td>
                <ins>{valueText(after)}</ins>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
