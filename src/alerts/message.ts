import { createHmac } from 'node:crypto'
import type { AlertMessage, Notice } from '../domain/alert.ts'
import type { Json } from '../domain/record.ts'
import { spoken } from './causes.ts'

/** More of them are counted, and the page has them. */
const mostTold = 25

/** @param hub where people reach the pages: "https://hub.example.com" */
export function subjectOf({ notices }: Pick<AlertMessage, 'notices'>): string {
  const [first] = notices
  if (!first) return 'Ledgerline: a test'
  const over = notices.every(({ what }) => what === 'over') ? 'Over: ' : ''
  return notices.length === 1 ? `Ledgerline: ${over}${first.title}` : `Ledgerline: ${over}${notices.length} alerts`
}

const testText = 'This is a test of the alerts. Nothing is wrong.'

const stateOf = ({ what, endedAt }: Notice) =>
  what === 'over' ? `Over since ${spoken(endedAt!)}: ` : endedAt ? `(Over again since ${spoken(endedAt)}) ` : ''
const linkOf = (hub: string, { path }: Pick<Notice, 'path'>) => `${hub}${path}`

/** As text, for mail. */
export function textOf({ notices }: Pick<AlertMessage, 'notices'>, hub: string): string {
  if (notices.length === 0) return `${testText}\n\n${hub}/alerts\n`
  const told = notices.slice(0, mostTold).map((notice) => `${stateOf(notice)}${notice.title}\n${linkOf(hub, notice)}`)
  return [...told, ...more(notices, hub), `Who gets which alerts: ${hub}/alerts`, ''].join('\n\n')
}

const more = (notices: readonly Notice[], hub: string) =>
  notices.length > mostTold ? [`and ${notices.length - mostTold} more: ${hub}/`] : []

/** Slack's own escapes: nothing in a title can become a mention or a link. */
const slack = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** As Slack's incoming webhooks take it. */
export function slackBody({ notices }: Pick<AlertMessage, 'notices'>, hub: string): Json {
  if (notices.length === 0) return { text: `${testText} <${hub}/alerts|Alerts>` }
  const told = notices
    .slice(0, mostTold)
    .map((notice) => `• ${slack(stateOf(notice))}<${linkOf(hub, notice)}|${slack(notice.title)}>`)
  return { text: [...told, ...more(notices, hub)].join('\n') }
}

/** As a workflow of Teams ("When a webhook request is received") takes it: a message with one adaptive card. */
export function teamsBody({ notices }: Pick<AlertMessage, 'notices'>, hub: string): Json {
  const block = (text: string, more: { readonly [member: string]: Json } = {}) => ({
    ...{ type: 'TextBlock', text, wrap: true },
    ...more,
  })
  // A text block is Markdown: signs that it reads are taken as they are.
  const plain = (text: string) => text.replace(/[\\`*_[\]]/g, (sign) => `\\${sign}`)
  const told = notices
    .slice(0, mostTold)
    .map((notice) => block(`${plain(stateOf(notice))}[${plain(notice.title)}](${linkOf(hub, notice)})`))
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      block('Ledgerline', { weight: 'Bolder' }),
      ...(notices.length === 0 ? [block(testText)] : told),
      ...more(notices, hub).map((text) => block(text)),
    ],
    actions: [{ type: 'Action.OpenUrl', title: 'Alerts', url: `${hub}/alerts` }],
  }
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] }
}

/** As our own webhook says it. */
export function webhookBody({ id, notices }: Pick<AlertMessage, 'id' | 'notices'>, hub: string): Json {
  return {
    id,
    test: notices.length === 0,
    alerts: notices.map(({ cause, kind, integration, what, since, endedAt, title, path }) => ({
      ...{ cause, kind, integration: integration || null, what, since, endedAt, title, link: `${hub}${path}` },
    })),
  }
}

/**
 * The headers that prove that a webhook comes from this hub, as standardwebhooks.com describes them: HMAC-SHA256 over
 * id, time and body. Receivers drop an id that they have seen, and a time that is minutes old.
 * @param secret "whsec_" and base64
 * @param seconds Unix time
 */
export function signed(secret: string, id: string, seconds: number, body: string): Readonly<Record<string, string>> {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` }
}
