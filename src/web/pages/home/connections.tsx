import type { HomeNow } from '../../api/queries.ts'
import { durationText, momentText } from '../../kit/format.ts'
import { State } from '../../kit/state.tsx'
import { When } from '../../kit/when.tsx'
import { plural, t } from '../../words/index.ts'
import css from './home.module.css'

const names: Readonly<Record<string, string>> = { prestashop: 'PrestaShop', gp: 'Dynamics GP' }

/** Whether each system answers, and how often it did not in the last seven days. */
export function Connections({ connections, at }: { connections: HomeNow['connections']; at: string }) {
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
          </li>
        )
      })}
    </ul>
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

const periodText = ({ kind, since, until }: Period, now: number): string =>
  `${kind === 'outage' ? t.home.answers.down : t.home.answers.slow}: ${momentText(since)}, ${durationText((until ? Date.parse(until) : now) - Date.parse(since))}`
