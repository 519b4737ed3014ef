import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { call } from '../../api/client.ts'
import { useRules } from '../../api/definition.ts'
import { type IntegrationSummary, queries, useMay } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { Failed, Loaded, problemOf } from '../../kit/loaded.tsx'
import { Page } from '../../kit/page.tsx'
import { State } from '../../kit/state.tsx'
import { When } from '../../kit/when.tsx'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'
import css from './set-up.module.css'

/** What a connection to live systems takes, step by step. Each step says itself whether it is done; one leaves and returns anywhere. */
export default function SetUp({ integration }: { integration: string }) {
  const integrations = useQuery(queries.integrations())
  return (
    <Page title={t.setUp.title} lead={t.setUp.lead} narrow>
      <Loaded of={integrations} lines={8}>
        {(all) => {
          const one = all.find(({ id }) => id === integration)
          return one ? <Steps one={one} /> : null
        }}
      </Loaded>
    </Page>
  )
}

function Steps({ one }: { one: IntegrationSummary }) {
  const rules = useRules(one.id)
  const openSettings = Object.values(rules.data?.settings ?? {}).filter(({ value }) => value === null).length
  const openValues = (rules.data?.valueMaps ?? []).flatMap(({ entries }) =>
    entries.filter(({ to }) => to === null),
  ).length
  return (
    <ol className={css.steps}>
      <Check integration={one.id} />
      <Company one={one} />
      <Step title={t.setUp.settings} done={rules.data !== undefined && openSettings === 0}>
        <p>
          {openSettings === 0 ? t.setUp.settingsDone : plural(openSettings, t.setUp.settingOne, t.setUp.settingMany)}
        </p>
        <Button component={Link} href={routes.settings(one.id)} variant="default" size="xs">
          {t.settings.title}
        </Button>
      </Step>
      <Step title={t.valueMaps.title} done={rules.data !== undefined && openValues === 0}>
        <p>{openValues === 0 ? t.setUp.valuesDone : plural(openValues, t.valueMaps.openOne, t.valueMaps.openMany)}</p>
        <Button component={Link} href={routes.valueMaps(one.id)} variant="default" size="xs">
          {t.valueMaps.title}
        </Button>
      </Step>
      <Step title={t.setUp.cutOver} done>
        <p>
          {t.setUp.cutOverText} <When at={one.cutOver} />.
        </p>
      </Step>
      <Running one={one} />
    </ol>
  )
}

function Step({ title, done, children }: { title: string; done: boolean; children: ReactNode }) {
  return (
    <li className={css.step} data-done={done || undefined}>
      {done ? (
        <IconCircleCheckFilled size={20} aria-label={t.setUp.done} />
      ) : (
        <IconCircleDashed size={20} aria-label={t.setUp.notDone} />
      )}
      <div>
        <h2>{title}</h2>
        {children}
      </div>
    </li>
  )
}

/** Both systems are asked at once when the page opens: a connection that was never tried does not count as one. */
function Check({ integration }: { integration: string }) {
  const check = useQuery({
    queryKey: ['check', integration],
    queryFn: () => call('POST /api/integrations/:integration/check', { params: { integration } }),
    retry: false,
    staleTime: 60_000,
  })
  const wrong = check.data?.filter(({ level }) => level !== 'ok') ?? []
  return (
    <Step title={t.setUp.connections} done={check.data !== undefined && wrong.every(({ level }) => level !== 'error')}>
      {check.isPending && <p role="status">{t.setUp.asking}</p>}
      {check.isError && <Failed error={check.error} retry={() => void check.refetch()} />}
      {check.data && (
        <>
          <ul className={css.findings}>
            {check.data
              .toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
              .map(({ check: name, level, found, todo }) => (
                <li key={`${name} ${found}`}>
                  <State
                    state={level === 'ok' ? 'ok' : level === 'error' ? 'failed' : 'warning'}
                    word={t.setUp.levels[level]}
                  />
                  <div>
                    <span>{found}</span>
                    {todo && <p className="quiet">{todo}</p>}
                  </div>
                </li>
              ))}
          </ul>
          <Button variant="default" size="xs" loading={check.isFetching} onClick={() => void check.refetch()}>
            {t.setUp.checkAgain}
          </Button>
        </>
      )}
    </Step>
  )
}
const order = ['error', 'warning', 'ok']

/** The company's name is typed, so that nobody writes to another one by mistake. */
function Company({ one }: { one: IntegrationSummary }) {
  const [company, setCompany] = useState('')
  const [kind, setKind] = useState<'test' | 'live'>('test')
  const me = useQuery(queries.me())
  const mayConfirm = useMay('admin')
  const client = useQueryClient()
  const confirming = useMutation({
    mutationFn: () =>
      call('POST /api/integrations/:integration/confirm', {
        params: { integration: one.id },
        body: { company, kind, by: me.data?.person?.email ?? t.account.owner },
      }),
    onSuccess: () => client.invalidateQueries(),
  })
  return (
    <Step title={t.setUp.company} done={one.confirmed !== null}>
      {one.confirmed ? (
        <p>
          {t.setUp.writesTo} <strong>{one.confirmed.company}</strong> (
          {one.confirmed.kind === 'test' ? t.nav.test : t.nav.live}), {t.setUp.confirmedBy} {one.confirmed.by},{' '}
          <When at={one.confirmed.at} />.
        </p>
      ) : (
        <form
          className={css.form}
          onSubmit={(event: FormEvent) => {
            event.preventDefault()
            confirming.mutate()
          }}
        >
          <p>{t.setUp.companyText}</p>
          {confirming.isError && <Callout hue="red">{problemOf(confirming.error)}</Callout>}
          <TextInput
            label={t.setUp.companyName}
            value={company}
            onChange={(event) => setCompany(event.currentTarget.value)}
            required
          />
          <SegmentedControl
            aria-label={t.setUp.kind}
            value={kind}
            onChange={(value) => setKind(value as 'test' | 'live')}
            data={[
              { value: 'test', label: t.nav.test },
              { value: 'live', label: t.nav.live },
            ]}
          />
          <Button type="submit" loading={confirming.isPending} disabled={!mayConfirm || company.trim() === ''}>
            {t.setUp.confirm}
          </Button>
        </form>
      )}
    </Step>
  )
}

function Running({ one }: { one: IntegrationSummary }) {
  const mayRun = useMay('operate')
  const client = useQueryClient()
  const acting = useMutation({
    mutationFn: async (action: 'pause' | 'resume') => {
      const params = { integration: one.id }
      if (action === 'pause') await call('POST /api/integrations/:integration/pause', { params, body: {} })
      else await call('POST /api/integrations/:integration/resume', { params, body: {} })
    },
    onSuccess: () => client.invalidateQueries(),
  })
  return (
    <Step title={t.setUp.running} done={!one.paused}>
      <p>{one.paused ? t.setUp.isPaused : t.setUp.isRunning}</p>
      {acting.isError && <Failed error={acting.error} />}
      <Button
        variant={one.paused ? 'filled' : 'default'}
        size="xs"
        disabled={!mayRun}
        loading={acting.isPending}
        onClick={() => acting.mutate(one.paused ? 'resume' : 'pause')}
      >
        {one.paused ? t.setUp.resume : t.setUp.pause}
      </Button>
    </Step>
  )
}
