/**
 * Pictures of every page, to look at: both themes, a desk's width and a phone's, English and, of the desk, French.
 * `node test/web/pictures.ts [part of a name …]` writes them to test/web/pictures, which is not in git.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { instant, later } from '../../src/domain/clock.ts'
import { type EntityName, integrationId } from '../../src/domain/record.ts'
import { appWith } from '../server/authenticator-codes.ts'
import { startProvider } from '../server/local-provider.ts'
import { startMessagesApi } from '../support/messages-api.ts'
import { joined } from '../whole/joined.ts'
import { startBrowser, watchedPage } from './browser.ts'
import { builtWebApp } from './built-web-app.ts'

const only = process.argv.slice(2)
const out = join(import.meta.dirname, 'pictures')
const ada = { email: 'ada@example.com', password: 'tidal orchid plank 93' }
const kinds = [
  { kind: 'light-1280', colorScheme: 'light', width: 1280, height: 900, locale: 'en-GB' },
  { kind: 'dark-1280', colorScheme: 'dark', width: 1280, height: 900, locale: 'en-GB' },
  { kind: 'light-390', colorScheme: 'light', width: 390, height: 844, locale: 'en-GB' },
  { kind: 'dark-390', colorScheme: 'dark', width: 390, height: 844, locale: 'en-GB' },
  { kind: 'french-1280', colorScheme: 'light', width: 1280, height: 900, locale: 'fr-FR' },
] as const

let done = 0
const folder = builtWebApp()
await using model = await startMessagesApi()
await using provider = await startProvider({ id: 'ledgerline', secret: 'the secret of the client' })
await using all = await joined({
  started: true,
  environment: {
    ...{ LEDGERLINE_POLL_SECONDS: '3600', ANTHROPIC_BASE_URL: model.url },
    ...{ LEDGERLINE_SSO_ISSUER: provider.issuer, LEDGERLINE_SSO_NAME: 'Example ID' },
    ...{ LEDGERLINE_SSO_CLIENT_ID: 'ledgerline', LEDGERLINE_SSO_CLIENT_SECRET: 'the secret of the client' },
  },
  hub: {
    webApp: () => ({ state: 'ready', folder }),
    demo: () => ({
      integration: 'main',
      // An order that came through before: those of now wait for a carrier.
      place: async () => String(done),
      documents: async (number) =>
        [...gp.company.store.values('salesOrder')].filter(({ Key }) => Key?.Id === number) as never,
    }),
  },
})
const { shop, gp } = all.sandbox
const { people } = all.hub.database
await people.add({ ...ada, name: 'Ada Moreau', role: 'admin' })
await people.add({ ...ada, email: 'ben@example.com', name: 'Ben Ortiz', role: 'approver' })
const carrier = 'value-maps/carrier.json'
done = all.sandbox.shop.placeDemoOrder()
await all.run(done)
await all.settled(done, 'done')
for (let more = 0; more < 6; more++) await all.run(all.sandbox.shop.placeDemoOrder())
await all.import({ ...all.parts, [carrier]: { ...(all.parts[carrier] as object), entries: [] } } as never)
const held = all.sandbox.shop.placeDemoOrder()
await all.run(held)
await all.settled(held, 'stopped')
for (let more = 0; more < 24; more++) await all.run(all.sandbox.shop.placeDemoOrder())
const [incident] = await all.client.get<{ id: string }[]>('/api/incidents')
// What the comparison finds: a total that somebody edited in GP, and a document that is gone from there.
const { company } = gp
const [first, second] = [...company.store.values('salesOrder')].filter(({ Key }) => Key?.Id?.startsWith('WEB'))
company.saveOrder({ ...first!, TotalAmount: { ...first!.TotalAmount!, Value: '1.00' } })
company.removeOrder(second!.Key!.Id!)
const today = new Date().toISOString().slice(0, 10)
const proposal = await all.client.post<{ id: string }>('/api/proposals', {
  integration: 'main',
  title: 'Another prefix for orders',
  reason: 'The prefix of the old shop is in use in GP.',
  changes: [
    { do: 'edit-definition', edits: [{ do: 'set-setting', name: 'orderPrefix', before: 'WEB', after: 'SHOP' }] },
  ],
})

await all.client.post('/api/integrations/main/backfills', {
  ...{ flow: 'order-to-sales-order', from: '2020-01-01T00:00:00Z', until: new Date().toISOString() },
})

for (let more = 0; more < 14; more++)
  await all.client.post('/api/proposals', {
    ...{ integration: 'main', title: `Start order ${held + more} again`, reason: 'The carrier has an answer by now.' },
    changes: [{ do: 'replay', records: [{ entity: 'prestashop.order', key: String(held + more) }] }],
  })

// A week at work: what charts show of it, and a bad hour of each system.
const now = instant(Date.now())
const main = integrationId('main')
const hourMs = 60 * 60_000
const thisHour = instant(Math.floor(Date.parse(now) / hourMs) * hourMs)
const hours = Array.from({ length: 167 }, (_, back) => later(thisHour, (back - 167) * hourMs))
await all.hub.database.transaction(async (tx) => {
  const figures = hours.map((hour, place) => {
    const busy = Math.max(0, Math.round(14 * Math.sin(((place % 24) / 24) * Math.PI) ** 2 + ((place * 7) % 5)))
    const trouble = place > 70 && place < 82
    return {
      ...{ hour, entity: 'prestashop.order' as EntityName, flow: 'order-to-sales-order', currency: 'EUR' },
      ...{ done: trouble ? Math.floor(busy / 3) : busy, skipped: place % 6 === 0 ? 2 : 0, stopped: trouble ? 2 : 0 },
      lagMedianMs: busy === 0 ? null : 350 + ((place * 37) % 120) + (trouble ? 9000 : 0),
      lagMostMs: busy === 0 ? null : 800 + ((place * 91) % 2600) + (trouble ? 31_000 : 0),
      held: { records: trouble ? place - 70 : 0, amount: trouble ? `${(place - 70) * 187}.35` : '0' },
    }
  })
  await tx.figures.replace(main, hours[0]!, thisHour, figures)
  const period = { system: 'gp', kind: 'outage', code: 'remote_unavailable' } as const
  await tx.connections.begin(main, period, hours[72]!)
  await tx.connections.end(main, period, hours[75]!)
  await tx.connections.begin(main, { ...period, system: 'prestashop', kind: 'slow' }, hours[130]!)
  await tx.connections.end(main, { ...period, system: 'prestashop', kind: 'slow' }, hours[133]!)
})

const pages: Readonly<Record<string, string>> = {
  home: '/i/main',
  orders: '/i/main/orders',
  'orders-oldest': '/i/main/orders?sort=oldest',
  order: `/i/main/orders/${done}`,
  'order-held': `/i/main/orders/${held}`,
  incidents: '/i/main/incidents',
  incident: `/i/main/incidents/${incident!.id}`,
  approvals: '/i/main/approvals?view=all',
  approval: `/i/main/approvals/${proposal.id}`,
  reconciliation: `/i/main/reconciliation?from=${today}&to=${today}`,
  customers: '/i/main/records/prestashop.customer',
  'value-maps': '/i/main/value-maps',
  'value-map': '/i/main/value-maps/carrier',
  settings: '/i/main/settings',
  flows: '/i/main/flows',
  flow: '/i/main/flows/order-to-sales-order',
  mapping: '/i/main/mappings/order-to-sales-order',
  'say-rule': '/i/main/rules/new',
  connect: '/connect',
  'connect-change': '/i/main/connect',
  'set-up': '/i/main/set-up',
  people: '/people',
  alerts: '/alerts',
  audit: '/audit',
  account: '/account',
  nothing: '/nothing',
  welcome: '/welcome',
  'assistant-no-key': `/i/main/orders/${held}`,
  assistant: `/i/main/orders/${held}`,
}

/** What is done on a page before its picture is taken. Buttons are found by their place: their words are those of the language. */
const prepared: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  async home(page) {
    await page.locator('main#page figure').nth(3).waitFor()
  },
  async reconciliation(page) {
    if ((await page.locator('main#page table').count()) > 0) return
    await page.locator('main#page table').first().waitFor()
  },
  async 'say-rule'(page) {
    await page.locator('main#page textarea').first().fill('orders above 50 EUR wait for me')
    await page.locator('main#page button[type=submit]').click()
    await page.locator('main#page ol').waitFor()
  },
  async connect(page) {
    const field = (place: number) => page.locator('main#page form input').nth(place)
    await field(0).fill('Fine Teas')
    await field(1).fill(shop.url)
    await field(2).fill(shop.key)
    await field(3).fill(gp.url)
    await field(6).fill(gp.username)
    await field(7).fill('wrong')
    await field(7).blur()
    await page.locator('main#page details').first().waitFor()
    await page.locator('main#page li [data-hue="red"]').first().waitFor()
  },
  async welcome(page) {
    await page.locator('main#page button').nth(1).click()
    await page.locator('main#page table').nth(1).waitFor()
  },
  async 'assistant-no-key'(page) {
    await page.keyboard.press('Control+j')
    await page.getByRole('dialog').waitFor()
    await page.waitForTimeout(300)
  },
  async assistant(page) {
    model.answerWith(
      {
        text: 'The order waits, because no shipping method is given for carrier 2. ',
        tools: [
          { name: 'propose_replay', input: { orders: [String(held)], reason: 'The carrier has an answer by now.' } },
        ],
      },
      { text: 'I propose to start it again as soon as the carrier has an answer. A person decides in the inbox.' },
    )
    await page.evaluate(
      `fetch('/api/assistant/key', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"key":"sk-of-the-test"}' })`,
    )
    await page.reload()
    await page.locator('main#page h1').first().waitFor()
    await page.keyboard.press('Control+j')
    const panel = page.getByRole('dialog')
    await panel.getByRole('textbox').fill('Why is this order not in GP?')
    await panel.getByRole('textbox').press('Enter')
    await panel.locator('a').first().waitFor()
    await page.waitForTimeout(500)
    await page.evaluate(
      `fetch('/api/assistant/key', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"key":null}' })`,
    )
  },
  async 'set-up'(page) {
    await page.locator('main#page details').first().waitFor()
  },
}

/** Under its name: a browser makes no passkey for an IP address. */
const named = all.url.replace('127.0.0.1', 'localhost')

/** Who has an app and a passkey, so that pictures show each way in. @returns what her app shows now */
async function withFactors(): Promise<() => string> {
  const { page, context } = await watchedPage(browser, { locale: 'en-GB', baseURL: named })
  await page.goto('/account')
  await page.getByRole('textbox', { name: 'E-mail' }).fill(ada.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(ada.password)
  await page.locator('button[type=submit]').click()
  await page.getByRole('button', { name: 'Set up an app' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Your password' }).fill(ada.password)
  await dialog.getByRole('button', { name: 'Set up an app' }).click()
  await dialog.getByText('It cannot scan').click()
  const app = appWith(((await dialog.locator('details p').textContent()) ?? '').replace(/\s/g, ''), all.clock)
  for (const kind of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: kind })
    await page.screenshot({ path: join(out, `app-set-up.${kind}-1280.png`), animations: 'disabled' })
  }
  await dialog.getByRole('textbox', { name: 'Code of the app' }).fill(app.code())
  await dialog.getByRole('button', { name: 'Finish' }).click()
  await dialog.getByRole('button', { name: 'I have kept them' }).click()
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true } as const
  await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, isUserVerified: true } })
  all.clock.advance(30_000)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await dialog.getByRole('textbox', { name: 'Your password' }).fill(ada.password)
  await dialog.getByRole('textbox', { name: 'Code' }).fill(app.code())
  await dialog.getByRole('button', { name: 'Add a passkey' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await context.close()
  return () => {
    all.clock.advance(30_000)
    return app.code()
  }
}

mkdirSync(out, { recursive: true })
const browser = await startBrowser()
const code = await withFactors()
for (const { kind, colorScheme, locale, ...viewport } of kinds) {
  const { page, context, complaints } = await watchedPage(browser, { viewport, colorScheme, locale, baseURL: named })
  await page.goto('/')
  await page.getByRole('textbox').first().waitFor()
  await page.screenshot({ path: join(out, `sign-in.${kind}.png`), animations: 'disabled' })
  await page.getByRole('textbox').first().fill(ada.email)
  await page.getByRole('textbox').nth(1).fill(ada.password)
  await page.locator('button[type=submit]').click()
  await page.getByRole('textbox').nth(2).waitFor()
  await page.screenshot({ path: join(out, `sign-in-code.${kind}.png`), animations: 'disabled' })
  await page.getByRole('textbox').nth(2).fill(code())
  await page.locator('button[type=submit]').click()
  await page.locator('main#page h1, main#page p').first().waitFor()
  for (const [name, path] of Object.entries(pages)) {
    if (only.length > 0 && !only.some((part) => `${name}.${kind}`.includes(part))) continue
    await page.goto(path)
    await page.locator('main#page h1, main#page p').first().waitFor()
    // The stream of events stays open, so that the network is never idle: what a page reads is there by then.
    await page.waitForTimeout(500)
    await prepared[name]?.(page)
    await page.screenshot({
      path: join(out, `${name}.${kind}.png`),
      fullPage: true,
      animations: 'disabled',
      caret: 'hide',
    })
  }
  if (complaints.length > 0) console.error(kind, complaints)
  await context.close()
}
await browser.close()
console.log(out)
