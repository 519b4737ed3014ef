import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { queries, useMay } from '../api/queries.ts'
import { t } from '../words/index.ts'
import { Callout } from './callout.tsx'
import { ConfirmDialog } from './confirm-dialog.tsx'
import css from './let-in.module.css'
import { Empty, Loaded, problemOf } from './loaded.tsx'
import { Section } from './page.tsx'
import ofRows from './rows.module.css'
import { When } from './when.tsx'

/** Programs that people let in through the browser. @param own one's own alone */
export function LetIn({ own }: { own: boolean }) {
  const clients = useQuery(queries.clients())
  const mayManage = useMay('admin')
  const client = useQueryClient()
  const [asking, ask] = useState<{ readonly id: string; readonly name: string } | null>(null)
  const refresh = () => client.invalidateQueries({ queryKey: ['clients'] })
  const ending = useMutation({
    mutationFn: (id: string) => call('POST /api/clients/:id/end', { params: { id }, body: {} }),
    onSuccess: refresh,
  })
  return (
    <Section title={t.letIn.title}>
      {ending.isError && <Callout hue="red">{problemOf(ending.error)}</Callout>}
      <Loaded of={clients}>
        {(all) => {
          const rows = own ? all.filter((row) => row.own) : all
          return rows.length === 0 ? (
            <Empty title={t.letIn.none}>{t.letIn.noneText}</Empty>
          ) : (
            <ul className={ofRows.list}>
              {rows.map(({ id, name, host, owner, own: mine, scopes, usedAt, expiresAt }) => (
                <li key={id}>
                  <span className={css.who}>
                    <strong>{name}</strong> <span className="quiet">{[host, owner].filter(Boolean).join(' · ')}</span>
                  </span>
                  <span>{scopes.map((scope) => t.people.scopes[scope]).join(', ')}</span>
                  <span className="quiet">
                    {usedAt && (
                      <>
                        {t.account.seen} <When at={usedAt} plain />,{' '}
                      </>
                    )}
                    {t.people.expires} <When at={expiresAt} plain />
                  </span>
                  {(mine || mayManage) && (
                    <Button
                      size="compact-xs"
                      variant="default"
                      loading={ending.isPending && ending.variables === id}
                      onClick={() => (mine ? ending.mutate(id) : ask({ id, name }))}
                    >
                      {t.letIn.end}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }}
      </Loaded>
      {asking && (
        <ConfirmDialog
          title={`${t.letIn.end}${t.colon}${asking.name}`}
          close={() => ask(null)}
          act={async (by) => {
            await call('POST /api/clients/:id/end', { params: { id: asking.id }, body: { by } })
            await refresh()
            return null
          }}
        >
          <p>{t.people.revokeText}</p>
        </ConfirmDialog>
      )}
    </Section>
  )
}
