import { Button, Group, Modal, Progress } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { RequestFailed } from '../api/client.ts'
import { announce } from '../shell/announcer.tsx'
import { t } from '../words/index.ts'
import { Callout } from './callout.tsx'
import { problemOf } from './loaded.tsx'
import css from './one-by-one.module.css'

/** Something done with chosen rows of a list. */
interface Many<Item> {
  /** On the button and above the dialog: "Replay: 3 orders". */
  readonly title: string
  readonly items: readonly Item[]
  /** Of one row, in the list of those that could not be done. */
  readonly name: (item: Item) => string
  readonly run: (item: Item) => Promise<unknown>
  /** What is said of those that were done: "were started again". */
  readonly done: string
}

interface OneByOneProps<Item> extends Many<Item> {
  readonly opened: boolean
  /** @param done whether anything was done */
  readonly close: (done: boolean) => void
  /** What it does, and what it takes: fields of the dialog. */
  readonly children?: ReactNode
  /** Whether it can begin; default: yes. */
  readonly ready?: boolean
  readonly size?: string
  /** Done once, before all: where it fails, nothing else is done. */
  readonly begin?: () => Promise<unknown>
  /** Something else that can be done with the same rows, beside `run`. */
  readonly other?: Pick<Many<Item>, 'title' | 'run' | 'done'> & { readonly ready: boolean }
}

/** Does one thing with each chosen row, one after the other, and says what became of each. One that fails stops no other. */
export function OneByOne<Item>(props: OneByOneProps<Item>) {
  const { title, items, name, opened, close, children, ready = true, size = 'md', begin, other } = props
  const client = useQueryClient()
  const [count, setCount] = useState(0)
  const [failures, setFailures] = useState<readonly string[]>([])
  const running = useMutation({
    mutationFn: async ({ run, done }: Pick<Many<Item>, 'run' | 'done'>) => {
      await begin?.()
      const failed: string[] = []
      for (const [place, item] of items.entries()) {
        await run(item).catch((error: unknown) => {
          // Nothing is done yet: whoever signs in again finds the dialog as it was, and clicks again.
          if (place === 0 && error instanceof RequestFailed && error.kind === 'signed-out') throw error
          failed.push(`${name(item)}${t.colon}${problemOf(error)}`)
          setFailures([...failed])
        })
        setCount(place + 1)
      }
      announce(`${items.length - failed.length} / ${items.length} ${done}`)
      await client.invalidateQueries()
    },
  })
  const leave = () => {
    if (running.isPending) return
    close(running.isSuccess)
    running.reset()
    setCount(0)
    setFailures([])
  }
  return (
    <Modal opened={opened} onClose={leave} title={title} size={size}>
      {running.isError && <Callout hue="red">{problemOf(running.error)}</Callout>}
      {!running.isSuccess && children}
      {(running.isPending || running.isSuccess) && (
        <Progress value={(count / Math.max(1, items.length)) * 100} mt="md" aria-label={title} />
      )}
      {running.isSuccess && (
        <p role="status" className={css.outcome}>
          {count - failures.length} / {items.length} {running.variables.done}
        </p>
      )}
      {failures.length > 0 && (
        <ul className={css.failures} aria-label={t.records.failures}>
          {failures.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={leave} disabled={running.isPending}>
          {running.isSuccess ? t.actions.close : t.actions.cancel}
        </Button>
        {!running.isSuccess && other && (
          <Button variant="default" disabled={!other.ready || running.isPending} onClick={() => running.mutate(other)}>
            {other.title}
          </Button>
        )}
        {!running.isSuccess && (
          <Button
            loading={running.isPending}
            disabled={!ready || items.length === 0}
            onClick={() => running.mutate(props)}
          >
            {title}
          </Button>
        )}
      </Group>
    </Modal>
  )
}
