import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { AnswerOf } from '../../../routes/index.ts'
import { queries } from '../../api/queries.ts'
import { Section } from '../../kit/page.tsx'
import { recordText } from '../../kit/record.ts'
import { When } from '../../kit/when.tsx'
import { routes } from '../../routes.ts'
import { t } from '../../words/index.ts'
import type { Named } from './record.tsx'
import css from './records.module.css'

type InRounds = AnswerOf<'GET /api/integrations/:integration/records/rounds'>[number]

/** How fresh a record is that rounds set, as stock and prices, or that they are made of. Nothing, where no round knows it. */
export function Rounds({ integration, record }: { integration: string; record: Named }) {
  const found = useQuery(queries.rounds(integration, record))
  if (!found.data || found.data.length === 0) return null
  return (
    <Section title={t.rounds.title} aside={t.rounds.aside}>
      <ul className={css.progress} style={{ margin: 0, padding: '8px 16px' }}>
        {found.data.map((one) => (
          <li key={`${one.flow} ${one.record.key}`}>
            <Link href={routes.record(integration, one.record)}>{recordText(one.record)}</Link>
            {`, ${stateOf(one)}. `}
            <span className="quiet">
              {one.asOf === null ? (
                t.rounds.none
              ) : (
                <>
                  {`${t.rounds.asOf}${t.colon}`}
                  <When at={one.asOf} plain />
                </>
              )}
              {one.writtenBy !== null && (
                <>
                  {`. ${t.rounds.writtenBy}${t.colon}`}
                  <When at={one.writtenBy} plain />
                  {` (${t.rounds.before}${t.colon}${valuesOf(one.before)})`}
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function stateOf({ state, written, wanted }: InRounds): string {
  if (state === 'left-out') return t.rounds.leftOut
  if (state === 'own-run') return t.rounds.ownRun
  return state === 'to-write' ? `${valuesOf(wanted)} ${t.rounds.toWrite}` : valuesOf(written)
}

const valuesOf = (value: InRounds['written']) =>
  Object.entries(value ?? {})
    .filter(([field]) => field !== 'id')
    .map(([field, held]) => `${field} ${typeof held === 'string' ? held : JSON.stringify(held)}`)
    .join(', ')
