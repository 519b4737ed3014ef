import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { AnswerOf } from '../../../routes/index.ts'
import { queries } from '../../api/queries.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { labelText } from '../../kit/record.ts'
import { State } from '../../kit/state.tsx'
import { When } from '../../kit/when.tsx'
import { routes } from '../../routes.ts'
import { t } from '../../words/index.ts'
import css from './home.module.css'

type Flow = AnswerOf<'GET /api/integrations/:integration/flows'>[number]

/** The flows that are not off: whether each comes through, what waits for it. @param missed flows whose round is overdue */
export function FlowsAtWork({ integration, missed }: { integration: string; missed: readonly string[] }) {
  const flows = useQuery(queries.flows(integration))
  const incidents = useQuery(queries.incidents({ integration, state: 'open' }))
  return (
    <Loaded of={incidents} lines={2}>
      {(open) => (
        <Loaded of={flows} lines={2}>
          {(all) => (
            <ul className={css.feeds}>
              {all
                .filter(({ state }) => state !== 'off')
                .map((flow) => (
                  <li key={flow.id}>
                    <How
                      flow={flow}
                      late={missed.includes(flow.id)}
                      stopped={open.some((incident) => incident.flow === flow.id)}
                    />
                    <Link href={routes.flow(integration, flow.id)} className={css.feed} title={labelText(flow.about)}>
                      {flow.id}
                    </Link>
                    <span className="quiet">{flow.lastEnd && <When at={flow.lastEnd} plain />}</span>
                    <span className={css.every}>
                      <Ahead flow={flow} />
                    </span>
                  </li>
                ))}
            </ul>
          )}
        </Loaded>
      )}
    </Loaded>
  )
}

/** "Well" is none of which an incident is open, even where other records of it came through since. */
function How({ flow: { state, lastEnd }, late, stopped }: { flow: Flow; late: boolean; stopped: boolean }) {
  if (state === 'paused') return <State state="paused" />
  if (stopped) return <State state="stopped" />
  if (late) return <State state="warning" word={t.home.late} />
  return lastEnd === null ? (
    <State state="waiting" word={t.home.notYet} />
  ) : (
    <State state="ok" word={t.home.comesThrough} />
  )
}

/** What waits for it; else when it begins by itself. */
function Ahead({ flow: { waiting, deferred, active, nextTick } }: { flow: Flow }) {
  const waits = waiting + deferred + active
  if (waits > 0) return <>{`${waits} ${t.home.underWay}`}</>
  return nextTick === null ? null : (
    <>
      {t.home.next} <When at={nextTick} plain />
    </>
  )
}
