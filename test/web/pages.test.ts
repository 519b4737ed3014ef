import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../src/domain/person.ts'
import { type Joined, joined } from '../whole/joined.ts'
import { startBrowser, type Watched, watchedPage } from './browser.ts'
import { builtWebApp } from './built-web-app.ts'

const password = 'tidal orchid plank 93'
const people: readonly [string, Role][] = [
  ['ada@example.com', 'admin'],
  ['vic@example.com', 'viewer'],
]
let all: Joined
let browser: Browser
let folder: string
/** Orders: one that came through, one that waits for a carrier's answer. */
let [done, held] = [0, 0]

beforeAll(async () => {
  folder = builtWebApp()
  const carrier = 'value-maps/carrier.json'
  ;[browser, all] = await Promise.all([
    startBrowser(),
    // Nothing polls: the newest run of an order is the one that this test has started.
    joined({
      started: true,
      environment: { LEDGERLINE_POLL_SECONDS: '3600' },
      hub: { webApp: () => ({ state: 'ready', folder }) },
    }),
  ])
  for (const [email, role] of people) await all.hub.database.people.add({ email, name: email, role, password })
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
})

async function signedIn(email = 'ada@example.com', options: Parameters<typeof watchedPage>[1] = {}): Promise<Watched> {
  const watched = await watchedPage(browser, { viewport: { width: 1280, height: 900 }, baseURL: all.url, ...options })
  const { page } = watched
  await page.goto('/')
  await fillSignIn(page, email)
  await page.getByRole('heading', { level: 1, name: 'Test' }).waitFor()
  return watched
}
async function fillSignIn(page: Page, email: string) {
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
interface Finding {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly target: unknown }[]
}
/** What axe finds serious or worse. Run as an expression: the page's policy allows no other script. */
async function serious(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = (await page.evaluate('axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] })')) as {
    violations: Finding[]
  }
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(({ target }) => String(target))
          .join(' ')}`,
    )
}

const pages = () => [
  '/i/main',
  '/i/main/orders',
  `/i/main/orders/${done}`,
  '/i/main/incidents?state=resolved',
  '/i/main/approvals?view=all',
  '/i/main/value-maps',
  '/i/main/value-maps/carrier',
  '/i/main/settings',
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
    const { page, context, complaints } = await signedIn()
    await page.getByRole('link', { name: 'Orders', exact: true }).click()
    await page.getByRole('textbox', { name: 'Number, document or words' }).fill(String(done))
    await page
      .getByRole('table')
      .getByRole('link', { name: String(done), exact: true })
      .click()
    await page.getByRole('heading', { level: 1, name: `Order ${done}` }).waitFor()
    await page.getByText('Proved to the cent, from what GP has stored').waitFor()
    await page.getByRole('button', { name: 'What would happen now?' }).click()
    await page.getByText('Nothing was written.').waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  test('what holds an order is answered and approved, and the order goes through', { timeout: 180_000 }, async () => {
    const { page, context, complaints } = await signedIn()
    await page.getByRole('link', { name: /^Incidents/ }).click()
    await page.getByRole('table').getByRole('link').first().click()
    await page.getByRole('region', { name: 'What is missing' }).waitFor()
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
    await context.close()
  })

  test('a session that ends in mid-form asks again over the page, and what was typed stays', {
    timeout: 180_000,
  }, async () => {
    const { page, context } = await signedIn()
    await page.goto('/i/main/settings')
    const field = page.getByRole('textbox', { name: 'orderPrefix' })
    await field.fill('SHOP')
    const [ada] = await all.hub.database.people.list()
    await all.hub.database.stores.sessions.endAll(ada!.id)
    await page.getByRole('button', { name: 'Propose the changes' }).click()
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
    await dialog.getByRole('textbox', { name: 'Password' }).fill(password)
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await dialog.waitFor({ state: 'hidden' })
    expect(await field.inputValue()).toBe('SHOP')
    await context.close()
  })

  test('a viewer sees everything and can start, close and decide nothing', { timeout: 180_000 }, async () => {
    const { page, context, complaints } = await signedIn('vic@example.com')
    await page.goto(`/i/main/orders/${done}`)
    const replay = page.getByRole('button', { name: 'Replay' })
    expect(await replay.getAttribute('aria-disabled')).toBe('true')
    await page.goto('/i/main/settings')
    expect(await page.getByRole('textbox', { name: 'orderPrefix' }).isDisabled()).toBe(true)
    await page.goto('/people')
    await page.getByRole('alert').first().waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  for (const colorScheme of ['light', 'dark'] as const)
    test(`axe finds nothing serious on any page, ${colorScheme}`, { timeout: 240_000 }, async () => {
      const { page, context, complaints } = await signedIn('ada@example.com', { colorScheme })
      const found: Record<string, string[]> = {}
      for (const path of colorScheme === 'light' ? pages() : pages().slice(0, 4)) {
        await page.goto(path)
        await page.waitForLoadState('load')
        await page.getByRole('main').locator('h1, p').first().waitFor()
        const its = await serious(page)
        if (its.length > 0) found[path] = its
      }
      expect(found).toEqual({})
      expect(complaints).toEqual([])
      await context.close()
    })
})
