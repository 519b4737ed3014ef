import type { MailTarget } from '../domain/alert.ts'
import { reasonOf } from './post.ts'

/** `problem`: why it was not taken, or by whom it was not. `owed`: those to whom alone it is sent again. */
export interface Delivery {
  readonly sent: boolean
  readonly problem: string | null
  readonly owed?: readonly string[]
}

interface Rejected {
  readonly rejectedErrors?: readonly { readonly recipient?: string; readonly responseCode?: number }[]
}

const timeoutMs = 10_000

/**
 * Sends one mail with nodemailer: the SMTP client that most of Node uses, without dependencies of its own. Loaded when the
 * first mail is sent.
 * @returns not sent where the server took it for nobody, or puts a recipient off; whom it took it for gets it once
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
    // Its types leave them out.
    const { rejectedErrors = [] } = sent as Rejected
    const refused = rejectedErrors.map((error) => ({
      recipient: String(error.recipient),
      // 4xx: later it may take them, as servers do with whom they do not know yet.
      isPutOff: (error.responseCode ?? 0) < 500,
    }))
    const owed = refused.filter(({ isPutOff }) => isPutOff).map(({ recipient }) => recipient)
    const names = refused.map(({ recipient }) => recipient).join(', ')
    return {
      ...{ sent: owed.length === 0, owed },
      problem: refused.length > 0 ? `the mail server refused these recipients: ${names}` : null,
    }
  } catch (error) {
    return { sent: false, problem: reasonOf(error) }
  } finally {
    closing.removeEventListener('abort', close)
    close()
  }
}
