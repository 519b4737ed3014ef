import { useQuery } from '@tanstack/react-query'
import { queries } from '../../api/queries.ts'
import { dayText } from '../../kit/format.ts'
import { Section } from '../../kit/page.tsx'
import { plural, t } from '../../words/index.ts'
import css from './reconciliation.module.css'

/** Periods whose taxes were filed, each in a line with its hash. Nothing where none was. */
export function TaxFilings({ integration }: { integration: string }) {
  const { data } = useQuery(queries.taxFilings(integration))
  const words = t.reconciliation
  if (!data || data.filings.length === 0) return null
  return (
    <Section title={words.filings}>
      <p className={css.summary}>{words.filingsLead}</p>
      <ul className={css.filings}>
        {data.filings.map(({ from, to, at, by, hash, documents }) => (
          <li key={hash}>
            {from} – {to} · {plural(documents, words.filedOne, words.filedMany)} · {words.filedOn} {dayText(at)}, {by}{' '}
            <code>{hash}</code>
          </li>
        ))}
      </ul>
    </Section>
  )
}
