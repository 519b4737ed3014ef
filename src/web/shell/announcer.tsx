import { useSyncExternalStore } from 'react'

let said = ''
const listeners = new Set<() => void>()

/** Says an outcome to screen readers: once, politely. */
export function announce(text: string): void {
  // The same words twice are heard twice only when the text differs.
  said = said === text ? `${text}\u00a0` : text
  for (const listener of listeners) listener()
}

export function Announcer() {
  const text = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => said,
  )
  return (
    <div className="hidden" aria-live="polite">
      {text}
    </div>
  )
}
