import type { MailTarget } from '../domain/alert.ts'
import { reasonOf } from './post.ts'

const timeoutMs = 10_000

/**
 * Sends one mail with nodemailer: the SMTP client that most of Node uses, without dependencies of its own. Loaded when the
 * first mail is sent.
 * @returns null when the server took it for every recipient, else why not
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
): Promise<string | null> {
  if (username !== null && password === null) return 'its password is not stored for this server: give it again'
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
    return sent.rejected.length > 0
      ? `the mail server refused ${sent.rejected.length} of ${to.length} recipients`
      : null
  } catch (error) {
    return reasonOf(error)
  } finally {
    closing.removeEventListener('abort', close)
    close()
  }
}
