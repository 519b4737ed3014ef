import { Button, CopyButton, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { encode } from 'uqr'
import { call } from '../../api/client.ts'
import { queries } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { ConfirmDialog } from '../../kit/confirm-dialog.tsx'
import { Loaded, problemOf } from '../../kit/loaded.tsx'
import { Section } from '../../kit/page.tsx'
import { State } from '../../kit/state.tsx'
import { When } from '../../kit/when.tsx'
import { announce } from '../../shell/announcer.tsx'
import { t } from '../../words/index.ts'
import css from './factors.module.css'

type Doing =
  | { readonly do: 'set-up' | 'remove' | 'codes' }
  | { readonly do: 'scan'; readonly uri: string; readonly secret: string }
  | { readonly do: 'keep'; readonly backupCodes: readonly string[] }

/** The app on a phone that shows codes: set up, its backup codes, taken away. */
export function Authenticator() {
  const factors = useQuery(queries.factors())
  const client = useQueryClient()
  const [doing, setDoing] = useState<Doing | null>(null)
  const close = () => setDoing(null)
  const keep = async (backupCodes: readonly string[]) => {
    setDoing({ do: 'keep', backupCodes })
    await client.invalidateQueries({ queryKey: ['factors'] })
  }
  return (
    <Section title={t.factors.app}>
      <Loaded of={factors}>
        {({ authenticator, needed }) => (
          <div className={css.part}>
            <div className={css.words}>
              {authenticator ? (
                <>
                  <State state="ok" word={t.factors.on} />{' '}
                  <span className="quiet">
                    {t.factors.since} <When at={authenticator.since} plain />
                  </span>
                  <p className="quiet">
                    {t.factors.codesLeft}: {authenticator.backupCodes}
                  </p>
                </>
              ) : (
                <p>{needed ? t.factors.needed : t.factors.appText}</p>
              )}
            </div>
            {authenticator ? (
              <Group gap="xs">
                <Button size="compact-sm" variant="default" onClick={() => setDoing({ do: 'codes' })}>
                  {t.factors.newCodes}
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => setDoing({ do: 'set-up' })}>
                  {t.factors.otherPhone}
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => setDoing({ do: 'remove' })}>
                  {t.people.remove}
                </Button>
              </Group>
            ) : (
              <Button size="compact-sm" onClick={() => setDoing({ do: 'set-up' })}>
                {t.factors.setUp}
              </Button>
            )}
          </div>
        )}
      </Loaded>
      {doing?.do === 'set-up' && (
        <ConfirmDialog
          title={t.factors.setUp}
          // The dialog closes itself after `act`: the next step stays.
          close={() => setDoing((now) => (now?.do === 'set-up' ? null : now))}
          act={async (by) => {
            setDoing({ do: 'scan', ...(await call('POST /api/factors/authenticator', { body: { by } })) })
            return null
          }}
        >
          <p>{t.factors.setUpText}</p>
        </ConfirmDialog>
      )}
      {doing?.do === 'scan' && <Scan {...doing} close={close} done={(codes) => void keep(codes)} />}
      {doing?.do === 'codes' && (
        <ConfirmDialog
          title={t.factors.newCodes}
          close={() => setDoing((now) => (now?.do === 'codes' ? null : now))}
          act={async (by) => {
            await keep((await call('POST /api/factors/backup-codes', { body: { by } })).backupCodes)
            return null
          }}
        >
          <p>{t.factors.newCodesText}</p>
        </ConfirmDialog>
      )}
      {doing?.do === 'keep' && <Keep {...doing} close={close} />}
      {doing?.do === 'remove' && (
        <ConfirmDialog
          title={`${t.people.remove}${t.colon}${t.factors.app}`}
          close={close}
          act={async (by) => {
            await call('POST /api/factors/authenticator/remove', { body: { by } })
            announce(t.factors.removed)
            return null
          }}
        >
          <p>{t.factors.removeText}</p>
        </ConfirmDialog>
      )}
    </Section>
  )
}

/** The app reads the QR code, and shows the first code. */
function Scan({
  uri,
  secret,
  close,
  done,
}: {
  uri: string
  secret: string
  close: () => void
  done: (backupCodes: readonly string[]) => void
}) {
  const [code, setCode] = useState('')
  const client = useQueryClient()
  const taking = useMutation({
    mutationFn: () => call('POST /api/factors/authenticator/confirm', { body: { code } }),
    onSuccess: async ({ backupCodes }) => {
      done(backupCodes)
      await client.invalidateQueries({ queryKey: ['sessions'] })
    },
    onError: () => setCode(''),
  })
  return (
    <Modal opened onClose={close} title={t.factors.setUp} closeOnClickOutside={false}>
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          taking.mutate()
        }}
      >
        <Stack gap="md">
          {taking.isError && <Callout hue="red">{problemOf(taking.error)}</Callout>}
          <p>{t.factors.scan}</p>
          <QrCode text={uri} name={t.factors.qr} />
          <details>
            <summary>{t.factors.typeIt}</summary>
            <p className={`mono ${css.secret}`}>{secret.match(/.{1,4}/g)!.join(' ')}</p>
          </details>
          <TextInput
            label={t.factors.firstCode}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={10}
            required
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t.actions.cancel}
            </Button>
            <Button type="submit" loading={taking.isPending} disabled={code.trim() === ''}>
              {t.factors.finish}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

/** Backup codes, shown this once. */
function Keep({ backupCodes, close }: { backupCodes: readonly string[]; close: () => void }) {
  // Whoever was asked for a factor goes on from here.
  const client = useQueryClient()
  const end = () => {
    close()
    void client.invalidateQueries()
  }
  return (
    <Modal opened onClose={end} title={t.factors.backupCodes} closeOnClickOutside={false} closeOnEscape={false}>
      <Stack gap="md">
        <p>{t.factors.backupText}</p>
        <ul className={`mono ${css.codes}`}>
          {backupCodes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <Group justify="flex-end">
          <CopyButton value={backupCodes.join('\n')}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t.actions.copied : t.actions.copy}
              </Button>
            )}
          </CopyButton>
          <Button onClick={end}>{t.factors.kept}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}

/** Light around it as its standard asks (ISO 18004: four modules), and dark on light in either theme: not every app reads it the other way. */
function QrCode({ text, name }: { text: string; name: string }) {
  const { data, size } = encode(text, { border: 4 })
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])))
  return (
    <svg className={css.qr} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={name} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={dark.join('')} fill="#000" />
    </svg>
  )
}
