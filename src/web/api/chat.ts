import type { ChatEvent } from '../../domain/stores/chats.ts'
import type { InputOf } from '../../routes/index.ts'
import { personHeader, refusalOf } from './client.ts'

/**
 * One message to the assistant, and what happens while it is answered. Ends with the stream, or with `signal`.
 * @throws RequestFailed: refused, or no answer
 */
export async function* converse(
  body: InputOf<'POST /api/chat'>['body'],
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, void, undefined> {
  const response = await fetch('/api/chat', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { ...personHeader(), accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  }).catch((error: unknown) => {
    if (signal.aborted) throw error
    return null
  })
  if (!response?.ok || !response.body) throw await refusalOf(response)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    const events = (rest + value).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) if (event.startsWith('data: ')) yield JSON.parse(event.slice(6)) as ChatEvent
  }
}
