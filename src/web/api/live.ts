import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call, RequestFailed } from './client.ts'

type Noun = 'run' | 'incident' | 'proposal' | 'connection'
/** What passes between the tabs of one browser. */
type Word = { readonly moved: Noun } | { readonly reset: true } | { readonly connected: boolean }

/** Which queries a move makes old, by the first word of their key. */
const touched: Readonly<Record<Noun, readonly string[]>> = {
  run: ['outcomes', 'recordCount', 'home', 'story', 'integrations'],
  incident: ['incidents', 'incident', 'home', 'story'],
  proposal: ['proposals', 'proposal', 'home', 'definition'],
  connection: ['home', 'integrations'],
}
/** Many orders at once make one look, not one each. */
const collectMs = 250
/** A hub that starts again is back within this: nobody is told of it. */
const patienceMs = 4_000
const againMs = 5_000

/**
 * Follows what moves. The hub tells which kind of thing moved, never what it is now: the queries ask for that. One stream
 * for all tabs of a browser, since it opens few connections to one host; the tab that holds the lock shares what it hears.
 * @returns whether the hub has not answered for a while
 */
export function useLive(): { readonly lost: boolean } {
  const client = useQueryClient()
  const [lost, setLost] = useState(false)
  useEffect(() => {
    const ending = new AbortController()
    const channel = new BroadcastChannel('ledgerline.events')
    const collected = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    let missing: ReturnType<typeof setTimeout> | undefined

    const hear = (word: Word): void => {
      if ('connected' in word) {
        clearTimeout(missing)
        if (word.connected) setLost(false)
        else missing = setTimeout(() => setLost(true), patienceMs)
        return
      }
      for (const name of 'reset' in word ? Object.values(touched).flat() : (touched[word.moved] ?? []))
        collected.add(name)
      timer ??= setTimeout(() => {
        timer = undefined
        const names = new Set(collected)
        collected.clear()
        void makeOld(client, names)
      }, collectMs)
    }
    const tell = (word: Word): void => {
      channel.postMessage(word)
      hear(word)
    }
    channel.onmessage = ({ data }: MessageEvent<Word>) => hear(data)
    void alone(ending.signal, () => follow(tell, ending.signal))
    return () => {
      ending.abort()
      channel.close()
      clearTimeout(timer)
      clearTimeout(missing)
    }
  }, [client])
  return { lost }
}

/**
 * What is being read for the first time is asked again, too: the answer under way may be older than the event. A list of
 * records is only marked as old: its page decides whether to read it again.
 */
async function makeOld(client: QueryClient, names: ReadonlySet<string>): Promise<void> {
  const filter = { predicate: ({ queryKey: [first] }: { queryKey: readonly unknown[] }) => names.has(String(first)) }
  await client.cancelQueries(filter)
  if (names.has('recordCount')) await client.invalidateQueries({ queryKey: ['recordPages'], refetchType: 'none' })
  await client.invalidateQueries(filter)
}

/** In one tab at a time. Where a page may take no lock (no HTTPS), each tab follows by itself. */
async function alone(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return work()
  await navigator.locks.request('ledgerline.events', { signal }, work).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}

/** Until `signal`. A stream that the browser gives up, because the hub refused it, is opened again later. */
function follow(tell: (word: Word) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let source: EventSource
    let again: ReturnType<typeof setTimeout> | undefined
    const open = (first: boolean) => {
      source = new EventSource('/api/events')
      source.onopen = () => tell({ connected: true })
      source.onmessage = ({ data }) => tell({ moved: (JSON.parse(data) as { noun: Noun }).noun })
      source.addEventListener('reset', () => tell({ reset: true }))
      // What happened while there was no stream of this page is not known.
      if (!first) source.addEventListener('hello', () => tell({ reset: true }))
      source.onerror = () => {
        if (source.readyState !== EventSource.CLOSED) return tell({ connected: false })
        again = setTimeout(() => open(false), againMs)
        // A stream does not say why it was refused. Where the session has ended, asking who is signed in opens the dialog
        // for that: the hub does answer.
        call('GET /api/me').then(
          () => tell({ connected: false }),
          (error: unknown) => {
            if (!(error instanceof RequestFailed && error.kind === 'signed-out')) tell({ connected: false })
          },
        )
      }
    }
    open(true)
    signal.addEventListener('abort', () => {
      source.close()
      clearTimeout(again)
      resolve()
    })
  })
}
