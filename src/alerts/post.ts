import { Agent, request } from 'undici'
import { PrivateAddress, publicLookup, webAddress } from './public-address.ts'

const timeoutMs = 10_000
const mostRead = 64 * 1024

/**
 * Sends one POST. Nothing is sent elsewhere: a redirect is a failure.
 * @returns null when it was taken (2xx), else why not, in our words
 */
export async function post(
  url: string,
  body: string,
  {
    allowsPrivate,
    closing,
    headers = {},
  }: {
    readonly allowsPrivate: boolean
    readonly closing: AbortSignal
    readonly headers?: Readonly<Record<string, string>>
  },
): Promise<string | null> {
  webAddress(url, allowsPrivate)
  const agent = new Agent({
    ...{ headersTimeout: timeoutMs, bodyTimeout: timeoutMs, maxResponseSize: mostRead },
    connect: { timeout: timeoutMs, ...(allowsPrivate ? {} : { lookup: publicLookup }) },
  })
  try {
    const answer = await request(url, {
      ...{
        method: 'POST',
        body,
        dispatcher: agent,
        signal: AbortSignal.any([closing, AbortSignal.timeout(timeoutMs)]),
      },
      headers: { 'content-type': 'application/json', 'user-agent': 'ledgerline', ...headers },
    })
    const { statusCode } = answer
    // What it says is read and forgotten: it is not ours.
    await answer.body.dump({ limit: mostRead })
    return statusCode >= 200 && statusCode < 300 ? null : `the answer was HTTP ${statusCode}`
  } catch (error) {
    return reasonOf(error)
  } finally {
    await agent.destroy()
  }
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host could not be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'no answer in time',
  EAUTH: 'the mail server refused the user name or password',
  EENVELOPE: 'the mail server refused the sender or a recipient',
  EMESSAGE: 'the mail server refused the mail',
  ESOCKET: 'the connection failed, or its certificate is not trusted',
  ECONNECTION: 'no connection',
  ETLS: 'the mail server does not offer the encryption that the channel asks for',
  EDNS: 'the name of the host could not be looked up',
}

/** Why something could not be sent, in our words: what the other side said stays out. */
export function reasonOf(error: unknown): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof PrivateAddress) return cause.message
    if (cause.name === 'TimeoutError' || /TIMEOUT|ABORT/.test(String((cause as { code?: unknown }).code)))
      return 'no answer in time'
    const code = String((cause as { code?: unknown }).code ?? '')
    if (reasons[code]) return reasons[code]
    if (/CERT|SIGNED|SSL|TLS/.test(code)) return 'the certificate is not trusted'
  }
  return 'the connection failed'
}
