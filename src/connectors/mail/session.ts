import type { ImapFlow, MessageStructureObject } from 'imapflow'
import { AccessDenied, HubError, RemoteUnavailable, UnexpectedAnswer } from '../../domain/errors.ts'
import { connectionDiagnosis, failureReason } from '../lost-connection.ts'
import { authorities } from '../outgoing.ts'
import type { MailSettings } from './settings.ts'

/** A mailbox that is open, until `work` has ended. Every failure is one of ours. */
export interface OpenMailbox {
  readonly client: ImapFlow
  /** Its messages are named anew when this is another one. */
  readonly validity: string
}

/**
 * Signs in, opens the mailbox, works, and signs out. The client is imapflow, loaded here: a hub without a mailbox never loads it.
 * @throws AccessDenied, RemoteUnavailable, also where there is no such folder
 */
export async function inMailbox<T>(
  settings: MailSettings,
  password: string | null,
  work: (open: OpenMailbox) => Promise<T>,
): Promise<T> {
  const { server, port, security, username, mailbox, timeoutMs } = settings
  const signIn = { system: 'mail', operation: `sign in at ${server}:${port}` }
  if (password === null)
    throw new AccessDenied(
      signIn,
      'No password is stored for this mailbox. Give it on the page of the connections, or import the integration with mail.password.',
    )
  const ca = authorities(settings)
  const { ImapFlow } = await import('imapflow')
  const client = new ImapFlow({
    ...{ host: server, port, secure: security === 'tls', auth: { user: username, pass: password } },
    ...(security === 'starttls' && { doSTARTTLS: true }),
    ...(ca && { tls: { ca } }),
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs },
    ...{ logger: false, disableAutoIdle: true, clientInfo: { name: 'Ledgerline' } },
  })
  // Also told to whoever waits; without a listener it would end the process.
  client.on('error', () => {})
  let operation = signIn.operation
  try {
    await client.connect()
    operation = `open ${mailbox}`
    const { uidValidity } = await client.mailboxOpen(mailbox)
    operation = `read ${mailbox}`
    const result = await work({ client, validity: String(uidValidity) })
    // Nobody waits for the farewell, and a server that says none is left after the timeout.
    void client
      .logout()
      .catch(() => {})
      .finally(() => client.close())
    return result
  } catch (error) {
    client.close()
    throw ours(error, operation, settings)
  }
}

interface ImapFailure extends Error {
  readonly code?: string
  readonly authenticationFailed?: boolean
  readonly tlsFailed?: boolean
  readonly responseStatus?: string
  readonly serverResponseCode?: string
}

function ours(error: unknown, operation: string, { server, port, mailbox }: MailSettings): HubError {
  if (error instanceof HubError) return error
  const failure = error as ImapFailure
  const call = { system: 'mail', operation }
  const misconfigured = (reason: string, words: { readonly says: string; readonly next: string }) =>
    new RemoteUnavailable(call, reason, {
      ...{ ambiguous: false, cause: error },
      diagnosis: {
        ...{ cause: 'mail.settings', class: 'configuration', owner: 'integrator', retryHelps: false, evidence: [] },
        ...words,
      },
    })
  // "Not now" is none that says who we are.
  if (failure.authenticationFailed && failure.serverResponseCode !== 'UNAVAILABLE')
    return new AccessDenied(
      call,
      'The mail server refuses user name or password. Many providers want a password for applications: make one there, and store it as mail.password.',
      { signIn: { probeInMs: 0 }, cause: error },
    )
  if (failure.tlsFailed)
    return misconfigured('the server offers no TLS there', {
      says: 'The mail server offers no TLS at this port.',
      next: `Use the port that speaks TLS, mostly 993 with security "tls": at ${server}:${port} the password would travel in clear, so it was not sent.`,
    })
  const isRefused = failure.responseStatus === 'NO' || failure.responseStatus === 'BAD'
  if (isRefused && operation.startsWith('open '))
    return misconfigured(`there is no folder ${mailbox}`, {
      says: 'The mailbox has no folder of the name that the connection says.',
      next: 'Correct "mailbox" of the connection, or make the folder in the mailbox.',
    })
  if (isRefused) return new UnexpectedAnswer(call, [`the server says ${failure.responseStatus}`])
  const timedOut = ['CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT', 'ETIMEOUT'].includes(failure.code ?? '')
  const known = failureReason(error).reason
  const wrongPort = failure.code === 'ERR_SSL_WRONG_VERSION_NUMBER' || failure.code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG'
  const reason = timedOut
    ? 'timeout'
    : wrongPort
      ? 'what answers there speaks no TLS: security "tls" belongs to port 993, "starttls" to port 143'
      : known
  const diagnosis = connectionDiagnosis(error, 'mail', timedOut)
  return new RemoteUnavailable(call, reason, { ambiguous: false, cause: error, ...(diagnosis && { diagnosis }) })
}

/** A part of a message that somebody has attached to it. */
export interface Attachment {
  readonly part: string
  readonly name: string
  /** As it travels: base64 is a third longer than the file. */
  readonly encodedBytes: number
}

/** What is shown within the text, as the logo of a signature, is no attachment; nor is a signature. */
export function attachmentsOf(node: MessageStructureObject | undefined): Attachment[] {
  if (!node) return []
  const below = (node.childNodes ?? []).flatMap(attachmentsOf)
  const isTable = /^(text|application)\/(csv|tab-separated-values)$/i.test(node.type)
  // A table is one without a name as well.
  const name = node.dispositionParameters?.filename ?? node.parameters?.name ?? (isTable ? 'report.csv' : undefined)
  const isShown = node.disposition === 'inline' && !/^(text|application)\//.test(node.type)
  if (name === undefined || isShown || /^multipart\/|^application\/(pkcs7|x-pkcs7|pgp)-signature/.test(node.type))
    return below
  return [...below, { part: node.part ?? '1', name, encodedBytes: node.size ?? 0 }]
}
