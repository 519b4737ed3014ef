import { Button, CopyButton, Group, Modal, PasswordInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { queries } from '../api/queries.ts'
import { t } from '../words/index.ts'
import { Callout } from './callout.tsx'
import { useGuard } from './guard.ts'
import { problemOf } from './loaded.tsx'

interface ConfirmDialogProps {
  readonly title: string
  readonly children?: ReactNode
  /** Whether everything else is filled in. */
  readonly ready?: boolean
  /** @returns a secret to be shown this once; null: nothing. */
  readonly act: (password: string) => Promise<string | null>
  readonly close: () => void
  /** Stands beside what is shown once. */
  readonly shownOnce?: string
}

/** A change that takes the person's own password. What fails stands in it, with what was typed. */
export function ConfirmDialog({ title, children, ready = true, act, close, shownOnce }: ConfirmDialogProps) {
  const [password, setPassword] = useState('')
  const [typed, type] = useState(false)
  const client = useQueryClient()
  const me = useQuery(queries.me())
  const acting = useMutation({
    mutationFn: () => act(password),
    onSuccess: async (secret) => {
      await client.invalidateQueries()
      if (secret === null) close()
    },
    onSettled: () => setPassword(''),
  })
  useGuard(typed && !acting.isPending && !acting.isSuccess)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    acting.mutate()
  }
  const secret = acting.data ?? null
  return (
    <Modal opened onClose={close} title={title} closeOnClickOutside={false} closeOnEscape={!typed}>
      {secret !== null ? (
        <>
          <p>{shownOnce}</p>
          <p className="mono" style={{ padding: '12px 0', overflowWrap: 'anywhere', fontSize: 14 }}>
            {secret}
          </p>
          <Group justify="flex-end">
            <CopyButton value={secret}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>
                  {copied ? t.actions.copied : t.actions.copy}
                </Button>
              )}
            </CopyButton>
            <Button onClick={close}>{t.actions.close}</Button>
          </Group>
        </>
      ) : (
        <form onSubmit={submit} onChange={() => type(true)}>
          {acting.isError && <Callout hue="red">{problemOf(acting.error)}</Callout>}
          {children}
          <input type="hidden" autoComplete="username" value={me.data?.person?.email ?? ''} readOnly />
          <PasswordInput
            mt="md"
            label={t.decide.password}
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Group justify="flex-end" mt="lg">
            <Button variant="default" onClick={close}>
              {t.actions.cancel}
            </Button>
            <Button type="submit" loading={acting.isPending} disabled={!ready || password === ''}>
              {title.split(':')[0]}
            </Button>
          </Group>
        </form>
      )}
    </Modal>
  )
}
