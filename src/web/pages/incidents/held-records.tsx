import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { AnswerOf } from '../../../routes/index.ts'
import { call } from '../../api/client.ts'
import { useMay } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { moneyText, sumsText } from '../../kit/format.ts'
import { problemOf } from '../../kit/loaded.tsx'
import { Section } from '../../kit/page.tsx'
import { recordText } from '../../kit/record.ts'
import { routes } from '../../routes.ts'
import { announce } from '../../shell/announcer.tsx'
import { plural, t } from '../../words/index.ts'
import css from './incidents.module.css'

type Read = AnswerOf<'GET /api/incidents/:id'>

/** The records that an incident holds: what each is worth, its page, and one of them started again. */
export function HeldRecords({ integration, of: { records, money } }: { integration: string; of: Read }) {
  const mayRun = useMay('operate')
  const client = useQueryClient()
  const starting = useMutation({
    mutationFn: ({ entity, key }: { entity: string; key: string }) =>
      call('POST /api/integrations/:integration/records/replay', { params: { integration }, body: { entity, key } }),
    onSuccess: async () => {
      announce(t.incident.replayedOne)
      await client.invalidateQueries()
    },
  })
  const sums = sumsText(money)
  return (
    <Section
      title={t.incident.records}
      aside={`${plural(records.length, t.incident.recordOne, t.incident.recordMany)}${sums ? ` · ${sums}` : ''}`}
    >
      {starting.isError && <Callout hue="red">{problemOf(starting.error)}</Callout>}
      {records.length === 0 ? (
        <p style={{ padding: 16 }} className="quiet">
          {t.incident.noRecords}
        </p>
      ) : (
        <ul className={css.records}>
          {records.map(({ record, facts }) => (
            <li key={`${record.entity} ${record.key}`}>
              <Link href={routes.record(integration, record)}>{recordText(record)}</Link>
              <span className="mono quiet">{facts.reference}</span>
              <span className="number">
                {facts.amount === undefined ? '' : moneyText(facts.amount, facts.currency ?? null)}
              </span>
              {mayRun && (
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`${t.incident.replay} ${recordText(record)}`}
                  loading={starting.isPending && starting.variables.key === record.key}
                  onClick={() => starting.mutate(record)}
                >
                  {t.incident.replay}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
