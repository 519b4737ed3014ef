import { z } from 'zod'
import { isTimeZone } from '../../domain/time-zone.ts'
import { type Outgoing, outgoingSettings, wayOf } from '../outgoing.ts'

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])
export const isLoopback = (url: string) => loopback.has(new URL(url).hostname)

/**
 * One shop. The key is no setting: it is a credential.
 *
 * `url` is the shop's address without `/api`, a query or a user, exactly as the shop knows itself: on any other host
 * name it redirects. Plain HTTP carries the key in clear, so it needs `allowInsecure` anywhere but on this machine.
 */
export const prestashopSettings = z
  .object({
    url: z
      .url({ protocol: /^https?$/, error: 'must be an address such as https://shop.example.com' })
      .refine((text) => URL.canParse(text) && !new URL(text).username && !new URL(text).password, {
        error: 'must hold no user name, password or key; the key is stored as a credential',
      })
      .refine((text) => URL.canParse(text) && !new URL(text).search && !new URL(text).hash, {
        error: 'must end before "?" and "#"',
      })
      .transform((text) => text.replace(/\/+$/, '').replace(/\/api$/, '')),
    allowInsecure: z.boolean().default(false),
    /** IANA name. The shop's times carry no zone; this must equal its PS_TIMEZONE. */
    timezone: z.string().refine(isTimeZone, { error: 'must be an IANA time zone such as Europe/Paris' }),
    /** The language whose names are read; the first one of a name when it lacks this one. */
    languageId: z.string().regex(/^\d+$/, 'must be the number of a shop language').default('1'),
    /** Only in a multi-shop: the shop whose orders are read. */
    shopId: z.string().regex(/^\d+$/, 'must be the number of a shop').optional(),
    /** How names or codes of vouchers begin that customers have paid for, as gift cards: they are money, and no discount. */
    moneyVouchers: z.array(z.string().trim().min(2).max(60)).max(50).default([]),
    /** Requests at a time. The shop's PHP workers also serve its customers. */
    concurrency: z.int().min(1).max(20).default(3),
    requestsPerSecond: z.number().positive().max(1000).optional(),
    timeoutMs: z.int().min(1000).max(600_000).default(60_000),
    /** Records in one full page. */
    pageSize: z.int().min(1).max(500).default(50),
    ...outgoingSettings,
    /** How long a changed order may take to become visible with its date. The date feed looks that far back. */
    overlapSeconds: z.int().min(1).max(86_400).default(60),
  })
  .refine(({ url, allowInsecure }) => allowInsecure || !url.startsWith('http:') || isLoopback(url), {
    path: ['url'],
    error: 'must start with https:// (or set allowInsecure and accept that the key travels in clear)',
  })

/** Where the key is sent to, and how. */
export const shopPlace = ({ url, ...way }: Outgoing & { readonly url: string }) =>
  `key at ${wayOf(new URL(url).origin, way)}`

/** Checked settings. `z.input<typeof prestashopSettings>` is what a person writes: `url` and `timezone` at least. */
export type PrestaShopSettings = z.infer<typeof prestashopSettings>
