import type { MailTarget } from '../domain/alert.ts'
import { reasonOf } from './post.ts'

/** `problem`: why it was not taken, or by whom it was not. */
export interface Delivery {
  readonly sent: boolean
  readonly problem: string | null
}

const timeoutMs = 10_000

/**
 * Sends one mail with nodemailer: the SMTP client that most of Node uses, without dependencies of its own. Loaded when the
 * first mail is sent.
 * @returns sent where the server took it for any recipient: sent again, those would get it at each try
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
    return { sent: false, problem: 'its password is not stored for this server: give it again' }
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
    const refused = sent.rejected.map((one) => (typeof one === 'string' ? one : one.address))
    return {
      sent: true,
      problem: refused.length > 0 ? `the mail server refused these recipients: ${refused.join(', ')}` : null,
    }
  } catch (error) {
    return { sent: false, problem: reasonOf(error) }
  } finally {
    closing.removeEventListener('abort', close)
    close()
  }
}
