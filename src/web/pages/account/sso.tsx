import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { queries } from '../../api/queries.ts'
import { goToProvider } from '../../api/sso.ts'
import { ConfirmDialog } from '../../kit/confirm-dialog.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Section } from '../../kit/page.tsx'
import { State } from '../../kit/state.tsx'
import { When } from '../../kit/when.tsx'
import { announce } from '../../shell/announcer.tsx'
import { t } from '../../words/index.ts'
import css from './factors.module.css'

/** The person's account at the provider of single sign-on; nothing where the hub has none. */
export function Sso() {
  const sso = useQuery(queries.sso())
  const [asking, ask] = useState<'connect' | 'disconnect' | null>(null)
  const close = () => ask(null)
  if (sso.data?.provider === null) return null
  return (
    <Section title={t.sso.title}>
      <Loaded of={sso}>
        {({ provider, connected, hasPassword }) => (
          <div className={css.part}>
            <div className={css.words}>
              {connected ? (
                <>
                  <State state="ok" word={provider ?? ''} />{' '}
                  <span className="quiet">
                    {t.factors.since} <When at={connected.since} plain />
                  </span>
                </>
              ) : (
                <p>
                  {t.sso.text} {provider}.
                </p>
              )}
            </div>
            {!connected && (
              <Button size="compact-sm" variant="default" onClick={() => ask('connect')}>
                {t.sso.connect}
              </Button>
            )}
            {connected && hasPassword && (
              <Button size="compact-sm" variant="default" onClick={() => ask('disconnect')}>
                {t.sso.disconnect}
              </Button>
            )}
          </div>
        )}
      </Loaded>
      {asking === 'connect' && (
        <ConfirmDialog
          title={t.sso.connect}
          close={close}
          act={async (by) => {
            await goToProvider(call('POST /api/factors/sso', { body: { by } }))
            return null
          }}
        >
          <p>{t.sso.connectText}</p>
        </ConfirmDialog>
      )}
      {asking === 'disconnect' && (
        <ConfirmDialog
          title={t.sso.disconnect}
          close={close}
          act={async (by) => {
            await call('POST /api/factors/sso/remove', { body: { by } })
            announce(t.factors.removed)
            return null
          }}
        >
          <p>{t.sso.disconnectText}</p>
        </ConfirmDialog>
      )}
    </Section>
  )
}
