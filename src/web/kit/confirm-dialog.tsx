import { Button, CopyButton, Group, Modal, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { t } from '../words/index.ts'
import { Callout } from './callout.tsx'
import { useGuard } from './guard.ts'
import { problemOf } from './loaded.tsx'
import { Prove, type Proved, useProof } from './prove.tsx'

interface ConfirmDialogProps {
  readonly title: string
  readonly children?: ReactNode
  /** Whether everything else is filled in. */
  readonly ready?: boolean
  /** @returns a secret to be shown this once; null: nothing. */
  readonly act: (by: Proved) => Promise<string | null>
  readonly close: () => void
  /** Stands beside what is shown once. */
  readonly shownOnce?: string
}

/** A change that takes the person's own password or passkey. What fails stands in it, with what was typed. */
export function ConfirmDialog({ title, children, ready = true, act, close, shownOnce }: ConfirmDialogProps) {
  const proof = useProof()
  const [typed, type] = useState(false)
  const client = useQueryClient()
  const acting = useMutation({
    mutationFn: async () => act(await proof.take()),
    onSuccess: async (secret) => {
      await client.invalidateQueries()
      if (secret === null) close()
    },
    onSettled: proof.reset,
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
          <Stack gap="md" mt="md">
            <Prove of={proof} />
          </Stack>
          <Group justify="flex-end" mt="lg">
            <Button variant="default" onClick={close}>
              {t.actions.cancel}
            </Button>
            <Button type="submit" loading={acting.isPending} disabled={!ready || !proof.ready}>
              {title.split(':')[0]}
            </Button>
          </Group>
        </form>
      )}
    </Modal>
  )
}
