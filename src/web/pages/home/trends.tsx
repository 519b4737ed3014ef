import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AnswerOf } from '../../../routes/index.ts'
import { queries, type TrendDays } from '../../api/queries.ts'
import { Chart, Legend, type Series } from '../../kit/chart.tsx'
import { durationText, moneyText } from '../../kit/format.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { Section } from '../../kit/page.tsx'
import { stateHue, stateWord } from '../../kit/state.tsx'
import { Views } from '../../kit/toolbar.tsx'
import { locale, t } from '../../words/index.ts'
import css from './home.module.css'

type Trends = AnswerOf<'GET /api/integrations/:integration/trends'>
const spans: readonly TrendDays[] = ['7', '30', '90']
const dayMs = 86_400_000

/** Orders, money held and how long orders take, over the last days. */
export default function HomeTrends({ integration }: { integration: string }) {
  const [days, show] = useState<TrendDays>('7')
  const trends = useQuery(queries.trends(integration, days))
  return (
    <Section
      title={t.trends.title}
      aside={
        <Views
          label={t.trends.span}
          value={days}
          onChange={(value) => show(spans.find((one) => one === value) ?? '7')}
          options={spans.map((value) => ({ value, label: t.trends.days(Number(value)) }))}
        />
      }
    >
      <Loaded of={trends} lines={4}>
        {(its) => <Charts of={its} />}
      </Loaded>
    </Section>
  )
}

const states = ['done', 'skipped', 'stopped'] as const

function Charts({ of: { steps, stepMs, held } }: { of: Trends }) {
  const when = stepTexts(stepMs)
  const at = steps.map(({ at: start }) => ({ short: when.short(start), whole: when.whole(start) }))
  const orders = states.map(
    (state): Series => ({
      name: stateWord(state),
      colour: stateHue(state),
      values: steps.map((step) => step[state]),
      text: (step) => steps[step]![state].toLocaleString(locale()),
    }),
  )
  const lag = (['lagMedianMs', 'lagMostMs'] as const).map(
    (name): Series => ({
      name: name === 'lagMedianMs' ? t.trends.median : t.trends.most,
      colour: name === 'lagMedianMs' ? 'var(--accent)' : 'var(--grey)',
      values: steps.map((step) => step[name]),
      text: (step) => durationText(steps[step]![name] ?? 0),
    }),
  )
  const none = orders.every(({ values }) => values.every((value) => value === 0))
  return (
    <div className={css.trends}>
      <section aria-label={t.trends.orders}>
        <h3>{t.trends.orders}</h3>
        <Legend of={orders} />
        {none ? (
          <p className="quiet">{t.home.noOrders}</p>
        ) : (
          <Chart
            label={t.trends.orders}
            kind="bars"
            steps={at}
            series={orders}
            when={t.trends.when}
            topText={(value) => value.toLocaleString(locale())}
          />
        )}
      </section>
      <section aria-label={t.trends.held}>
        <h3>{t.trends.held}</h3>
        {held.length === 0 && <p className="quiet">{t.trends.neverHeld}</p>}
        {held.map(({ currency, amounts }) => {
          const money = (amount: string) => moneyText(amount, currency || null)
          // Each currency on its own scale: sums of two currencies have no common one.
          const its: Series = {
            name: currency || t.trends.noCurrency,
            colour: 'var(--orange)',
            values: amounts.map((amount) => (amount === null ? null : Number(amount))),
            text: (step) => money(amounts[step] ?? '0'),
          }
          return (
            <div key={currency}>
              <Legend of={[its]} />
              <Chart
                label={`${t.trends.held}, ${its.name}`}
                kind="level"
                steps={at}
                series={[its]}
                when={t.trends.when}
                topText={(value) => money(String(value))}
              />
            </div>
          )
        })}
      </section>
      <section aria-label={t.trends.lag}>
        <h3>{t.trends.lag}</h3>
        <Legend of={lag} />
        {lag.every(({ values }) => values.every((value) => value === null)) ? (
          <p className="quiet">{t.trends.noneDone}</p>
        ) : (
          <Chart
            label={t.trends.lag}
            kind="line"
            steps={at}
            series={lag}
            when={t.trends.when}
            topText={(value) => durationText(value)}
          />
        )}
      </section>
    </div>
  )
}

/** A step is named by its beginning: by the hour where it is shorter than a day. */
function stepTexts(stepMs: number) {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const its = new Intl.DateTimeFormat(locale(), options)
    return (at: string) => its.format(new Date(at))
  }
  const day = { day: 'numeric', month: 'short' } as const
  return {
    short: format(day),
    whole: format(
      stepMs < dayMs ? { weekday: 'short', ...day, hour: '2-digit', minute: '2-digit' } : { weekday: 'short', ...day },
    ),
  }
}
