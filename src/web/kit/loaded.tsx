import { Button, Skeleton } from '@mantine/core'
import { IconCloudOff, IconLock, IconMoodEmpty, IconPlugConnectedX, IconSearchOff } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { RequestFailed } from '../api/client.ts'
import { t } from '../words/index.ts'
import css from './loaded.module.css'
import { sentenceText } from './record.ts'
import { When } from './when.tsx'

interface LoadedProps<T> {
  readonly of: UseQueryResult<T>
  /** Of the skeleton: how many lines the content has about. */
  readonly lines?: number
  readonly children: (data: T) => ReactNode
}

/**
 * What a query gave, or why it gave nothing. Loading, failed, forbidden, not there and old are different views, and none
 * of them looks like "there are none". What was read before stays in view when a later read fails.
 */
export function Loaded<T>({ of: query, lines = 5, children }: LoadedProps<T>) {
  if (query.data === undefined)
    return query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : <Waiting lines={lines} />
  return (
    <>
      {query.isError && (
        <div className={css.stale} role="status">
          <IconCloudOff size={16} aria-hidden />
          <span>
            {t.loaded.stale} <When at={new Date(query.dataUpdatedAt).toISOString()} />. {problemOf(query.error)}
          </span>
          <Button size="compact-xs" variant="default" onClick={() => void query.refetch()}>
            {t.actions.tryAgain}
          </Button>
        </div>
      )}
      {children(query.data)}
    </>
  )
}

/** Nothing at first, since most answers come at once; then the shape of what is awaited. */
function Waiting({ lines }: { lines: number }) {
  const [shown, show] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => show(true), 150)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={css.waiting} role="status" aria-label={t.loaded.loading}>
      {shown &&
        Array.from({ length: lines }, (_, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: bars without content
          <Skeleton key={line} height={14} width={`${92 - ((line * 17) % 40)}%`} radius={4} />
        ))}
    </div>
  )
}

/** A failure as a person can act on it: what happened, and what to do. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const kind = error instanceof RequestFailed ? error.kind : 'ours'
  const Icon =
    kind === 'forbidden'
      ? IconLock
      : kind === 'missing'
        ? IconSearchOff
        : kind === 'network'
          ? IconPlugConnectedX
          : IconCloudOff
  return (
    <Notice icon={<Icon size={26} aria-hidden />} title={titles()[kind]} role="alert">
      <p>{problemOf(error)}</p>
      {retry && kind !== 'forbidden' && kind !== 'missing' && (
        <Button variant="default" onClick={retry} mt={12}>
          {t.actions.tryAgain}
        </Button>
      )}
    </Notice>
  )
}

const titles = (): Readonly<Record<RequestFailed['kind'], string>> => t.failures

/** What happened and what to do, in one text. */
export function problemOf(error: unknown): string {
  if (!(error instanceof RequestFailed)) return t.loaded.defect
  if (error.kind === 'network') return t.loaded.noAnswer
  const problems = error.problems.map(({ at, reason }) => `${at}${t.colon}${sentenceText(reason)}`).join('; ')
  const [message, hint] = [error.message, error.hint].map(sentenceText)
  return [message, problems, hint].filter((text) => text !== '').join(' ')
}

/** There are none, and what to do about that. */
export function Empty({ title, children, icon }: { title: string; children?: ReactNode; icon?: ReactNode }) {
  return (
    <Notice icon={icon ?? <IconMoodEmpty size={26} aria-hidden />} title={title}>
      {children}
    </Notice>
  )
}

function Notice({
  icon,
  title,
  children,
  role,
}: {
  icon: ReactNode
  title: string
  children?: ReactNode
  role?: 'alert'
}) {
  return (
    <div className={css.notice} role={role}>
      <span className={css.icon}>{icon}</span>
      <p className={css.noticeTitle}>{title}</p>
      {children && <div className={css.noticeText}>{children}</div>}
    </div>
  )
}
