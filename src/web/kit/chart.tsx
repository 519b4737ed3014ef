import { type PointerEvent, useState } from 'react'
import css from './chart.module.css'

/** A line or a part of the bars. Its values place it; what a reader is told stands in `text`, made of exact amounts. */
export interface Series {
  readonly name: string
  /** A colour of the theme: "var(--green)". */
  readonly colour: string
  /** One for each step; null: not known. */
  readonly values: readonly (number | null)[]
  readonly text: (step: number) => string
}

interface ChartProps {
  /** What it shows: the caption of its table. */
  readonly label: string
  /** `bars`: counts, stacked. `line`: a figure of each step. `level`: what stays until it changes. */
  readonly kind: 'bars' | 'line' | 'level'
  /** When each step begins, as the reader reads it: short below the chart, whole in the table and at the pointer. */
  readonly steps: readonly { readonly short: string; readonly whole: string }[]
  readonly series: readonly Series[]
  /** The word above the first column of the table. */
  readonly when: string
  /** What the top line of the chart is worth. */
  readonly topText: (value: number) => string
}

const ticks = 4
const height = 100

/**
 * A chart of some steps of time, drawn by hand: three shapes are all that pages need, and a library of charts is a third of
 * the whole first load. The pointer shows a step's figures; the same figures stand in a table for whoever cannot see them.
 */
export function Chart({ label, kind, steps, series, when, topText }: ChartProps) {
  const [at, point] = useState<number | null>(null)
  const stacked = (step: number) => series.reduce((sum, { values }) => sum + (values[step] ?? 0), 0)
  const highest = Math.max(
    0,
    ...(kind === 'bars'
      ? steps.map((_, step) => stacked(step))
      : series.flatMap(({ values }) => values.map((v) => v ?? 0))),
  )
  const top = roundUp(highest)
  const y = (value: number) => height - (value / top) * height
  const move = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    point(Math.min(steps.length - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * steps.length))))
  }
  const told = steps.map((_, step) => step).filter((step) => series.some(({ values }) => values[step]))
  return (
    <figure className={css.figure}>
      <div className={css.plot} onPointerMove={move} onPointerLeave={() => point(null)} aria-hidden="true">
        <span className={css.top}>{highest > 0 && topText(top)}</span>
        <svg
          viewBox={`0 0 ${steps.length} ${height}`}
          preserveAspectRatio="none"
          className={css.drawing}
          aria-hidden="true"
        >
          <path d={`M0 0H${steps.length}M0 ${height / 2}H${steps.length}`} className={css.grid} />
          <path d={`M0 ${height}H${steps.length}`} className={css.ground} />
          {at !== null && <rect x={at} width={1} y={0} height={height} className={css.pointed} />}
          {kind === 'bars'
            ? steps.map(({ whole }, step) => <Bar key={whole} step={step} series={series} y={y} />)
            : series.map(({ name, colour, values }) => (
                <path
                  key={name}
                  d={kind === 'line' ? linePath(values, y) : levelPath(values, y)}
                  stroke={colour}
                  className={css.line}
                />
              ))}
        </svg>
        {at !== null && (
          <div
            className={css.tip}
            style={{
              left: `${((at + 0.5) / steps.length) * 100}%`,
              transform: `translateX(${at < steps.length / 2 ? '8px' : 'calc(-100% - 8px)'})`,
            }}
          >
            <strong>{steps[at]!.whole}</strong>
            {series.map(
              ({ name, colour, values, text }) =>
                values[at] !== null && (
                  <span key={name}>
                    <i style={{ background: colour }} />
                    {name} <b className="number">{text(at)}</b>
                  </span>
                ),
            )}
          </div>
        )}
      </div>
      <div className={css.axis} aria-hidden="true">
        {Array.from({ length: ticks }, (_, tick) => {
          const step = Math.round((tick * (steps.length - 1)) / (ticks - 1))
          return <span key={step}>{steps[step]?.short}</span>
        })}
      </div>
      {/* Of a table by itself the browser keeps the width that its cells need: it would widen the page. */}
      <div className="hidden">
        <table>
          <caption>{label}</caption>
          <thead>
            <tr>
              <th scope="col">{when}</th>
              {series.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {told.map((step) => (
              <tr key={steps[step]!.whole}>
                <th scope="row">{steps[step]!.whole}</th>
                {series.map(({ name, values, text }) => (
                  <td key={name}>{values[step] === null ? '–' : text(step)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  )
}

function Bar({ step, series, y }: { step: number; series: readonly Series[]; y: (value: number) => number }) {
  let below = 0
  return series.map(({ name, colour, values }) => {
    const value = values[step] ?? 0
    if (value === 0) return null
    const bottom = y(below)
    below += value
    return <rect key={name} x={step + 0.12} width={0.76} y={y(below)} height={bottom - y(below)} fill={colour} />
  })
}

/** Through the middle of each step; a step alone is a short dash, so that it is seen. */
function linePath(values: readonly (number | null)[], y: (value: number) => number): string {
  const known = (step: number) => values[step] !== null && values[step] !== undefined
  return values
    .map((value, step) => {
      if (value === null) return ''
      if (known(step - 1)) return `L${step + 0.5} ${y(value)}`
      return known(step + 1) ? `M${step + 0.5} ${y(value)}` : `M${step + 0.1} ${y(value)}h0.8`
    })
    .join('')
}

function levelPath(values: readonly (number | null)[], y: (value: number) => number): string {
  return values
    .map((value, step) => {
      if (value === null) return ''
      const before = values[step - 1] ?? null
      return before === null ? `M${step} ${y(value)}H${step + 1}` : `V${y(value)}H${step + 1}`
    })
    .join('')
}

/** The next 1, 2 or 5 times a power of ten. Pure. */
function roundUp(value: number): number {
  if (!(value > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 5, 10].find((times) => times * power >= value) ?? 10) * power
}

/** What the colours of a chart mean. */
export const Legend = ({ of }: { of: readonly Pick<Series, 'name' | 'colour'>[] }) => (
  <ul className={css.legend}>
    {of.map(({ name, colour }) => (
      <li key={name}>
        <i style={{ background: colour }} aria-hidden />
        {name}
      </li>
    ))}
  </ul>
)
