import { Button, Group, Modal, Progress, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import type { AnswerOf } from '../../../routes/index.ts'
import { call } from '../../api/client.ts'
import type { Flow } from '../../api/definition.ts'
import { queries, useMay } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { ConfirmDialog } from '../../kit/confirm-dialog.tsx'
import { countText, durationText, moneyText } from '../../kit/format.ts'
import { Failed } from '../../kit/loaded.tsx'
import { Section } from '../../kit/page.tsx'
import { sentenceText } from '../../kit/record.ts'
import { routes } from '../../routes.ts'
import { t } from '../../words/index.ts'
import { daysOf, periodOf } from './days.ts'
import css from './flows.module.css'

type Backfill = AnswerOf<'GET /api/integrations/:integration/backfills'>[number]
type Move = 'run' | 'pause' | 'stop'

const isOver = ({ state }: Backfill) => state === 'done' || state === 'stopped'

/** Whether a person may have the flow take up older records. The hub says no where this page does not know better. */
export const takesPeriods = ({ on, bulk, schedule, steps }: Flow): boolean =>
  !bulk && !schedule && on.startsWith('prestashop.') && !JSON.stringify(steps).includes('"tellCustomer"')

/** Older records of a flow: counted, tried, decided on, and how far they are. */
export function BackfillOf({ integration, flow }: { integration: string; flow: Flow }) {
  const all = useQuery(queries.backfills(integration))
  const mayAct = useMay('operate')
  const its = all.data?.find((one) => one.flow === flow.id)
  if (!all.data || (!its && !mayAct)) return null
  return (
    <Section title={t.backfill.title} padded>
      {its && <Shown integration={integration} of={its} mayAct={mayAct} />}
      {mayAct && (!its || isOver(its)) && <Count integration={integration} flow={flow} />}
    </Section>
  )
}

/** The form that has a period counted. Nothing is written by it. */
function Count({ integration, flow }: { integration: string; flow: Flow }) {
  const [days, type] = useState({ from: '', to: '', states: '' })
  const client = useQueryClient()
  const counting = useMutation({
    mutationFn: () => {
      const states = days.states.split(/[\s,]+/).filter((one) => one !== '')
      return call('POST /api/integrations/:integration/backfills', {
        params: { integration },
        body: {
          flow: flow.id,
          ...periodOf(days, Date.now()),
          only: states.length > 0 ? { current_state: states } : {},
        },
      })
    },
    onSuccess: () => client.invalidateQueries(queries.backfills(integration)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    counting.mutate()
  }
  const field = (name: keyof typeof days) => ({
    label: { from: t.backfill.from, to: t.backfill.to, states: t.backfill.onlyStates }[name],
    value: days[name],
    onChange: (event: { readonly currentTarget: HTMLInputElement }) => {
      const { value } = event.currentTarget
      type((before) => ({ ...before, [name]: value }))
    },
  })
  return (
    <form onSubmit={submit}>
      <p className="quiet">{t.backfill.lead}</p>
      {counting.isError && <Failed error={counting.error} />}
      <Group align="flex-end" mt="sm">
        <TextInput type="date" required {...field('from')} />
        <TextInput type="date" required {...field('to')} />
        {flow.on === 'prestashop.order' && <TextInput placeholder="2, 5" {...field('states')} />}
        <Button type="submit" variant="default" loading={counting.isPending}>
          {t.backfill.count}
        </Button>
      </Group>
    </form>
  )
}

function Shown({ integration, of: its, mayAct }: { integration: string; of: Backfill; mayAct: boolean }) {
  const { period, state, reason, count, ends, left, decidedBy } = its
  const sums = Object.entries(count.sums).map(([currency, sum]) => moneyText(sum, currency === '' ? null : currency))
  const ended = ends.done + ends.already + ends.skipped + ends.held
  const pace = [
    ...(its.perMinute === null ? [] : [`${countText(its.perMinute)} ${t.flows.aMinute}`]),
    ...(its.leftMs === null ? [] : [`${t.flows.timeLeft} ${durationText(its.leftMs)}`]),
  ]
  const { from, to } = daysOf(period)
  return (
    <>
      <p>
        <strong>{`${from} – ${to} (UTC)`}</strong>
        {t.colon}
        {t.backfill.states[state]}
      </p>
      {reason && (
        <Callout hue={reason.why === 'held' || reason.why === 'grown' ? 'orange' : 'grey'}>
          {t.backfill.reasons[reason.why]}
          {reason.says && <> {sentenceText(reason.says)}</>}
        </Callout>
      )}
      <p className="quiet">
        {[
          `${countText(count.records)} ${t.backfill.records}`,
          `${countText(count.linked)} ${t.backfill.linked}`,
          ...(count.unreadable > 0 ? [`${countText(count.unreadable)} ${t.backfill.unreadable}`] : []),
          ...(sums.length > 0 ? [`${t.backfill.sums} ${sums.join(', ')}`] : []),
        ].join(' · ')}
      </p>
      {decidedBy !== null && (
        <>
          <Progress value={ended + left === 0 ? 100 : (ended * 100) / (ended + left)} aria-label={t.backfill.title} />
          <p className="quiet">
            {[
              ...(['done', 'already', 'skipped', 'held'] as const).map(
                (end) => `${countText(ends[end])} ${t.backfill.ends[end]}`,
              ),
              ...(isOver(its) ? [] : [`${countText(left)} ${t.backfill.left}`]),
              ...pace,
            ].join(' · ')}
          </p>
        </>
      )}
      {decidedBy === null && <Tried integration={integration} of={its} />}
      <Reasons of={its} />
      {its.held.length > 0 && (
        <p>
          {t.backfill.heldNow} <Keys integration={integration} on={its.on} keys={its.held} />
        </p>
      )}
      {mayAct && !isOver(its) && <Moves key={its.id} integration={integration} of={its} />}
    </>
  )
}

/** What a sample of dry runs came to, by outcome and reason. */
function Tried({ integration, of: { tried, on } }: { integration: string; of: Backfill }) {
  const groups = [...Map.groupBy(tried, ({ outcome, reason }) => `${outcome} ${reason}`).values()]
  if (groups.length === 0) return null
  return (
    <>
      <p>{t.backfill.tried(tried.length)}</p>
      <ul className={css.reasons}>
        {groups.map((some) => (
          <li key={`${some[0]!.outcome} ${some[0]!.reason}`}>
            <strong>{`${countText(some.length)} ${t.backfill.outcomes[some[0]!.outcome]}`}</strong>
            {some[0]!.outcome !== 'would-write' && ` ${sentenceText(some[0]!.reason)}`}{' '}
            <Keys integration={integration} on={on} keys={some.slice(0, 3).map(({ key }) => key)} />
          </li>
        ))}
      </ul>
    </>
  )
}

/** Why records were left out. */
function Reasons({ of: { reasons } }: { of: Backfill }) {
  const all = Object.entries(reasons)
  if (all.length === 0) return null
  return (
    <ul className={css.reasons}>
      {all.map(([because, records]) => (
        <li key={because}>{`${countText(records)} ${t.backfill.ends.skipped}${t.colon}${sentenceText(because)}`}</li>
      ))}
    </ul>
  )
}

const Keys = ({ integration, on, keys }: { integration: string; on: Backfill['on']; keys: readonly string[] }) =>
  keys.map((key, place) => (
    <span key={key}>
      {place > 0 && ', '}
      <Link href={routes.record(integration, { entity: on, key })} className={css.named}>
        {key}
      </Link>
    </span>
  ))

function Moves({ integration, of: { id, state, count } }: { integration: string; of: Backfill }) {
  const [deciding, decide] = useState<'run' | 'stop' | null>(null)
  const client = useQueryClient()
  const move = (to: Move) =>
    call('PUT /api/integrations/:integration/backfills/:backfill', {
      params: { integration, backfill: id },
      body: { to },
    })
  const moving = useMutation({
    mutationFn: move,
    onSuccess: () => client.invalidateQueries(queries.backfills(integration)),
    onSettled: () => decide(null),
  })
  const isBegun = state === 'running' || state === 'paused'
  const run = state === 'counted' ? t.backfill.run : t.backfill.goOn
  return (
    <>
      {moving.isError && <Failed error={moving.error} />}
      <Group mt="sm">
        {(state === 'counted' || state === 'paused') && <Button onClick={() => decide('run')}>{run}</Button>}
        {state === 'running' && (
          <Button variant="default" loading={moving.isPending} onClick={() => moving.mutate('pause')}>
            {t.backfill.pause}
          </Button>
        )}
        <Button
          variant="default"
          loading={moving.isPending}
          onClick={() => (isBegun ? decide('stop') : moving.mutate('stop'))}
        >
          {isBegun ? t.backfill.stop : t.backfill.drop}
        </Button>
      </Group>
      {deciding === 'stop' && (
        <Modal opened onClose={() => decide(null)} title={t.backfill.stop}>
          <p>{t.backfill.stopText}</p>
          <Group justify="flex-end" mt="lg">
            <Button variant="default" onClick={() => decide(null)}>
              {t.actions.cancel}
            </Button>
            <Button loading={moving.isPending} onClick={() => moving.mutate('stop')}>
              {t.backfill.stop}
            </Button>
          </Group>
        </Modal>
      )}
      {deciding === 'run' && (
        <ConfirmDialog
          title={run}
          close={() => decide(null)}
          act={async () => {
            await move('run')
            return null
          }}
        >
          <p>{t.backfill.runText(countText(count.records - count.linked))}</p>
        </ConfirmDialog>
      )}
    </>
  )
}
