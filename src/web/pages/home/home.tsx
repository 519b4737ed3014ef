import { Button } from '@mantine/core'
import { IconCircleCheckFilled } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { type IntegrationSummary, type Outcome, queries } from '../../api/queries.ts'
import { moneyText } from '../../kit/format.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { Page, Section } from '../../kit/page.tsx'
import { State, stateWord } from '../../kit/state.tsx'
import { When } from '../../kit/when.tsx'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'
import { OrdersByHour } from './by-hour.tsx'
import { Feeds } from './feeds.tsx'
import { heldAmounts } from './held.ts'
import css from './home.module.css'

/** Is everything right? What needs a person, then the money, then whether it is alive, then what happened lately. */
export default function Home({ integration }: { integration: string }) {
  const integrations = useQuery(queries.integrations())
  const one = integrations.data?.find(({ id }) => id === integration)
  const since = new Date(Math.floor(Date.now() / 3_600_000 - 23) * 3_600_000).toISOString()
  const outcomes = useQuery(queries.outcomes(integration, { since, limit: 500 }))
  const incidents = useQuery(queries.incidents({ integration, state: 'open' }))
  const proposals = useQuery(queries.proposals({ integration, state: 'pending' }))
  const feeds = useQuery(queries.feeds(integration))

  const failing = feeds.data?.filter((feed) => feed.failing).length ?? 0
  const needed = (incidents.data?.length ?? 0) + (proposals.data?.length ?? 0) + failing
  const known = incidents.data !== undefined && proposals.data !== undefined && feeds.data !== undefined
  const well = known && needed === 0 && one?.paused === false
  const held = heldAmounts(incidents.data ?? [])
  return (
    <Page title={t.home.title} heading={one?.name ?? integration} lead={one && <Paused one={one} />}>
      {known && (
        <p className={css.verdict} data-well={well || undefined} role="status">
          {well ? <IconCircleCheckFilled size={18} aria-hidden /> : <State state="open" word={`${needed}`} />}
          {well ? t.home.allWell : needed > 0 ? t.home.needsYou : t.home.paused}
          <span className="quiet">
            {t.home.checked}{' '}
            <When at={new Date(Math.min(incidents.dataUpdatedAt, feeds.dataUpdatedAt)).toISOString()} />
          </span>
        </p>
      )}
      <div className={css.tiles}>
        <Tile href={routes.incidents(integration)} label={t.home.openIncidents} value={incidents.data?.length} alert>
          {incidents.data && incidents.data.length > 0 && (
            <>
              {t.home.oldest} <When at={incidents.data.map(({ firstAt }) => firstAt).sort()[0]!} plain />
            </>
          )}
        </Tile>
        <Tile
          href={routes.incidents(integration)}
          label={t.home.moneyHeld}
          value={incidents.data && (held[0] ? moneyText(held[0].amount, held[0].currency) : '0')}
          alert={held.length > 0}
        >
          {held
            .slice(1)
            .map(({ amount, currency }) => moneyText(amount, currency))
            .join(' · ')}
        </Tile>
        <Tile href={routes.approvals(integration)} label={t.home.waitingApprovals} value={proposals.data?.length} alert>
          {proposals.data?.[0]?.title}
        </Tile>
        <Tile
          href={routes.orders(integration, 'done')}
          label={t.home.ordersDone}
          value={outcomes.data && count(outcomes.data, 'done')}
        >
          {outcomes.data && `${t.home.of} ${plural(outcomes.data.length, t.home.order, t.home.orders)}`}
        </Tile>
      </div>
      <Section title={t.home.lastDay} aside={<Link href={routes.orders(integration)}>{t.home.allOrders}</Link>}>
        <Loaded of={outcomes}>
          {(rows) => (
            <div className={css.chart}>
              <div className={css.legend}>
                {states
                  .filter((state) => count(rows, state) > 0)
                  .map((state) => (
                    <Link key={state} href={routes.orders(integration, state)}>
                      <State state={state} word={`${count(rows, state)} ${stateWord(state).toLowerCase()}`} />
                    </Link>
                  ))}
                {rows.length === 0 && <span className="quiet">{t.home.noOrders}</span>}
              </div>
              <OrdersByHour outcomes={rows} since={since} />
            </div>
          )}
        </Loaded>
      </Section>
      <Section title={t.home.alive}>
        <Loaded of={feeds}>{(rows) => <Feeds feeds={rows} />}</Loaded>
      </Section>
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

const states = ['done', 'stopped', 'waiting', 'running', 'skipped'] as const
const count = (outcomes: readonly Outcome[], state: string) =>
  outcomes.filter((outcome) => outcome.state === state).length

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
