import { z } from 'zod'
import { outgoingSettings } from '../outgoing.ts'

const sender = /^([^\s@<>]+)?@[^\s@<>]+\.[^\s@<>]+$/
const securities = ['tls', 'starttls'] as const

/**
 * A mailbox that reports are sent to. The password is no setting: it is a credential, `mail.password`.
 *
 * `server` is a host name alone. `tls` speaks TLS from the first byte (port 993), `starttls` asks for it (port 143) and goes
 * no further without it: neither password nor reports travel in clear.
 */
export const mailSettings = z
  .strictObject({
    server: z
      .string()
      .max(253)
      .regex(/^[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$/i, 'must be the name of a mail server such as imap.example.com'),
    port: z.int().min(1).max(65_535).default(993),
    security: z
      .enum(securities, {
        error: 'must be "tls" or "starttls": without, the password and the reports would travel in clear',
      })
      .default('tls'),
    username: z.string().min(1, 'must not be empty').max(320),
    /** The folder of the mailbox that is read. */
    mailbox: z.string().min(1).max(200).default('INBOX'),
    /** Messages that were taken are moved there; without, they are marked as read and stay. */
    takenTo: z.string().min(1).max(200).optional(),
    /** Whose attachments are taken: "reports@provider.com", or "@provider.com" for all of a domain. */
    senders: z
      .array(z.string().max(320).regex(sender, 'must be an address, or "@" and a domain'))
      .min(1, 'must name who sends the reports: attachments of others are not taken')
      .max(50),
    /** Only messages whose subject holds one of these; none: any. Capitals do not matter. */
    subjects: z.array(z.string().min(1).max(200)).max(50).default([]),
    /** The folder of files that attachments go to; flows read by it. */
    folder: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,99}$/, 'must be small letters, digits and dashes, such as payouts')
      .default('payouts'),
    caFile: outgoingSettings.caFile,
    timeoutMs: z.int().min(1000).max(120_000).default(30_000),
  })
  .refine(({ takenTo, mailbox }) => takenTo !== mailbox, {
    path: ['takenTo'],
    error: 'must be another folder than the one that is read',
  })

export type MailSettings = z.infer<typeof mailSettings>

/** Where the password is sent to. */
export const mailPlace = ({ server, port, username }: MailSettings) => `${username} at ${server.toLowerCase()}:${port}`
