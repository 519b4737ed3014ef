import { lazy, Suspense } from 'react'
import { Link } from 'wouter'
import { type Flow as FlowOf, useRules } from '../../api/definition.ts'
import { Empty, Loaded } from '../../kit/loaded.tsx'
import { Page, Section } from '../../kit/page.tsx'
import { routes } from '../../routes.ts'
import { t } from '../../words/index.ts'
import css from './flows.module.css'
import { shownSteps, startText } from './steps.ts'

const Drawing = lazy(() => import('./drawing.tsx'))

/** One business process: its drawing, and beside it the same in sentences. */
export default function Flow({ integration, id }: { integration: string; id: string }) {
  const rules = useRules(integration)
  const flow = rules.data?.flows.find((one) => one.id === id)
  return (
    <Page
      title={flow?.about ?? id}
      above={<Link href={routes.flows(integration)}>{t.flows.title}</Link>}
      lead={<span className="mono">{id}</span>}
    >
      <Loaded of={rules} lines={10}>
        {() => (flow ? <Shown flow={flow} integration={integration} /> : <Empty title={t.flows.noSuch} />)}
      </Loaded>
    </Page>
  )
}

function Shown({ flow, integration }: { flow: FlowOf; integration: string }) {
  const steps = shownSteps(flow.steps)
  const on = startText(flow)
  return (
    <div className={css.columns}>
      <Section title={t.flows.drawing}>
        <Suspense fallback={<div className={css.drawing} />}>
          <Drawing on={on} steps={steps} label={`${t.flows.drawing}: ${flow.about} ${t.flows.sameAsList}`} />
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
                {side === 'then' && `${t.flows.yes}: `}
                {side === 'otherwise' && `${t.flows.no}: `}
                {side === 'row' && `${t.flows.row}: `}
                {title}
              </strong>{' '}
              {mapping ? <Link href={routes.mapping(integration, mapping)}>{text}</Link> : text}
            </li>
          ))}
        </ol>
      </Section>
    </div>
  )
}
