import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../api/client.ts'
import { type IntegrationSummary, queries, useMay } from '../../api/queries.ts'
import { ConfirmDialog } from '../../kit/confirm-dialog.tsx'
import { useGuard } from '../../kit/guard.ts'
import { problemOf } from '../../kit/loaded.tsx'
import { When } from '../../kit/when.tsx'
import { t } from '../../words/index.ts'
import css from './set-up.module.css'
import { asksSinceWhen, SinceWhen } from './since-when.tsx'
import { Step } from './step.tsx'

/** GP says which company it is. Its name is typed all the same, so that nobody writes to another one by mistake. */
export function Company({ one }: { one: IntegrationSummary }) {
  return (
    <Step title={t.setUp.company} done={one.confirmed !== null}>
      {one.confirmed ? (
        <p>
          {t.setUp.writesTo} <strong>{one.confirmed.company}</strong> (
          {one.confirmed.kind === 'test' ? t.nav.test : t.nav.live}), {t.setUp.confirmedBy} {one.confirmed.by},{' '}
          <When at={one.confirmed.at} />.
        </p>
      ) : (
        <ConfirmCompany integration={one.id} cutOver={one.cutOver} />
      )}
    </Step>
  )
}

function ConfirmCompany({ integration, cutOver }: { integration: string; cutOver: string }) {
  const [company, setCompany] = useState('')
  const [kind, setKind] = useState<'test' | 'live'>('test')
  const [confirming, confirm] = useState(false)
  const [isAsked, ask] = useState(false)
  const [since, choose] = useState<string | null>(null)
  useGuard(company !== '' && !confirming)
  const me = useQuery(queries.me())
  const mayConfirm = useMay('admin')
  const connections = useQuery(queries.connections(integration))
  const gp = connections.data?.connections.gp ?? null
  const asked = useQuery({ ...queries.companies(integration, gp), enabled: mayConfirm && gp !== null })
  const id = (gp as { readonly companyId?: unknown } | null)?.companyId
  const named = asked.data?.companies?.find((each) => each.id === id)
  const act = async () => {
    await call('POST /api/integrations/:integration/confirm', {
      params: { integration },
      body: { company, kind, by: me.data?.person?.email ?? t.account.owner, ...(isAsked && since ? { since } : {}) },
    }).catch((error: unknown) => {
      ask(asksSinceWhen(error))
      throw error
    })
    return null
  }
  return (
    <form
      className={css.form}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        confirm(true)
      }}
    >
      <p>
        {named ? (
          <>
            {t.setUp.leadsTo} <strong>{named.name}</strong> ({named.id}).{' '}
          </>
        ) : (
          asked.isError && <>{problemOf(asked.error)} </>
        )}
        {t.setUp.companyText}
      </p>
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
      {confirming && (
        <ConfirmDialog
          title={t.setUp.confirm}
          act={act}
          close={() => confirm(false)}
          ready={!isAsked || since !== null}
        >
          <p>
            {company} ({kind === 'test' ? t.nav.test : t.nav.live})
          </p>
          {isAsked && <SinceWhen cutOver={cutOver} chosen={since} choose={choose} />}
        </ConfirmDialog>
      )}
    </form>
  )
}
