import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { AnswerOf } from '../../../routes/index.ts'
import { call } from '../../api/client.ts'
import { sumsText } from '../../kit/format.ts'
import { Failed } from '../../kit/loaded.tsx'
import { Section } from '../../kit/page.tsx'
import { recordText, sentenceText } from '../../kit/record.ts'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'
import css from './incidents.module.css'

type Plan = AnswerOf<'POST /api/incidents/:id/plan'>
const outcomes = ['would-write', 'nothing-to-do', 'skipped', 'held'] as const

/** Which of its records would go through now, and what holds the others: tried when somebody asks, since it reads both systems. */
export function WouldGoNow({ integration, incident }: { integration: string; incident: string }) {
  const trying = useMutation({
    mutationFn: () => call('POST /api/incidents/:id/plan', { params: { id: incident }, body: {} }),
  })
  return (
    <Section
      title={t.incident.now.title}
      aside={
        <Button size="compact-sm" variant="default" loading={trying.isPending} onClick={() => trying.mutate()}>
          {t.incident.now.try}
        </Button>
      }
    >
      <div className={css.tried} aria-live="polite">
        {trying.isError ? <Failed error={trying.error} /> : <Tried plan={trying.data} integration={integration} />}
      </div>
    </Section>
  )
}

function Tried({ plan, integration }: { plan: Plan | undefined; integration: string }) {
  if (!plan) return <p className="quiet">{t.incident.now.text}</p>
  const { tried, untried, ended, sums } = plan
  const found = outcomes.flatMap((outcome) => {
    const its = tried.filter((one) => one.outcome === outcome)
    const money = sums.filter((one) => one.outcome === outcome && one.currency !== null)
    return its.length === 0 ? [] : [{ outcome, its, money: sumsText(money) }]
  })
  return (
    <>
      {found.map(({ outcome, its, money }) => (
        <div key={outcome}>
          <strong>
            {plural(its.length, t.incident.recordOne, t.incident.recordMany)} {t.incident.now.outcomes[outcome]}
            {money && `, ${money}`}
          </strong>
          <ul className={css.evidence}>
            {its.map(({ record, reference, question }) => (
              <li key={record.key}>
                <Link href={routes.record(integration, record)}>{recordText(record)}</Link> {reference}
                {question && !question.same && ` – ${sentenceText(question.message)}`}
              </li>
            ))}
          </ul>
        </div>
      ))}
      {untried > 0 && (
        <p className="quiet">
          {plural(untried, t.incident.recordOne, t.incident.recordMany)} {t.incident.now.untried}{' '}
          {ended && [ended.why, ended.hint].filter(Boolean).join(' ')}
        </p>
      )}
    </>
  )
}
