import { Button, Group, Modal, Progress } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { problemOf } from '../../kit/loaded.tsx'
import { announce } from '../../shell/announcer.tsx'
import { plural, t } from '../../words/index.ts'
import css from './orders.module.css'

/** Starts the chosen orders again, one after the other, and says what became of each. Nothing is written twice by it. */
export function ReplayMany({
  integration,
  orders,
  opened,
  close,
}: {
  integration: string
  orders: readonly string[]
  opened: boolean
  close: (done: boolean) => void
}) {
  const client = useQueryClient()
  const [done, setDone] = useState(0)
  const [failures, setFailures] = useState<readonly string[]>([])
  const running = useMutation({
    mutationFn: async () => {
      setFailures([])
      for (const [place, order] of orders.entries()) {
        await call('POST /api/integrations/:integration/orders/:key/replay', {
          params: { integration, key: order },
          body: {},
        }).catch((error: unknown) => setFailures((before) => [...before, `${order}: ${problemOf(error)}`]))
        setDone(place + 1)
      }
      await client.invalidateQueries()
      announce(t.orders.replayed)
    },
  })
  const leave = () => {
    close(running.isSuccess)
    running.reset()
    setDone(0)
    setFailures([])
  }
  const count = plural(orders.length, t.orders.orderOne, t.orders.orderMany)
  return (
    <Modal opened={opened} onClose={leave} title={`${t.orders.replay}: ${count}`}>
      <p>{t.orders.replayText}</p>
      {(running.isPending || running.isSuccess) && (
        <Progress value={(done / Math.max(1, orders.length)) * 100} mt="md" aria-label={t.orders.replay} />
      )}
      {running.isSuccess && (
        <p role="status" style={{ marginTop: 8 }}>
          {done - failures.length} / {orders.length} {t.orders.startedAgain}
        </p>
      )}
      {failures.length > 0 && (
        <ul className={css.progress} aria-label={t.orders.failures}>
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
            {t.orders.replay}: {count}
          </Button>
        )}
      </Group>
    </Modal>
  )
}
