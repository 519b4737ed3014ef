import type { MailTarget } from '../domain/alert.ts'
import { reasonOf } from './post.ts'

/** What came of sending once. A mail may be taken for some of its recipients. */
export interface Delivery {
  /** Somebody has it. */
  readonly taken: boolean
  /** Why nobody has it; null: that is said by recipient, or they have it. */
  readonly problem: string | null
  /** Whom the server refuses for good. */
  readonly refused: readonly string[]
  /** Whom it may take it for later, as servers do with whom they do not know yet. */
  readonly putOff: readonly string[]
}

/** @param problem null: there was nobody to send it to */
export const undelivered = (problem: string | null): Delivery => ({ taken: false, problem, refused: [], putOff: [] })

/** In a sentence; null: nobody. */
export const refusedBy = (recipients: readonly string[]): string | null =>
  recipients.length > 0 ? `the mail server refused these recipients: ${recipients.join(', ')}` : null

/** What nodemailer says of single recipients, with a mail that some have and with the error where nobody has it. */
interface Rejected {
  readonly rejectedErrors?: readonly { readonly recipient?: string; readonly responseCode?: number }[]
}

const timeoutMs = 10_000

/**
 * Sends one mail with nodemailer: the SMTP client that most of Node uses, without dependencies of its own. Loaded when the
 * first mail is sent.
 */
export async function sendMail(
  { server, port, security, username, from, to }: MailTarget,
  password: string | null,
  {
    id,
    subject,
    text,
    html,
  }: { readonly id: string; readonly subject: string; readonly text: string; readonly html?: string },
  closing: AbortSignal,
): Promise<Delivery> {
  if (username !== null && password === null)
    return undelivered('its password is not stored for this server: give it again')
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    ...{ host: server, port, secure: security === 'tls', requireTLS: security === 'starttls' },
    ignoreTLS: security === 'none',
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: 2 * timeoutMs },
    ...(username === null ? {} : { auth: { user: username, pass: password! } }),
    // Nothing of a mail is read from files or addresses.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  })
  const close = () => transport.close()
  closing.addEventListener('abort', close, { once: true })
  try {
    // The same number however often it is sent: servers and readers drop what they have.
    const sent = await transport.sendMail({
      ...{
        from,
        to: [...to],
        subject: subject.slice(0, 200),
        text,
        ...(html === undefined ? {} : { html }),
        messageId: `<${id}@ledgerline>`,
      },
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
    return { taken: true, problem: null, ...byRecipient(sent as Rejected) }
  } catch (error) {
    const rejected = byRecipient(error as Rejected)
    const isByRecipient = rejected.refused.length + rejected.putOff.length > 0
    return { taken: false, problem: isByRecipient ? null : reasonOf(error), ...rejected }
  } finally {
    closing.removeEventListener('abort', close)
    close()
  }
}

/** 4xx: perhaps later. */
function byRecipient({ rejectedErrors = [] }: Rejected): Pick<Delivery, 'refused' | 'putOff'> {
  const those = (isPutOff: boolean) =>
    rejectedErrors
      .filter(({ responseCode = 0 }) => responseCode < 500 === isPutOff)
      .map(({ recipient }) => String(recipient))
  return { refused: those(false), putOff: those(true) }
}
