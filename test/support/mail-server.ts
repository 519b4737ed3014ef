import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'mail')
/** The certificate of the server, which nobody but tests trusts. */
export const mailCertificate = join(fixtures, 'loopback-cert.pem')

interface Message {
  readonly uid: number
  readonly flags: readonly string[]
  readonly raw: string
}
interface Hoodiecrow {
  readonly server: Server
  listen(port: number, host: string, done: () => void): void
  close(done: () => void): void
  getMailbox(path: string): { readonly messages: readonly Message[]; uidvalidity: number }
  appendMessage(mailbox: string, flags: readonly string[], date: Date | string, raw: string): void
}
const hoodiecrow = createRequire(import.meta.url)('hoodiecrow-imap') as (options: object) => Hoodiecrow

/** An attachment: its bytes travel as base64. */
interface Attached {
  /** Left out: it travels without a name. */
  readonly name?: string
  readonly bytes: string | Uint8Array
  readonly type?: string
  readonly disposition?: string
}

export interface MailServer extends AsyncDisposable {
  readonly port: number
  /** A message arrives in the inbox. */
  deliver(message: {
    readonly from: string
    readonly subject?: string
    readonly attached?: readonly Attached[]
    /** INTERNALDATE, in a zone of the server: "29-Nov-2026 20:00:00 -0500". */
    readonly at?: string
  }): void
  /** Subjects in a folder, with the flags of each. */
  in(folder: string): string[]
  /** Its folder is made anew: each message gets another number. */
  renumber(): void
  empty(folder: string): void
}

/** A real IMAP server (hoodiecrow) on loopback, with one account: reports, "letters". */
export async function startMailServer({ tls = true }: { readonly tls?: boolean } = {}): Promise<MailServer> {
  const server = hoodiecrow({
    secureConnection: tls,
    credentials: { cert: readFileSync(mailCertificate), key: readFileSync(join(fixtures, 'loopback-key.pem')) },
    plugins: ['ID', 'UIDPLUS', 'MOVE', 'NAMESPACE'],
    users: { reports: { password: 'letters' } },
    storage: { INBOX: {}, '': { separator: '/' } },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  const sockets = new Set<{ destroy(): void }>()
  server.server.on(tls ? 'secureConnection' : 'connection', (socket: { destroy(): void }) => sockets.add(socket))
  return {
    port,
    deliver({ from, subject = 'Payout report', attached = [], at }) {
      const parts = attached.map(({ name, bytes, type = 'text/csv', disposition = 'attachment' }) => [
        `Content-Type: ${type}${name === undefined ? '' : `; name="${name}"`}`,
        ...(name === undefined ? [] : [`Content-Disposition: ${disposition}; filename="${name}"`]),
        'Content-Transfer-Encoding: base64',
        '',
        Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n'),
      ])
      const text = ['Content-Type: text/plain', '', 'Your report.']
      const raw = [
        ...[`From: Reports <${from}>`, 'To: reports@shop.example', `Subject: ${subject}`, 'MIME-Version: 1.0'],
        ...['Content-Type: multipart/mixed; boundary="b"', ''],
        ...[text, ...parts].flatMap((part) => ['--b', ...part]),
        '--b--',
        '',
      ].join('\r\n')
      server.appendMessage('INBOX', [], at ?? new Date(), raw)
    },
    in: (folder) =>
      (server.getMailbox(folder)?.messages ?? []).map(({ raw, flags }) =>
        [/^Subject: (.*)\r$/m.exec(raw)?.[1], ...flags.filter((flag) => flag !== '\\Recent')].join(' '),
      ),
    renumber() {
      server.getMailbox('INBOX').uidvalidity += 1
    },
    empty(folder) {
      ;(server.getMailbox(folder).messages as Message[]).splice(0)
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(resolve))
    },
  }
}
