import { useEffect } from 'react'
import type { AroundNavHandler } from 'wouter'
import { t } from '../words/index.ts'

/** Drafts of the pages that are open. */
const drafts = new Set<object>()

let startsAnew = false

/** Somebody else has signed in: the app begins anew for them, and no draft of the person before is kept or asked about. */
export function startAnew(): void {
  startsAnew = true
  location.assign('/')
}

/** Asks before a draft is left: by a link, by the browser's own buttons, or by closing the tab. */
export function useGuard(hasDraft: boolean): void {
  useEffect(() => {
    if (!hasDraft) return
    const mine = {}
    const ask = (event: BeforeUnloadEvent) => {
      if (!startsAnew) event.preventDefault()
    }
    drafts.add(mine)
    window.addEventListener('beforeunload', ask)
    return () => {
      drafts.delete(mine)
      window.removeEventListener('beforeunload', ask)
    }
  }, [hasDraft])
}

const mayLeave = (): boolean => drafts.size === 0 || window.confirm(t.draft.leave)

/** Every way to another page goes through this; other filters of the same page keep its draft. */
export const guarded: AroundNavHandler = (go, to, options) => {
  const stays = new URL(to, location.href).pathname === location.pathname
  if (stays || mayLeave()) go(to, options)
}

/**
 * The browser's own buttons have changed the address when one hears of them. Who stays gets theirs back, before the app
 * looks at it: this is listened to first. Called once, before the app is drawn.
 */
export function guardHistory(): void {
  let here = location.href
  const remember = () => {
    here = location.href
  }
  // Said by the router, whose own listeners come later.
  window.addEventListener('pushState', remember)
  window.addEventListener('replaceState', remember)
  window.addEventListener(
    'popstate',
    (event) => {
      if (new URL(here).pathname === location.pathname || mayLeave()) return remember()
      event.stopImmediatePropagation()
      history.pushState(null, '', here)
    },
    { capture: true },
  )
}
