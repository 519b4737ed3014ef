import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import type { Browser, Locator, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { later } from '../../src/domain/clock.ts'
import { startMessagesApi } from '../support/messages-api.ts'
import { type Joined, joined } from '../whole/joined.ts'
import { startBrowser } from './browser.ts'
import { builtWebApp } from './built-web-app.ts'
import { ada, addPeople, comesBack, goes, password, serious, signedIn } from './signed-in.ts'

let all: Joined
let browser: Browser
let folder: string
let model: Awaited<ReturnType<typeof startMessagesApi>>
/** Orders: one that came through, one that waits for a carrier's answer. */
let [done, held] = [0, 0]
let proposal = ''

beforeAll(async () => {
  folder = builtWebApp()
  model = await startMessagesApi()
  const carrier = 'value-maps/carrier.json'
  ;[browser, all] = await Promise.all([
    startBrowser(),
    // Nothing polls: the newest run of an order is the one that this test has started.
    joined({
      started: true,
      environment: { LEDGERLINE_POLL_SECONDS: '3600', ANTHROPIC_BASE_URL: model.url },
      hub: { webApp: () => ({ state: 'ready', folder }) },
    }),
  ])
  await addPeople(all, [
    [ada, 'admin'],
    ['vic@example.com', 'viewer'],
    ['ben@example.com', 'approver'],
  ])
  done = all.sandbox.shop.placeDemoOrder()
  await all.run(done)
  await all.settled(done, 'done')
  const map = all.parts[carrier] as object
  await all.import({ ...all.parts, [carrier]: { ...map, entries: [] } } as never)
  held = all.sandbox.shop.placeDemoOrder()
  await all.run(held)
  await all.settled(held, 'stopped')
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await all?.[Symbol.asyncDispose]()
  await model?.[Symbol.asyncDispose]()
})

const replayOf = (order: number) => ({ orders: [String(order)], reason: 'The person asks for it.' })

/** The hub has a defect there. */
const failing = (route: Route) =>
  route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'It failed.', hint: '' } } })

/** What waits for a decision, but for what the hub proposes by itself, whenever it comes to that. */
const askedByPeople = async () =>
  (await all.client.get<{ proposedBy: { kind: string } }[]>('/api/proposals?state=pending')).filter(
    ({ proposedBy }) => proposedBy.kind !== 'hub',
  )

const enter = (how?: Parameters<typeof comesBack>[2]) => comesBack(browser, all, how)

/** The session of the first person ends; the page hears of it by itself, or by what it asks next. @returns the dialog over the page */
async function sessionEnds(page: Page, asks: Locator): Promise<Locator> {
  const [first] = await all.hub.database.people.list()
  await all.hub.database.stores.sessions.endAll(first!.id)
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
  await vi.waitFor(
    async () => {
      if (!(await dialog.isVisible())) await asks.click({ timeout: 1000 }).catch(() => {})
      expect(await dialog.isVisible()).toBe(true)
    },
    { timeout: 180_000, interval: 200 },
  )
  return dialog
}

/** Orders of the day before yesterday, from 100001 on, the newest with the highest number. */
async function addOrders(count: number): Promise<void> {
  const client = new pg.Client(all.config.databaseUrl!)
  await client.connect()
  await client.query(
    `insert into runs (id, integration, flow, entity, key, state, epoch, attempts, crashes, resumed, version, entries,
       reason, started_at, updated_at, facts)
     select 'many-' || n, 'main', 'order-to-sales-order', 'prestashop.order', n::text, 'done', 1, 0, 0, false, 1, 0,
       'It was written.', at, at, jsonb_build_object('reference', 'REF' || n, 'amount', '12.50', 'currency', 'EUR')
     from generate_series(100001, 100000 + $1::int) n, lateral (select now() - interval '1 day' + n * interval '1 second' - interval '101000 seconds' as at) t`,
    [count],
  )
  await client.query('analyze runs')
  await client.end()
}
/** Those that no other test has open: the others are looked at where they are used, also in rules-and-set-up.test.ts. */
const pages = () => [
  '/i/main',
  '/i/main/orders',
  `/i/main/approvals/${proposal}`,
  '/i/main/incidents?state=resolved',
  '/i/main/approvals?view=all',
  '/i/main/records/prestashop.customer',
  '/i/main/connect',
  '/i/main/value-maps',
  '/i/main/value-maps/carrier',
  '/i/main/flows',
  '/i/main/flows/order-to-sales-order',
  '/i/main/mappings/order-to-sales-order',
  '/i/main/set-up',
  '/people',
  '/alerts',
  '/audit',
  '/account',
  '/nothing',
]

describe('the pages in a browser', () => {
  test('an order is found in the list, and its page proves its money', { timeout: 180_000 }, async () => {
    const { page, complaints } = await enter()
    // Who is signed in cannot be read: that is said, and tried again.
    await page.route('**/api/me', failing)
    await page.reload()
    await page.getByRole('alert').waitFor()
    expect(await serious(page)).toEqual([])
    await page.unroute('**/api/me')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('link', { name: 'Orders', exact: true }).click()
    await page.getByRole('textbox', { name: 'Number, reference, document or customer' }).fill(String(done))
    await page
      .getByRole('table')
      .getByRole('link', { name: String(done), exact: true })
      .click()
    await page.getByRole('heading', { level: 1, name: `Order ${done}` }).waitFor()
    await page.getByText('Proved to the cent, from what GP has stored').waitFor()
    expect(await serious(page)).toEqual([])
    await page.getByRole('button', { name: 'What would happen now?' }).click()
    await page.getByText('Nothing was written.').waitFor()
    await page.getByRole('button', { name: 'Correct and replay' }).click()
    const dialog = page.getByRole('dialog', { name: 'Correct and replay' })
    await dialog.getByRole('textbox', { name: 'Field or value to correct' }).fill('reference')
    await dialog.getByRole('textbox', { name: 'reference', exact: true }).fill('CORRECTED')
    await dialog.getByRole('button', { name: 'What would happen with it?' }).click()
    await dialog.getByText(/Nothing was written/).waitFor()
    // By keyboard: the name of a page leads there, a number to its order.
    await page.goto('/i/main/settings')
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    for (const [typed, heading] of [
      ['incid', 'Incidents'],
      [String(done), `Order ${done}`],
    ] as const) {
      await page.keyboard.press('Control+k')
      await page.getByRole('textbox', { name: 'Go to a page, or type an order number' }).fill(typed)
      await page.getByRole('dialog').getByText(heading, { exact: true }).first().waitFor()
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: heading }).waitFor()
    }
    expect(complaints).toEqual([])
    await page.close()
  })

  test('what holds an order is answered and approved, and the order goes through', { timeout: 180_000 }, async () => {
    const { page, complaints } = await enter()
    // Home says so of its flow, though other orders came through.
    const flow = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'order-to-sales-order' }) })
    await flow.getByText('Needs you').waitFor()
    await page.getByRole('link', { name: /^Incidents/ }).click()
    await page.getByRole('table').getByRole('link').first().click()
    await page.getByRole('region', { name: 'What is missing' }).waitFor()
    expect(await serious(page)).toEqual([])
    const care = page.getByRole('region', { name: 'Who sees to it' })
    await care.getByRole('button', { name: 'Take it' }).click()
    await care.getByRole('button', { name: 'Take it' }).waitFor({ state: 'hidden' })
    expect(await care.getByRole('combobox', { name: 'Assigned to' }).inputValue()).toBe(ada)
    await care.getByRole('textbox', { name: 'A note for colleagues' }).fill('Asked the carrier.')
    // Everything is read again behind a note. Where who is signed in cannot be, the page stays.
    await page.route('**/api/me', failing)
    const unread = page.waitForResponse((response) => response.url().endsWith('/api/me') && response.status() === 500)
    await care.getByRole('button', { name: 'Add the note' }).click()
    await Promise.all([unread, care.getByRole('list', { name: 'Notes' }).getByText('Asked the carrier.').waitFor()])
    await page.unroute('**/api/me')
    await care.getByRole('button', { name: 'Put off' }).click()
    await page.getByRole('menuitem', { name: 'For a day' }).click()
    await care.getByRole('button', { name: 'No longer' }).waitFor()
    const lines = await all.hub.database.stores.audit.list({ limit: 50 })
    const deeds = lines.map(({ deed }) => deed)
    expect(deeds).toEqual(expect.arrayContaining(['incident.assigned', 'incident.noted', 'incident.snoozed']))
    expect(JSON.stringify(lines)).not.toContain('Asked the carrier.')
    await page
      .getByRole('textbox', { name: /Another value for/ })
      .first()
      .fill('SHIP2')
    await page
      .getByRole('textbox', { name: /Another value for/ })
      .first()
      .press('Enter')
    await page.getByRole('heading', { level: 2, name: 'Your decision' }).waitFor()
    // Who signed in some minutes ago is not asked for the password again: it is no high risk.
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.getByText(/Approved by/).waitFor()
    await all.settled(held, 'done')
    expect(complaints).toEqual([])
    await page.close()
  })

  test('a session that ends in mid-form asks again over the page, and what was typed stays', {
    timeout: 180_000,
  }, async () => {
    const { page, context } = await signedIn(browser, all)
    await page.goto('/i/main/settings')
    const field = page.getByRole('textbox', { name: 'orderPrefix' })
    expect(await serious(page)).toEqual([])
    await field.fill('SHOP')
    const [first] = await all.hub.database.people.list()
    await all.hub.database.stores.sessions.endAll(first!.id)
    await page.getByRole('button', { name: 'Propose the changes' }).click()
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
    await dialog.getByRole('textbox', { name: 'Password' }).fill(password)
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
    expect(await field.inputValue()).toBe('SHOP')

    // Somebody else at the same browser begins anew: nothing that was typed before stays, or is sent as theirs.
    await sessionEnds(page, page.getByRole('button', { name: 'Propose the changes' }))
    await dialog.getByRole('textbox', { name: 'E-mail' }).fill('vic@example.com')
    await dialog.getByRole('textbox', { name: 'Password' }).fill(password)
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Test' }).waitFor()
    expect(await askedByPeople()).toEqual([])
    await context.close()
  })

  test('what was typed into a value map, and as the reason of a decision, is there after signing in again; whom a colleague was faster than decides nothing', {
    timeout: 180_000,
  }, async () => {
    const { page } = await enter({ path: '/i/main/value-maps/carrier' })
    const signInAgain = async (asks: Locator) => {
      const dialog = await sessionEnds(page, asks)
      await dialog.getByRole('textbox', { name: 'Password' }).fill(password)
      await dialog.getByRole('button', { name: 'Sign in', exact: true }).click()
      await dialog.waitFor({ state: 'hidden' })
    }
    const cell = page.getByRole('table').getByLabel(/^To: /).first()
    await cell.fill('SHIP1')
    await cell.press('Tab')
    const propose = page.getByRole('button', { name: 'Propose the changes' })
    await signInAgain(propose)
    expect(await page.getByRole('table').locator('[data-changed] input').inputValue()).toBe('SHIP1')
    await propose.click()
    await page.getByRole('heading', { level: 2, name: 'Your decision' }).waitFor()

    const reason = page.getByRole('textbox', { name: 'Reason' })
    await reason.fill('The carrier has another name by now.')
    const reject = page.getByRole('button', { name: 'Reject' })
    await signInAgain(reject)
    expect(await reason.inputValue()).toBe('The carrier has another name by now.')
    // Two decide at once: this page has not heard yet that a colleague was faster.
    await page.route('**/api/proposals/*', failing)
    const colleague = await enter({ email: 'ben@example.com', path: new URL(page.url()).pathname })
    await colleague.page.getByRole('textbox', { name: 'Reason' }).fill('It is ours.')
    await colleague.page.getByRole('button', { name: 'Reject' }).click()
    await colleague.page.getByText('Rejected by').waitFor()
    await reject.click()
    await page.getByText('The proposal is rejected.').waitFor()
    expect(await reason.inputValue()).toBe('The carrier has another name by now.')
    await page.unroute('**/api/proposals/*')
    await page.reload()
    await page.getByText('ben@example.com').waitFor()
    await colleague.page.close()
    expect(await askedByPeople()).toEqual([])
    await page.close()
  })

  test('a program that asks to be let in gets what the person ticks, and stands in their account until they end it', {
    timeout: 180_000,
  }, async () => {
    const redirect = 'http://127.0.0.1:9/callback'
    const registered = await fetch(`${all.url}/oauth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_name: 'An assistant', redirect_uris: [redirect] }),
    })
    const { client_id } = (await registered.json()) as { client_id: string }
    const verifier = 'v'.repeat(43)
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    const asked = {
      ...{ response_type: 'code', client_id, redirect_uri: redirect, state: 'x', scope: 'read propose operate' },
      ...{ code_challenge: challenge, code_challenge_method: 'S256', resource: `${all.url}/mcp` },
    }
    const { page, complaints } = await enter()
    await page.route(`${redirect}?*`, (route) => route.fulfill({ body: 'Thank you.' }))
    await page.goto(`/oauth/authorize?${new URLSearchParams(asked)}`)
    await page.getByText('calls itself “An assistant”').waitFor()
    expect(await serious(page)).toEqual([])
    await page.getByRole('checkbox', { name: /Run, replay/ }).uncheck()
    const back = page.waitForRequest((request) => request.url().startsWith(redirect))
    await page.getByRole('button', { name: 'Let it in' }).click()
    const code = new URL((await back).url()).searchParams.get('code')!
    const form = { grant_type: 'authorization_code', code, client_id, redirect_uri: redirect, code_verifier: verifier }
    const answer = await fetch(`${all.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) })
    expect(await answer.json()).toMatchObject({ scope: 'read propose' })
    await page.getByText('Thank you.').waitFor()
    await page.goto('/account')
    await page.getByText('An assistant').waitFor()
    await page.getByRole('button', { name: 'End its access' }).click()
    await page.getByText('No program was let in').waitFor()
    expect(complaints).toEqual([])
    await page.close()
  })

  test('ten thousand orders scroll, sort and are found with few rows in the page and few requests', {
    timeout: 180_000,
  }, async () => {
    await addOrders(10_000)
    const { page, complaints } = await enter()
    // Each counts once: a page whose stream of events begins anew asks for what it shows once more.
    const asked = new Set<string>()
    page.on('request', (request) => {
      if (/\/records\?/.test(request.url())) asked.add(request.url())
    })
    await page.goto('/i/main/orders')
    const table = page.getByRole('table', { name: 'Orders' })
    await page.getByText('10,000+').waitFor()
    const rows = () => table.locator('tbody tr:not([aria-hidden])').count()
    expect(await rows()).toBeLessThan(80)
    // One for the page, one for the count.
    expect(asked.size).toBeLessThanOrEqual(2)
    const shown = table.getByRole('link', { name: '109900', exact: true })
    await page.getByRole('region', { name: 'Orders' }).evaluate((list) => list.scrollTo(0, list.scrollHeight))
    await shown.waitFor()
    expect(await rows()).toBeLessThan(80)
    expect(asked.size).toBeLessThanOrEqual(4)
    await table.getByRole('button', { name: 'When' }).click()
    await table.getByRole('link', { name: '100001', exact: true }).waitFor()
    expect(new URL(page.url()).search).toBe('?sort=oldest')
    await page.getByRole('textbox', { name: 'Number, reference, document or customer' }).fill('REF105000')
    await table.getByRole('link', { name: '105000', exact: true }).waitFor()
    await page.getByText('REF105000').waitFor()
    expect(await rows()).toBe(1)
    await page.getByRole('button', { name: 'Saved filters' }).click()
    await page.getByRole('textbox', { name: 'Name of this filter' }).fill('That one')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('link', { name: 'That one' }).waitFor()
    // The hub keeps it: a browser that has kept nothing shows it as well.
    await page.evaluate('localStorage.clear()')
    await page.goto('/i/main/orders')
    await page.getByRole('button', { name: 'Saved filters' }).click()
    await page.getByRole('link', { name: 'That one' }).click()
    await table.getByRole('link', { name: '105000', exact: true }).waitFor()
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()])
    const lines = readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\r\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toContain('105000,REF105000')
    // On a phone, too, with rows above and below that are not drawn.
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto('/i/main/orders')
    const card = await table.locator('tbody tr:not([aria-hidden]) td').first().boundingBox()
    expect(card!.width).toBeGreaterThan(300)
    expect(complaints).toEqual([])
    await page.close()
  })

  test('the assistant says plainly that there is no key; with one it answers beside the page, and what it proposes leads to the inbox', {
    timeout: 180_000,
  }, async () => {
    const { page, complaints } = await enter({ path: `/i/main/orders/${done}` })
    await page.getByRole('button', { name: /^Ask the assistant/ }).click()
    const panel = page.getByRole('dialog', { name: 'Assistant' })
    await panel.getByText('No key for a model is set').waitFor()
    await panel.getByText(`About Order ${done}`).waitFor()
    await panel.getByRole('textbox', { name: 'Ask the assistant a question' }).fill('Why?')
    expect(await panel.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)

    model.answerWith(
      { text: 'I start it again. ', tools: [{ name: 'propose_replay', input: replayOf(done) }] },
      { text: 'A person decides now.' },
    )
    const stored = await page.evaluate(
      `fetch('/api/assistant/key', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"key":"sk-of-the-test"}' }).then((answer) => answer.status)`,
    )
    expect(stored).toBe(200)
    await page.reload()
    await page.getByRole('button', { name: /^Ask the assistant/ }).click()
    await panel.getByRole('textbox', { name: 'Ask the assistant a question' }).fill('Start it again.')
    await panel.getByRole('button', { name: 'Send' }).click()
    await panel.getByText('A person decides now.').waitFor()
    await panel.getByRole('list', { name: 'What it looked at' }).getByText('Propose a replay').waitFor()
    expect(JSON.stringify(model.asked()[0]!.body)).toContain(`About prestashop.order ${done}`)
    await panel.getByRole('link', { name: /Look at it and decide/ }).click()
    await page.getByRole('heading', { level: 2, name: 'Your decision' }).waitFor()
    expect(complaints).toEqual([])
    await page.close()
  })

  test('several changes of low risk are decided with one confirmation, each shown, and the others stay for their own page', {
    timeout: 180_000,
  }, async () => {
    const propose = (title: string, change: object) =>
      all.client.post('/api/proposals', { integration: 'main', title, reason: 'For the test.', changes: [change] })
    const again = { do: 'replay' }
    const both = [done, held].map((key) => ({ entity: 'prestashop.order', key: String(key) }))
    await propose('Start the first again', { ...again, records: both })
    await propose('Start the second again', { ...again, records: [{ entity: 'prestashop.order', key: String(held) }] })
    const edit = { do: 'set-setting', name: 'orderPrefix', before: 'WEB', after: 'SHOP' }
    const prefix = await propose('Another prefix', { do: 'edit-definition', edits: [edit] })
    proposal = (prefix as { id: string }).id
    const { page, complaints } = await enter({ path: '/i/main/approvals' })
    const list = page.getByRole('table')
    expect(await list.getByRole('checkbox', { name: 'Select Another prefix' }).isDisabled()).toBe(true)
    await list.getByRole('checkbox', { name: 'Select Start the first again' }).check()
    await list.getByRole('checkbox', { name: 'Select Start the second again' }).check()
    const [person] = await all.hub.database.people.list()
    for (const { id } of await all.hub.database.stores.sessions.list(person!.id, all.clock.now()))
      await all.hub.database.stores.sessions.confirm(id, later(all.clock.now(), -60 * 60_000))
    await page.reload()
    await list.getByRole('checkbox', { name: 'Select all' }).check()
    await page.getByRole('button', { name: 'Decide together' }).click()
    const dialog = page.getByRole('dialog')
    // Each is read by itself.
    await dialog.locator('li').first().waitFor()
    await dialog.locator('li:not(:has(strong))').first().waitFor({ state: 'detached' })
    const titles = await dialog.locator('li strong').allTextContents()
    expect(titles).toEqual(expect.arrayContaining(['Start the first again', 'Start the second again']))
    expect(titles).not.toContain('Another prefix')
    const approve = dialog.getByRole('button', { name: /^Approve: / })
    expect(await approve.isDisabled()).toBe(true)
    await dialog.getByRole('textbox', { name: 'Password' }).fill('not the password at all')
    await approve.click()
    await dialog.getByRole('alert').waitFor()
    // The hub may propose something of its own meanwhile.
    const waiting = async () =>
      (await all.client.get<{ title: string }[]>('/api/proposals?state=pending')).map(({ title }) => title)
    expect(await waiting()).toEqual(expect.arrayContaining([...titles, 'Another prefix']))
    await dialog.getByRole('textbox', { name: 'Password' }).fill(password)
    await approve.click()
    await dialog.getByText(`${titles.length} / ${titles.length} approved`).waitFor()
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await list.getByRole('link', { name: 'Start the first again' }).waitFor({ state: 'hidden' })
    const left = await waiting()
    expect(left).toContain('Another prefix')
    expect(left.filter((title) => titles.includes(title))).toEqual([])
    const csv = await page.evaluate(`fetch('/api/proposals.csv?integration=main').then((answer) => answer.text())`)
    expect(csv).toContain('Start the first again')
    expect(complaints).toEqual([])
    await page.close()
  })

  test('set-up tries the newest orders of the shop and writes nothing', { timeout: 180_000 }, async () => {
    const { page, complaints } = await enter({ path: '/i/main/set-up' })
    const before = all.salesOrders().size
    await page.getByRole('button', { name: 'Try the last 20 orders' }).click()
    await page.getByText(/would go through, or need nothing/).waitFor()
    await page.getByRole('list', { name: 'The newest orders would go through' }).getByRole('link').first().waitFor()
    expect(all.salesOrders().size).toBe(before)
    expect(await serious(page)).toEqual([])
    await page.getByRole('button', { name: 'Show a pairing code' }).click()
    const dialog = page.getByRole('dialog', { name: 'Show a pairing code' })
    await dialog.getByRole('textbox', { name: 'Your password' }).fill(password)
    await dialog.getByRole('button', { name: 'Show a pairing code' }).click()
    await dialog.getByText(/^[A-Z0-9]{5}-[A-Z0-9]{5}/).waitFor()
    expect(complaints).toEqual([])
    await page.close()
  })

  test('a viewer sees everything and can start, close and decide nothing', { timeout: 180_000 }, async () => {
    const { page, complaints } = await enter({ email: 'vic@example.com', path: `/i/main/orders/${done}` })
    const replay = page.getByRole('button', { name: 'Replay' })
    expect(await replay.getAttribute('aria-disabled')).toBe('true')
    await page.goto('/i/main/settings')
    expect(await page.getByRole('textbox', { name: 'orderPrefix' }).isDisabled()).toBe(true)
    await page.goto('/people')
    await page.getByRole('alert').first().waitFor()
    expect(complaints).toEqual([])
    await page.close()
  })

  for (const colorScheme of ['light', 'dark'] as const)
    test(`axe finds nothing serious on any page, ${colorScheme}`, { timeout: 240_000 }, async () => {
      const { page, complaints } = await enter({ colorScheme, path: '/account' })
      expect(proposal).not.toBe('')
      const found: Record<string, string[]> = {}
      for (const path of colorScheme === 'light' ? pages() : [...pages().slice(0, 3), `/i/main/orders/${done}`]) {
        await goes(page, path)
        expect(new URL(page.url()).pathname).toBe(path.split('?')[0])
        if (path === '/i/main') await page.getByRole('main').locator('figure').nth(2).waitFor()
        const its = await serious(page)
        if (its.length > 0) found[path] = its
      }
      expect(found).toEqual({})
      expect(complaints).toEqual([])
      await page.close()
    })
})
