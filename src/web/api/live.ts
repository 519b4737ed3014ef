import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

/** How often what is in view is read again while no events come: fresh enough to watch an order go through. */
const everyMs = 3_000

/**
 * Keeps what is in view fresh, and says when the hub does not answer. What is being read for the first time is asked
 * again as well: an answer that is under way may be older than the event.
 */
export function useLive(): { readonly lost: boolean } {
  const client = useQueryClient()
  const [lost, setLost] = useState(false)
  useEffect(() => {
    const look = async () => {
      if (document.hidden) return
      const alive = await fetch('/health/live', { signal: AbortSignal.timeout(10_000) }).then(
        ({ ok }) => ok,
        () => false,
      )
      setLost(!alive)
      if (alive) void client.invalidateQueries({ predicate: ({ queryKey: [first] }) => lively.has(String(first)) })
    }
    const timer = setInterval(() => void look(), everyMs)
    return () => clearInterval(timer)
  }, [client])
  return { lost }
}

/** What changes by itself while one looks at it. */
const lively = new Set(['integrations', 'outcomes', 'story', 'incidents', 'incident', 'proposals', 'proposal'])
