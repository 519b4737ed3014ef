import type { Json } from '../../../domain/record.ts'

/** What is typed of the shop. A key that is left empty is the stored one. */
export interface ShopForm {
  readonly url: string
  readonly key: string
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

type Members = { readonly [member: string]: Json }
const members = (connection: Json): Members =>
  typeof connection === 'object' && connection !== null && !Array.isArray(connection) ? connection : {}
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** The form of a connection that is stored, or of none. Credentials are never read back. Pure. */
export function shopForm(stored: Json): ShopForm {
  const { url, allowInsecure } = members(stored)
  return { url: textOf(url), key: '', allowInsecure: allowInsecure === true }
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

/** As integration.json has it: settings that the form does not show stay as they are stored. Pure. */
export const shopConnection = (stored: Json, { url, allowInsecure }: ShopForm): Json => ({
  ...{ ...members(stored), url: url.trim() },
  ...insecure(url, allowInsecure),
})

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

/** Whether what is sent there can be read on the way: the hub wants that agreed to. Pure. */
export const isPlainElsewhere = (url: string): boolean =>
  /^http:\/\//i.test(url.trim()) && !/^http:\/\/(localhost|127\.[\d.]+|\[::1\])([:/]|$)/i.test(url.trim())

const insecure = (url: string, agreed: boolean) => ({ allowInsecure: isPlainElsewhere(url) && agreed })

export const shopCredentials = ({ key }: ShopForm): Record<string, string> =>
  key.trim() === '' ? {} : { 'prestashop.key': key.trim() }

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
