import { useEffect, useRef, useState } from 'react'
import { converse } from '../api/chat.ts'
import { problemOf } from '../kit/loaded.tsx'
import { empty, type Said, withEvent } from './said.ts'

/** A conversation with the assistant about one integration, as it goes on. */
export function useConversation(integration: string) {
  const [said, setSaid] = useState<readonly Said[]>([])
  const [busy, setBusy] = useState(false)
  const chat = useRef<string | undefined>(undefined)
  const stop = useRef<AbortController | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a conversation is about one integration
  useEffect(() => begin(), [integration])
  useEffect(() => () => stop.current?.abort(), [])

  function begin() {
    stop.current?.abort()
    chat.current = undefined
    setSaid([])
  }
  async function ask(text: string) {
    const ending = new AbortController()
    stop.current = ending
    setBusy(true)
    setSaid((before) => [...before, { ...empty, by: 'person', text }, empty])
    const change = (how: (last: Said) => Said) =>
      setSaid((before) => (before.length === 0 ? before : [...before.slice(0, -1), how(before.at(-1)!)]))
    try {
      const body = { text, ...(chat.current === undefined ? { integration } : { chat: chat.current }) }
      for await (const event of converse(body, ending.signal)) {
        if (event.type === 'chat') chat.current = event.id
        else change((last) => withEvent(last, event))
      }
    } catch (error) {
      if (!ending.signal.aborted) change((last) => ({ ...last, stopped: problemOf(error) }))
    } finally {
      if (stop.current === ending) setBusy(false)
    }
  }
  return { said, busy, ask, begin, stop: () => stop.current?.abort() }
}
