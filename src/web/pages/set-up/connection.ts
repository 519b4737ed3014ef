import type { Json } from '../../../domain/record.ts'

/** What is typed of the shop. A key that is left empty is the stored one. */
export interface ShopForm {
  readonly url: string
  readonly key: string
  /** Empty: the shop of its address. */
  readonly shopId: string
  readonly allowInsecure: boolean
}

export const authKinds = ['ntlm', 'basic', 'none'] as const

/** What is typed of GP. */
export interface GpForm {
  readonly url: string
  readonly auth: (typeof authKinds)[number]
  readonly username: string
  readonly password: string
  /** Null: none is chosen yet. */
  readonly companyId: number | null
  readonly allowInsecure: boolean
}

/** What is typed of the mailbox that reports are sent to. A server that is left empty: there is none. */
export interface MailForm {
  readonly server: string
  readonly username: string
  readonly password: string
  readonly mailbox: string
  readonly takenTo: string
  /** Addresses, or "@domain", one a line; so are the words of subjects. */
  readonly senders: string
  readonly subjects: string
}

type Members = { readonly [member: string]: Json }
const members = (connection: Json): Members =>
  typeof connection === 'object' && connection !== null && !Array.isArray(connection) ? connection : {}
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** The form of a connection that is stored, or of none. Credentials are never read back. Pure. */
export function shopForm(stored: Json): ShopForm {
  const { url, shopId, allowInsecure } = members(stored)
  return { url: textOf(url), key: '', shopId: textOf(shopId), allowInsecure: allowInsecure === true }
}

export function gpForm(stored: Json): GpForm {
  const { url, auth, companyId, allowInsecure } = members(stored)
  return {
    ...{ url: textOf(url), username: '', password: '' },
    auth: authKinds.find((kind) => kind === auth) ?? 'ntlm',
    companyId: typeof companyId === 'number' ? companyId : null,
    allowInsecure: allowInsecure === true,
  }
}

export function mailForm(stored: Json): MailForm {
  const { server, port, username, mailbox, takenTo, senders, subjects } = members(stored)
  const linesOf = (value: Json | undefined) => (Array.isArray(value) ? value.map(String).join('\n') : '')
  return {
    ...{
      server: textOf(server) + (typeof port === 'number' ? `:${port}` : ''),
      username: textOf(username),
      password: '',
    },
    ...{ mailbox: textOf(mailbox), takenTo: textOf(takenTo), senders: linesOf(senders), subjects: linesOf(subjects) },
  }
}

/** As integration.json has it: settings that the form does not show stay as they are stored. Pure. */
export const shopConnection = (stored: Json, { url, shopId, allowInsecure }: ShopForm): Json => {
  const { shopId: _, ...rest } = members(stored)
  return {
    ...{ ...rest, url: url.trim() },
    ...(shopId.trim() === '' ? {} : { shopId: shopId.trim() }),
    ...insecure(url, allowInsecure),
  }
}

export const gpConnection = (stored: Json, { url, auth, companyId, allowInsecure }: GpForm): Json => {
  const { companyId: _, ...rest } = members(stored)
  return {
    ...rest,
    url: url.trim(),
    auth,
    ...(companyId === null ? {} : { companyId }),
    ...insecure(url, allowInsecure),
  }
}

/** Null: no mailbox is connected. */
export function mailConnection(stored: Json, form: MailForm): Json {
  const [, server = '', port] = /^(.*?)(?::(\d+))?$/.exec(form.server.trim()) ?? []
  if (server === '') return null
  const { port: before, mailbox: _, takenTo: __, subjects: ___, security, ...rest } = members(stored)
  // How a server speaks TLS belongs to its port, and the form shows no more of it: 143 asks for it, every other begins with it.
  const isSame = rest.server === server && String(before ?? '') === (port ?? '')
  const speaks = isSame ? security : port === '143' ? 'starttls' : undefined
  const lines = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
  const [mailbox, takenTo, subjects] = [form.mailbox.trim(), form.takenTo.trim(), lines(form.subjects)]
  return {
    ...{ ...rest, server, username: form.username.trim(), senders: lines(form.senders) },
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(speaks === undefined ? {} : { security: speaks }),
    ...(mailbox === '' ? {} : { mailbox }),
    ...(takenTo === '' ? {} : { takenTo }),
    ...(subjects.length === 0 ? {} : { subjects }),
  }
}

/** Whether what is sent there can be read on the way: the hub wants that agreed to. Pure. */
export const isPlainElsewhere = (url: string): boolean =>
  /^http:\/\//i.test(url.trim()) && !/^http:\/\/(localhost|127\.[\d.]+|\[::1\])([:/]|$)/i.test(url.trim())

const insecure = (url: string, agreed: boolean) => ({ allowInsecure: isPlainElsewhere(url) && agreed })

export const shopCredentials = ({ key }: ShopForm): Record<string, string> =>
  key.trim() === '' ? {} : { 'prestashop.key': key.trim() }

export const mailCredentials = ({ server, password }: MailForm): Record<string, string> =>
  server.trim() === '' || password === '' ? {} : { 'mail.password': password }

export const gpCredentials = ({ auth, username, password }: GpForm): Record<string, string> =>
  auth === 'none'
    ? {}
    : {
        ...(username.trim() === '' ? {} : { 'gp.username': username.trim() }),
        ...(password === '' ? {} : { 'gp.password': password }),
      }

/** "Fine Teas, Paris" → "fine-teas-paris": the id of an integration. Pure. */
export const idOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40) || 'main'
