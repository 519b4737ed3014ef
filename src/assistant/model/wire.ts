import type Anthropic from '@anthropic-ai/sdk'
import type { z } from 'zod'
import { outcomeOf, type SdkErrors } from './outcome.ts'

export interface WireParts {
  /** Null: none is set. Asked before each call, so that a new one counts at once. */
  readonly key: () => Promise<string | null>
  readonly baseUrl: string | null
  readonly timeoutMs: number
  /** Answers in the place of the network: recorded answers of an eval. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** The SDK, loaded for the first call: it takes as long to load as a third of the hub. */
export interface Wire {
  readonly client: Anthropic
  readonly outcomeOf: (error: unknown) => ReturnType<typeof outcomeOf>
  /** A form as the API's schemas may have it: closed objects, limits in words. */
  readonly format: (form: z.ZodType) => { readonly type: 'json_schema'; readonly schema: { [member: string]: unknown } }
}

/** The SDK's own tries of one call, after the first. */
export const maxRetries = 2

export function createWire({
  key,
  baseUrl,
  timeoutMs,
  fetch = globalThis.fetch,
}: WireParts): () => Promise<Wire | null> {
  let made: { readonly key: string; readonly wire: Wire } | null = null
  return async () => {
    const apiKey = await key()
    if (apiKey === null) return null
    if (made?.key === apiKey) return made.wire
    const [{ default: Sdk, ...errors }, { zodOutputFormat }] = await Promise.all([
      import('@anthropic-ai/sdk'),
      import('@anthropic-ai/sdk/helpers/zod'),
    ])
    const client = new Sdk({
      apiKey,
      // Else it takes them from the environment, which config.ts alone reads.
      authToken: null,
      baseURL: baseUrl ?? 'https://api.anthropic.com',
      timeout: timeoutMs,
      maxRetries,
      logLevel: 'off',
      fetch: withoutVainRetries(fetch),
    })
    const wire: Wire = {
      client,
      outcomeOf: (error) => outcomeOf(error, errors as unknown as SdkErrors),
      format: (form) => {
        const { type, schema } = zodOutputFormat(form as never)
        return { type, schema: schema as { [member: string]: unknown } }
      },
    }
    made = { key: apiKey, wire }
    return wire
  }
}

/** A limit of money does not go away in seconds: the SDK would try again and wait. */
function withoutVainRetries(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    if (response.status !== 429) return response
    const text = await response.text()
    const headers = new Headers(response.headers)
    if (/"error_code"\s*:\s*"\w*spend_limit\w*"/.test(text)) headers.set('x-should-retry', 'false')
    headers.delete('content-encoding')
    headers.delete('content-length')
    return new Response(text, { status: 429, headers })
  }
}
