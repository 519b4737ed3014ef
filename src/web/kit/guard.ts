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

/** Asks before a draft is left: by another page, or by closing the tab. */
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

/** Every way to another page goes through this; other filters of the same page keep its draft. */
export const guarded: AroundNavHandler = (go, to, options) => {
  const stays = new URL(to, location.href).pathname === location.pathname
  if (stays || drafts.size === 0 || window.confirm(t.draft.leave)) go(to, options)
}
