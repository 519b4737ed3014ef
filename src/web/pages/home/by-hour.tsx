import type { HomeNow } from '../../api/queries.ts'
import { stateHue, stateWord } from '../../kit/state.tsx'
import { locale, t } from '../../words/index.ts'
import css from './home.module.css'

/** The day's first and last hour are not whole, so that it meets one more. */
const hours = 25
const hourMs = 3_600_000
const stacked = ['done', 'skipped', 'running', 'waiting', 'stopped', 'superseded'] as const

/** Orders of the last day by the hour of their newest run, stacked by what became of them. The same as a table for whoever cannot see it. */
export function OrdersByHour({ day }: { day: HomeNow['day'] }) {
  // The day begins in the middle of an hour: its bars begin with the hours.
  const start = Math.floor(Date.parse(day.since) / hourMs) * hourMs
  const bars = Array.from({ length: hours }, (_, hour) => ({
    at: new Date(start + hour * hourMs),
    counts: stacked.map((state) =>
      day.hours
        .filter((one) => one.state === state && Date.parse(one.hour) === start + hour * hourMs)
        .reduce((sum, { records }) => sum + records, 0),
    ),
  }))
  const highest = Math.max(4, ...bars.map(({ counts }) => counts.reduce((sum, its) => sum + its, 0)))
  const hourText = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' })
  return (
    <figure className={css.figure}>
      <svg viewBox={`0 0 ${hours * 20} 100`} preserveAspectRatio="none" className={css.bars} aria-hidden="true">
        {bars.map(({ at, counts }, hour) => {
          let top = 100
          return (
            <g key={at.toISOString()}>
              <rect x={hour * 20 + 2} width={16} y={98.5} height={1.5} fill="var(--line)" />
              {counts.map((its, place) => {
                if (its === 0) return null
                const height = (its / highest) * 96
                top -= height
                return (
                  <rect
                    key={stacked[place]}
                    x={hour * 20 + 2}
                    width={16}
                    y={top}
                    height={height}
                    fill={stateHue(stacked[place]!)}
                  />
                )
              })}
            </g>
          )
        })}
      </svg>
      <div className={css.axis} aria-hidden="true">
        {bars
          .filter((_, hour) => hour % 6 === 0)
          .map(({ at }) => (
            <span key={at.toISOString()}>{hourText.format(at)}</span>
          ))}
        <span>{t.home.now}</span>
      </div>
      {/* Of a table by itself the browser keeps the width that its cells need: it would widen the page. */}
      <div className="hidden">
        <table>
          <caption>{t.home.lastDay}</caption>
          <thead>
            <tr>
              <th scope="col">{t.home.hour}</th>
              {stacked.map((state) => (
                <th key={state} scope="col">
                  {stateWord(state)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bars.map(({ at, counts }) => (
              <tr key={at.toISOString()}>
                <th scope="row">{hourText.format(at)}</th>
                {counts.map((its, place) => (
                  <td key={stacked[place]}>{its}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  )
}
