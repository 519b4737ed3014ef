import { Button } from '@mantine/core'
import { IconCircleCheckFilled, IconHandStop } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense } from 'react'
import { Link } from 'wouter'
import { type HomeNow, type IntegrationSummary, queries } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { sumsText } from '../../kit/format.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { Page, Section } from '../../kit/page.tsx'
import { State, stateWord } from '../../kit/state.tsx'
import { When } from '../../kit/when.tsx'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'
import { OrdersByHour } from './by-hour.tsx'
import { Connections } from './connections.tsx'
import { Feeds } from './feeds.tsx'
import { FlowsAtWork } from './flows-at-work.tsx'
import css from './home.module.css'
import { MorningReport } from './morning-report.tsx'
import { troublesOf } from './troubles.ts'

/** Read when the figures of now stand there. */
const HomeTrends = lazy(() => import('./trends.tsx'))
const Unusual = lazy(() => import('./unusual.tsx'))

/** Is everything right? What needs a person, then the money, then whether it is alive, then what happened lately. */
export default function Home({ integration }: { integration: string }) {
  const integrations = useQuery(queries.integrations())
  const one = integrations.data?.find(({ id }) => id === integration)
  const home = useQuery(queries.home(integration))
  return (
    <Page title={t.home.title} heading={one?.name ?? integration} lead={one && <Paused one={one} />}>
      <div data-no-print>
        <PasswordEnds />
        <Loaded of={home} lines={8}>
          {(now) => <Now now={now} integration={integration} />}
        </Loaded>
        <Suspense fallback={null}>
          <Unusual integration={integration} />
        </Suspense>
      </div>
      <MorningReport integration={integration} />
      {one?.notes && one.notes.length > 0 && (
        <Section title={t.home.notes}>
          <ul className={css.notes}>
            {one.notes.map(({ check, found, todo }) => (
              <li key={check}>
                {found} {todo && <span className="quiet">{todo}</span>}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </Page>
  )
}

/** Somebody else knows it: it ends after a week, and who does not choose another is locked out then. */
function PasswordEnds() {
  const me = useQuery(queries.me())
  if (!me.data?.passwordUntil) return null
  return (
    <Callout hue="orange">
      {t.home.passwordEnds} <When at={me.data.passwordUntil} />.{' '}
      <Link href={routes.account()}>{t.home.passwordChoose}</Link>
    </Callout>
  )
}

function Now({ now, integration }: { now: HomeNow; integration: string }) {
  const { day, held, incidents, approvals, feeds, connections } = now
  const troubles = troublesOf(now, integration)
  const well = troubles.length === 0 && !now.paused
  const count = (state: (typeof states)[number]) => day.states[state] ?? 0
  const all = Object.values(day.states).reduce((sum, its) => sum + its, 0)
  return (
    <>
      <div className={css.verdict} data-well={well || undefined} role="status">
        {well ? <IconCircleCheckFilled size={18} aria-hidden /> : <IconHandStop size={18} aria-hidden />}
        {well ? (
          t.home.allWell
        ) : troubles.length === 0 ? (
          t.home.paused
        ) : (
          <ul className={css.troubles} aria-label={t.home.needsYou}>
            {troubles.map(({ says, href, title }) => (
              <li key={says} title={title}>
                {href === null ? says : <Link href={href}>{says}</Link>}
              </li>
            ))}
          </ul>
        )}
        <span className="quiet">
          {t.home.checked} <When at={now.at} />
        </span>
      </div>
      <div className={css.tiles}>
        <Tile href={routes.incidents(integration)} label={t.home.openIncidents} value={incidents.open} alert>
          {incidents.snoozed > 0 && `${incidents.snoozed} ${t.home.snoozed}`}
        </Tile>
        <Tile
          href={routes.orders(integration, { state: 'stopped' })}
          label={t.home.moneyHeld}
          // On a phone a sum may break behind its currency, and nowhere else.
          value={sumsText(held.stopped).replaceAll('\u00a0', ' ') || '0'}
          alert
        >
          {held.waiting.length > 0 && `${t.home.moneyWaits} ${sumsText(held.waiting)}`}
          {held.oldest && held.waiting.length === 0 && (
            <>
              {t.home.oldest} <When at={held.oldest} plain />
            </>
          )}
        </Tile>
        <Tile href={routes.approvals(integration)} label={t.home.waitingApprovals} value={approvals.pending} alert>
          {approvals.high > 0 && `${approvals.high} ${t.home.ofHighRisk}`}
        </Tile>
        <Tile href={routes.orders(integration, { state: 'done' })} label={t.home.ordersDone} value={count('done')}>
          {`${t.home.of} ${plural(all, t.home.order, t.home.orders)}`}
        </Tile>
      </div>
      <Section title={t.home.lastDay} aside={<Link href={routes.orders(integration)}>{t.home.allOrders}</Link>}>
        <div className={css.chart}>
          <div className={css.legend}>
            {states
              .filter((state) => count(state) > 0)
              .map((state) => (
                <Link key={state} href={routes.orders(integration, { state })}>
                  <State state={state} word={`${stateWord(state)}${t.colon}${count(state)}`} />
                </Link>
              ))}
            {all === 0 && <span className="quiet">{t.home.noOrders}</span>}
          </div>
          <OrdersByHour day={day} />
        </div>
      </Section>
      <Suspense fallback={null}>
        <HomeTrends integration={integration} />
      </Suspense>
      <Section title={t.home.connections}>
        <Connections integration={integration} connections={connections} at={now.at} />
      </Section>
      <Section title={t.home.flows}>
        <FlowsAtWork integration={integration} missed={now.missedRounds.map(({ flow }) => flow)} />
      </Section>
      <Section title={t.home.alive}>
        {feeds.length === 0 ? <p className={css.none}>{t.home.noFeeds}</p> : <Feeds feeds={feeds} at={now.at} />}
      </Section>
    </>
  )
}

const states = ['done', 'stopped', 'waiting', 'running', 'skipped'] as const

function Paused({ one }: { one: IntegrationSummary }) {
  if (one.paused) return <State state="paused" word={t.home.pausedWhole} />
  if (one.pausedFlows.length > 0)
    return <State state="paused" word={`${t.home.pausedFlows} ${one.pausedFlows.join(', ')}`} />
  return one.confirmed ? (
    <>
      {t.home.writesTo} {one.confirmed.company}
    </>
  ) : (
    <>
      {t.home.unconfirmed}{' '}
      <Button component={Link} href={routes.setUp(one.id)} size="compact-xs" variant="default">
        {t.home.confirm}
      </Button>
    </>
  )
}

/** One number that leads to the list behind it. */
function Tile({
  href,
  label,
  value,
  alert = false,
  children,
}: {
  href: string
  label: string
  value: number | string | undefined
  alert?: boolean
  children?: ReactNode
}) {
  const needs = alert && value !== undefined && value !== 0 && value !== '0'
  return (
    <Link href={href} className={css.tile} data-needs={needs || undefined}>
      <span className={css.label}>{label}</span>
      <span className={css.value}>{value ?? '–'}</span>
      <span className={css.more}>{children}</span>
    </Link>
  )
}
