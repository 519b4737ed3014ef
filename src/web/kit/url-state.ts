import { useCallback } from 'react'
import { useLocation, useSearch } from 'wouter'

/**
 * What a list shows, kept in its address: a link or a reload shows the same. Empty values leave the address.
 * @param names of the parts of the address that are this list's own
 */
export function useUrlState<N extends string>(
  names: readonly N[],
): [Readonly<Record<N, string>>, (changes: Partial<Record<N, string>>) => void] {
  const search = useSearch()
  const [path, go] = useLocation()
  const given = new URLSearchParams(search)
  const state = Object.fromEntries(names.map((name) => [name, given.get(name) ?? ''])) as Record<N, string>
  const set = useCallback(
    (changes: Partial<Record<N, string>>) => {
      const next = new URLSearchParams(search)
      for (const [name, value] of Object.entries(changes)) {
        if (value) next.set(name, String(value))
        else next.delete(name)
      }
      go(next.size > 0 ? `${path}?${next}` : path, { replace: true })
    },
    [search, path, go],
  )
  return [state, set]
}
