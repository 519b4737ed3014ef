import type { HomeNow } from '../../api/queries.ts'
import { State } from '../../kit/state.tsx'
import { When } from '../../kit/when.tsx'
import { plural, t } from '../../words/index.ts'
import css from './home.module.css'

const names: Readonly<Record<string, string>> = { prestashop: 'PrestaShop', gp: 'Dynamics GP' }

/** Whether each system answers, and how often it did not in the last seven days. */
export function Connections({ connections }: { connections: HomeNow['connections'] }) {
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
          </li>
        )
      })}
    </ul>
  )
}
