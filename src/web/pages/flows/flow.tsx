import { Progress } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo } from 'react'
import { Link } from 'wouter'
import { type Flow as FlowOf, useRules } from '../../api/definition.ts'
import { queries } from '../../api/queries.ts'
import { durationText, countText as inDigits } from '../../kit/format.ts'
import { Empty, Loaded } from '../../kit/loaded.tsx'
import { Page, Section } from '../../kit/page.tsx'
import { labelText } from '../../kit/record.ts'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'
import { BackfillOf, takesPeriods } from './backfill.tsx'
import css from './flows.module.css'
import { PutBack } from './put-back.tsx'
import { shownSteps, startText } from './steps.ts'

const Drawing = lazy(() => import('./drawing.tsx'))

/** One business process: its drawing, and beside it the same in sentences. */
export default function Flow({ integration, id }: { integration: string; id: string }) {
  const rules = useRules(integration)
  const flow = rules.data?.flows.find((one) => one.id === id)
  return (
    <Page
      title={flow ? labelText(flow.about) : id}
      above={<Link href={routes.flows(integration)}>{t.flows.title}</Link>}
      lead={<span className="mono">{id}</span>}
    >
      <Loaded of={rules} lines={10}>
        {() =>
          flow ? (
            <>
              {flow.bulk && <Round integration={integration} flow={flow.id} />}
              {flow.bulk && <PutBack integration={integration} flow={flow.id} />}
              {takesPeriods(flow) && <BackfillOf integration={integration} flow={flow} />}
              <Shown flow={flow} integration={integration} />
            </>
          ) : (
            <Empty title={t.flows.noSuch} />
          )
        }
      </Loaded>
    </Page>
  )
}

/** How far the round is that is under way, and how long the rest of it may take. */
function Round({ integration, flow }: { integration: string; flow: string }) {
  const states = useQuery(queries.flows(integration))
  const round = states.data?.find(({ id }) => id === flow)?.roundNow
  if (!round) return null
  const { read, written, left, perMinute, leftMs } = round
  const counts = [
    `${inDigits(read)} ${t.flows.roundRead}`,
    `${inDigits(written)} ${t.flows.roundWritten}`,
    `${inDigits(left)} ${t.flows.roundLeft}`,
    ...(perMinute === null ? [] : [`${inDigits(perMinute)} ${t.flows.aMinute}`]),
    ...(leftMs === null ? [] : [`${t.flows.timeLeft} ${durationText(leftMs)}`]),
  ]
  return (
    <Section title={t.flows.roundNow} padded>
      <Progress value={written + left === 0 ? 0 : (written * 100) / (written + left)} aria-label={t.flows.roundNow} />
      <p className="quiet">{counts.join(' · ')}</p>
    </Section>
  )
}

/** "48 runs", "3 end here". */
const countText = ({ runs, ended }: { readonly runs: number; readonly ended: number }): string =>
  [
    ...(runs > 0 ? [plural(runs, t.flows.runOne, t.flows.runMany)] : []),
    ...(ended > 0 ? [plural(ended, t.flows.endsOne, t.flows.endsMany)] : []),
  ].join(', ')

function Shown({ flow, integration }: { flow: FlowOf; integration: string }) {
  const steps = useMemo(() => shownSteps(flow.steps), [flow.steps])
  const on = startText(flow)
  const counted = useQuery(queries.stepCounts(integration, flow.id))
  const counts = useMemo(
    () => new Map((counted.data?.steps ?? []).map((one) => [one.step, countText(one)])),
    [counted.data],
  )
  return (
    <div className={css.columns}>
      <Section
        title={t.flows.drawing}
        aside={
          counted.data &&
          (counted.data.runs === 0 ? t.flows.noRuns : plural(counted.data.runs, t.flows.ofRun, t.flows.ofRuns))
        }
      >
        <Suspense fallback={<div className={css.drawing} />}>
          <Drawing
            on={on}
            steps={steps}
            counts={counts}
            label={`${t.flows.drawing}${t.colon}${labelText(flow.about)} ${t.flows.sameAsList}`}
          />
        </Suspense>
      </Section>
      <Section title={t.flows.inWords}>
        <ol className={css.steps}>
          <li>
            <strong>{t.flows.starts}</strong> {on}
          </li>
          {steps.map(({ id, title, text, depth, side, mapping }) => (
            <li key={id} style={{ marginLeft: depth * 20 }}>
              <strong>
                {side === 'then' && `${t.flows.yes}${t.colon}`}
                {side === 'otherwise' && `${t.flows.no}${t.colon}`}
                {side === 'row' && `${t.flows.row}${t.colon}`}
                {title}
              </strong>{' '}
              {mapping ? <Link href={routes.mapping(integration, mapping)}>{text}</Link> : text}
              {counts.has(id) && <span className="quiet"> · {counts.get(id)}</span>}
            </li>
          ))}
        </ol>
      </Section>
    </div>
  )
}
