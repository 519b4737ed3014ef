import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import { call } from '../../api/client.ts'
import { confirmSession } from '../../api/confirm-session.ts'
import { useRules } from '../../api/definition.ts'
import { type IntegrationSummary, queries, useMay } from '../../api/queries.ts'
import { ConfirmDialog } from '../../kit/confirm-dialog.tsx'
import { Failed, Loaded } from '../../kit/loaded.tsx'
import { Page } from '../../kit/page.tsx'
import { When } from '../../kit/when.tsx'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'
import { Check } from './check.tsx'
import { LastOrders } from './last-orders.tsx'
import css from './set-up.module.css'
import { ShopModule } from './shop-module.tsx'
import { Step } from './step.tsx'

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
      <LastOrders integration={one.id} />
      <ShopModule integration={one.id} />
      <Running one={one} />
    </ol>
  )
}

/** The company's name is typed, so that nobody writes to another one by mistake. */
function Company({ one }: { one: IntegrationSummary }) {
  const [company, setCompany] = useState('')
  const [kind, setKind] = useState<'test' | 'live'>('test')
  const me = useQuery(queries.me())
  const mayConfirm = useMay('admin')
  const [confirming, confirm] = useState(false)
  const act = async (password: string) => {
    await confirmSession(password)
    const by = me.data?.person?.email ?? t.account.owner
    await call('POST /api/integrations/:integration/confirm', {
      params: { integration: one.id },
      body: { company, kind, by },
    })
    return null
  }
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
            confirm(true)
          }}
        >
          <p>{t.setUp.companyText}</p>
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
          <Button type="submit" disabled={!mayConfirm || company.trim() === ''}>
            {t.setUp.confirm}
          </Button>
        </form>
      )}
      {confirming && (
        <ConfirmDialog title={t.setUp.confirm} act={act} close={() => confirm(false)}>
          <p>
            {company} ({kind === 'test' ? t.nav.test : t.nav.live})
          </p>
        </ConfirmDialog>
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
