import { Button, Group, Modal, Progress } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { problemOf } from '../../kit/loaded.tsx'
import { announce } from '../../shell/announcer.tsx'
import { plural, t } from '../../words/index.ts'
import css from './records.module.css'

/** Starts the chosen records again, one after the other, and says what became of each. Nothing is written twice by it. */
export function ReplayMany({
  integration,
  entity,
  keys,
  opened,
  close,
}: {
  integration: string
  entity: string
  keys: readonly string[]
  opened: boolean
  close: (done: boolean) => void
}) {
  const client = useQueryClient()
  const [done, setDone] = useState(0)
  const [failures, setFailures] = useState<readonly string[]>([])
  const running = useMutation({
    mutationFn: async () => {
      setFailures([])
      for (const [place, key] of keys.entries()) {
        await call('POST /api/integrations/:integration/records/replay', {
          params: { integration },
          body: { entity, key },
        }).catch((error: unknown) => setFailures((before) => [...before, `${key}: ${problemOf(error)}`]))
        setDone(place + 1)
      }
      await client.invalidateQueries()
      announce(t.records.replayed)
    },
  })
  const leave = () => {
    close(running.isSuccess)
    running.reset()
    setDone(0)
    setFailures([])
  }
  const count = plural(keys.length, t.records.recordOne, t.records.recordMany)
  return (
    <Modal opened={opened} onClose={leave} title={`${t.records.replay}: ${count}`}>
      <p>{t.records.replayText}</p>
      {(running.isPending || running.isSuccess) && (
        <Progress value={(done / Math.max(1, keys.length)) * 100} mt="md" aria-label={t.records.replay} />
      )}
      {running.isSuccess && (
        <p role="status" style={{ marginTop: 8 }}>
          {done - failures.length} / {keys.length} {t.records.startedAgain}
        </p>
      )}
      {failures.length > 0 && (
        <ul className={css.progress} aria-label={t.records.failures}>
          {failures.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={leave} disabled={running.isPending}>
          {running.isSuccess ? t.actions.close : t.actions.cancel}
        </Button>
        {!running.isSuccess && (
          <Button loading={running.isPending} onClick={() => running.mutate()}>
            {t.records.replay}: {count}
          </Button>
        )}
      </Group>
    </Modal>
  )
}
