import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { isMail } from '../../../domain/alert.ts'
import type { AnswerOf } from '../../../routes/index.ts'
import { call } from '../../api/client.ts'
import { queries, useMay } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { CsvButton } from '../../kit/csv-button.tsx'
import { Empty, Loaded, problemOf } from '../../kit/loaded.tsx'
import { Page, Section } from '../../kit/page.tsx'
import ofRows from '../../kit/rows.module.css'
import { State } from '../../kit/state.tsx'
import { When } from '../../kit/when.tsx'
import { routes } from '../../routes.ts'
import { t } from '../../words/index.ts'
import css from './alerts.module.css'
import { AddChannel, RemoveChannel, SetRules } from './dialogs.tsx'

export type Known = AnswerOf<'GET /api/alerts'>
export type Channel = Known['channels'][number]

type Asking = { readonly do: 'add' } | { readonly do: 'rules' } | { readonly do: 'remove'; readonly channel: Channel }

/** Who gets which alerts, when they are sent, and what became of the newest. Changes take an admin's password. */
export default function Alerts() {
  const known = useQuery(queries.alerts())
  const me = useQuery(queries.me())
  const [asking, ask] = useState<Asking | null>(null)
  const mayManage = useMay('admin') && me.data?.person !== null
  const change = (what: Asking, label: string) =>
    mayManage && (
      <Button size="compact-sm" variant="default" onClick={() => ask(what)}>
        {label}
      </Button>
    )
  return (
    <Page title={t.alerts.title} lead={t.alerts.lead}>
      {me.data && me.data.person === null && (
        <Callout hue="grey">
          {t.people.nobodySignedIn} <Link href={routes.account(routes.alerts())}>{t.account.makeFirst}</Link>
        </Callout>
      )}
      <Loaded of={known} lines={8}>
        {(its) => (
          <>
            <Section
              title={t.alerts.channels}
              aside={
                mayManage && (
                  <Button size="compact-sm" leftSection={<IconPlus size={14} />} onClick={() => ask({ do: 'add' })}>
                    {t.alerts.add}
                  </Button>
                )
              }
            >
              {its.channels.length === 0 ? (
                <Empty title={t.alerts.none}>{t.alerts.noneText}</Empty>
              ) : (
                <ul className={ofRows.list}>
                  {its.channels.map((channel) => (
                    <ChannelRow
                      key={channel.id}
                      channel={channel}
                      remove={mayManage ? () => ask({ do: 'remove', channel }) : null}
                    />
                  ))}
                </ul>
              )}
            </Section>
            <Section title={t.alerts.rules} aside={change({ do: 'rules' }, t.alerts.changeRules)}>
              <Rules known={its} />
            </Section>
            <Section
              title={t.alerts.messages}
              aside={its.messages.length > 0 && <CsvButton name="alerts" rows={() => messageRows(its)} />}
            >
              <Messages known={its} />
            </Section>
            {asking?.do === 'add' && <AddChannel close={() => ask(null)} />}
            {asking?.do === 'rules' && <SetRules known={its} close={() => ask(null)} />}
            {asking?.do === 'remove' && <RemoveChannel channel={asking.channel} close={() => ask(null)} />}
          </>
        )}
      </Loaded>
    </Page>
  )
}

function ChannelRow({ channel, remove }: { channel: Channel; remove: (() => void) | null }) {
  const { id, name, kind, target, on, pace, paused, quiet, zone } = channel
  const mayTest = useMay('operate')
  const testing = useMutation({ mutationFn: () => call('POST /api/alerts/channels/:id/test', { params: { id } }) })
  const problem = testing.data?.problem ?? null
  return (
    <li>
      <span className={css.who}>
        <strong>{name}</strong> <span className="quiet">{t.alerts.kinds[kind]}</span>
        <span className={css.to}>{isMail(target) ? target.to.join(', ') : target.origin}</span>
      </span>
      <span className={css.what}>
        {on.map((about) => t.alerts.about[about]).join(', ')}
        <span className="quiet">
          {paused ? t.states.paused : t.alerts.paces[pace]}
          {quiet && ` · ${t.alerts.quiet(quiet.from, quiet.to)} ${zone}`}
        </span>
      </span>
      <span className={css.tested} role="status">
        {testing.isError ? (
          <State state="failed" word={problemOf(testing.error)} />
        ) : testing.data && problem === null ? (
          <State state="ok" word={t.alerts.taken} />
        ) : (
          problem !== null && (
            <State
              state="failed"
              word={`${testing.data?.taken ? t.alerts.partlyTaken : t.alerts.notTaken} ${problem}`}
            />
          )
        )}
      </span>
      {mayTest && (
        <Button
          size="compact-xs"
          variant="default"
          loading={testing.isPending}
          onClick={() => testing.mutate()}
          aria-label={`${t.alerts.test}${t.colon}${name}`}
        >
          {t.alerts.test}
        </Button>
      )}
      {remove && (
        <Button size="compact-xs" variant="default" onClick={remove} aria-label={`${t.alerts.remove}${t.colon}${name}`}>
          {t.alerts.remove}
        </Button>
      )}
    </li>
  )
}

function Rules({ known: { rules, listensAt, disk, hasHeartbeat } }: { known: Known }) {
  const off = <span className="quiet">{t.alerts.off}</span>
  const minutes = (count: number | null) =>
    count === null ? off : count === 0 ? t.alerts.atOnce : t.alerts.minutes(count)
  const rows: readonly (readonly [string, ReactNode])[] = [
    [t.alerts.about.incident, t.alerts.atOnce],
    [t.alerts.rule.silence, minutes(rules.silenceMinutes)],
    ...rules.flowSilence.map(({ integration, flow, minutes: count }): [string, ReactNode] => [
      `${t.alerts.rule.flow} ${integration}/${flow}`,
      minutes(count),
    ]),
    [
      t.alerts.rule.money,
      rules.moneyHeld.length === 0
        ? off
        : rules.moneyHeld.map(({ currency, amount }) => `${amount} ${currency}`).join(', '),
    ],
    [t.alerts.rule.approval, minutes(rules.approvalMinutes)],
    [
      t.alerts.rule.disk,
      rules.diskFreeMb === null
        ? off
        : `${rules.diskFreeMb} MB${disk ? ` (${t.alerts.free(disk.freeMb, disk.totalMb)})` : ''}`,
    ],
    [t.alerts.rule.heartbeat, hasHeartbeat ? minutes(rules.heartbeatMinutes) : off],
    [t.alerts.rule.address, rules.address ?? `${listensAt} ${t.alerts.listens}`],
  ]
  return (
    <dl className={css.rules}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const looks = { waiting: 'waiting', sent: 'ok', failed: 'failed' } as const

/** A row a notice: each says one thing, and where it stands. */
const messageRows = ({ messages, channels }: Known): string[][] => [
  [t.audit.at, t.alerts.channels, t.alerts.on, t.audit.details, t.approvals.state, t.alerts.problem],
  ...messages.flatMap(({ channel, state, at, problem, notices }) =>
    notices.map(({ what, title, path }) => [
      ...[
        at,
        channels.find(({ id }) => id === channel)?.name ?? '',
        what === 'over' ? `${t.alerts.over} ${title}` : title,
      ],
      ...[path, t.alerts.states[state], problem ?? ''],
    ]),
  ),
]

function Messages({ known: { messages, channels } }: { known: Known }) {
  if (messages.length === 0) return <Empty title={t.alerts.noMessages}>{t.alerts.noMessagesText}</Empty>
  return (
    <ul className={ofRows.list}>
      {messages.map(({ id, channel, state, at, problem, notices, report }) => (
        <li key={id}>
          <State state={looks[state]} word={t.alerts.states[state]} />
          <span className={css.who}>
            {report}
            {notices.slice(0, 3).map(({ cause, what, title, path }) => (
              <Link key={`${cause} ${what}`} href={path} className={css.notice}>
                {what === 'over' ? `${t.alerts.over} ` : ''}
                {title}
              </Link>
            ))}
            {notices.length > 3 && <span className="quiet">{t.alerts.more(notices.length - 3)}</span>}
            {problem !== null && <span className="quiet">{problem}</span>}
          </span>
          <span className="quiet">
            {channels.find((one) => one.id === channel)?.name} · <When at={at} />
          </span>
        </li>
      ))}
    </ul>
  )
}
