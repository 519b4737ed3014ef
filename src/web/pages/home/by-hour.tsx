import type { HomeNow } from '../../api/queries.ts'
import { Chart, type Series } from '../../kit/chart.tsx'
import { stateHue, stateWord } from '../../kit/state.tsx'
import { locale, t } from '../../words/index.ts'

/** The day's first and last hour are not whole, so that it meets one more. */
const hours = 25
const hourMs = 3_600_000
const stacked = ['done', 'skipped', 'running', 'waiting', 'stopped', 'superseded'] as const

/** Orders of the last day by the hour of their newest run, stacked by what became of them. */
export function OrdersByHour({ day }: { day: HomeNow['day'] }) {
  // The day begins in the middle of an hour: its bars begin with the hours.
  const start = Math.floor(Date.parse(day.since) / hourMs) * hourMs
  const hourText = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' })
  const wholeText = new Intl.DateTimeFormat(locale(), { weekday: 'short', hour: '2-digit', minute: '2-digit' })
  const steps = Array.from({ length: hours }, (_, hour) => new Date(start + hour * hourMs))
  const series = stacked.map((state): Series => {
    const values = steps.map((at) =>
      day.hours
        .filter((one) => one.state === state && Date.parse(one.hour) === at.getTime())
        .reduce((sum, { records }) => sum + records, 0),
    )
    return {
      name: stateWord(state),
      colour: stateHue(state),
      values,
      text: (step) => (values[step] ?? 0).toLocaleString(locale()),
    }
  })
  return (
    <Chart
      label={t.home.lastDay}
      kind="bars"
      steps={steps.map((at, hour) => ({
        short: hour === hours - 1 ? t.home.now : hourText.format(at),
        whole: wholeText.format(at),
      }))}
      // States that nothing is in say nothing.
      series={series.filter(({ values }) => values.some((value) => value !== 0))}
      when={t.home.hour}
      topText={(value) => value.toLocaleString(locale())}
    />
  )
}
