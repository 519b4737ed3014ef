import { Tooltip } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import { momentText, relativeText } from './format.ts'

let now = Date.now()
const listeners = new Set<() => void>()
let ticking: ReturnType<typeof setInterval> | null = null

/** One clock for every relative time of a page. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  ticking ??= setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, 10_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || ticking === null) return
    clearInterval(ticking)
    ticking = null
  }
}

/** Milliseconds, some seconds old at most: what a page needs to say how long ago something was. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now)

/** How long ago, with the exact moment in the reader's zone on hover and focus. @param plain without its tooltip: in long lists */
export function When({ at, plain = false }: { at: string; plain?: boolean }) {
  // A moment of this very second must not read "in 3 seconds".
  const text = relativeText(at, Math.max(useNow(), Date.parse(at) <= Date.now() ? Date.parse(at) : 0))
  if (plain)
    return (
      <time dateTime={at} title={momentText(at)}>
        {text}
      </time>
    )
  return (
    <Tooltip label={momentText(at)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the exact moment is shown on focus as well */}
      <time dateTime={at} tabIndex={0}>
        {text}
      </time>
    </Tooltip>
  )
}
