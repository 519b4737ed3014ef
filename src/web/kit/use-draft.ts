import { useState } from 'react'
import { type Draft, drafted, dropped, keptOver, standing } from './draft.ts'

/** A draft over values that others may change at the same time: nothing typed is lost, nothing unseen is overwritten. */
export function useDraft<V>(storedAt: (name: string) => V | undefined) {
  const [typed, set] = useState<Draft<V>>(new Map())
  const withStored = (name: string, make: (draft: Draft<V>, stored: V) => Draft<V>) => {
    const stored = storedAt(name)
    if (stored !== undefined) set((draft) => make(draft, stored))
  }
  return {
    ...standing(typed, storedAt),
    change: (name: string, after: V) => withStored(name, (draft, stored) => drafted(draft, name, stored, after)),
    keep: (name: string) => withStored(name, (draft, stored) => keptOver(draft, name, stored)),
    drop: (name: string) => set((draft) => dropped(draft, name)),
    discard: () => set(new Map()),
  }
}
