import { useQuery } from '@tanstack/react-query'
import type { AnswerOf } from '../../../routes/index.ts'
import { type HomeNow, queries } from '../../api/queries.ts'
import { durationText, momentText, sumsText } from '../../kit/format.ts'
import { State } from '../../kit/state.tsx'
import { When } from '../../kit/when.tsx'
import { plural, t } from '../../words/index.ts'
import css from './home.module.css'

const names: Readonly<Record<string, string>> = { prestashop: 'PrestaShop', gp: 'Dynamics GP', mail: 'IMAP' }

/** Whether each system answers, and how often it did not in the last seven days. */
export function Connections({
  integration,
  connections,
  at,
}: {
  integration: string
  connections: HomeNow['connections']
  at: string
}) {
  const past = useQuery({
    ...queries.outages(integration),
    enabled: connections.some(({ periods }) => periods.length > 0),
  })
  return (
    <ul className={css.feeds}>
      {connections.map(({ system, state, since, periods }) => {
        const count = (kind: 'outage' | 'slow') => periods.filter((one) => one.kind === kind).length
        const [outages, slow] = [count('outage'), count('slow')]
        return (
          <li key={system}>
            <State
              state={state === 'down' ? 'down' : state === 'slow' ? 'warning' : state === 'unknown' ? 'waiting' : 'ok'}
              word={t.home.answers[state]}
            />
            <span className={css.feed}>{names[system] ?? system}</span>
            <span className="quiet">
              {since && (
                <>
                  {t.home.since} <When at={since} plain />
                </>
              )}
            </span>
            <span className={css.every}>
              {outages + slow === 0
                ? t.home.noOutage
                : [
                    outages > 0 && plural(outages, t.home.outage, t.home.outages),
                    slow > 0 && plural(slow, t.home.slowTime, t.home.slowTimes),
                  ]
                    .filter(Boolean)
                    .join(', ')}
            </span>
            <Strip periods={periods} at={at} />
            <Waited outage={past.data?.find((one) => one.system === system && one.waited.length > 0)} at={at} />
          </li>
        )
      })}
    </ul>
  )
}

type Outage = AnswerOf<'GET /api/integrations/:integration/outages'>[number]

/** What the last outage kept waiting, with its money: it is over, and somebody asks in the morning what it did. */
function Waited({ outage, at }: { outage: Outage | undefined; at: string }) {
  if (!outage) return null
  const records = outage.waited.reduce((all, one) => all + one.records, 0)
  const money = sumsText(outage.waited.filter(({ currency }) => currency !== null))
  const word = outage.until === null ? t.home.waitingForIt : t.home.waitedForIt
  return (
    <span className={`${css.waited} quiet`}>
      {periodText(outage, Date.parse(at))}. {word} {plural(records, t.home.order, t.home.orders)}
      {money && `, ${money}`}.
    </span>
  )
}

type Period = HomeNow['connections'][number]['periods'][number]
const weekMs = 7 * 86_400_000
/** Of a thousandth of the strip: a shorter time is seen all the same. */
const leastWide = 4

/** The last seven days of a system: when it did not answer, and when it was slow. */
function Strip({ periods, at }: { periods: readonly Period[]; at: string }) {
  const now = Date.parse(at)
  const place = (time: string) => Math.min(1000, Math.max(0, ((Date.parse(time) - (now - weekMs)) / weekMs) * 1000))
  // Outages lie above slow times: they are the worse ones.
  const drawn = periods.toSorted((a, b) => (a.kind === b.kind ? 0 : a.kind === 'slow' ? -1 : 1))
  return (
    <span className={css.strip}>
      <svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
        <rect width={1000} height={10} fill="var(--green-tint)" />
        {drawn.map((period) => {
          const from = place(period.since)
          return (
            <rect
              key={`${period.kind} ${period.since}`}
              x={Math.min(from, 1000 - leastWide)}
              width={Math.max(leastWide, place(period.until ?? at) - from)}
              height={10}
              fill={period.kind === 'outage' ? 'var(--red)' : 'var(--orange)'}
            >
              <title>{periodText(period, now)}</title>
            </rect>
          )
        })}
      </svg>
      {periods.length > 0 && (
        <span className="hidden">{periods.map((period) => periodText(period, now)).join('; ')}</span>
      )}
    </span>
  )
}

const periodText = ({ kind, since, until }: Pick<Period, 'kind' | 'since' | 'until'>, now: number): string =>
  `${kind === 'outage' ? t.home.answers.down : t.home.answers.slow}${t.colon}${momentText(since)}, ${durationText((until ? Date.parse(until) : now) - Date.parse(since))}`
