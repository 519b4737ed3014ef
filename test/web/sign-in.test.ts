import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appWith } from '../server/authenticator-codes.ts'
import { type Joined, joined } from '../whole/joined.ts'
import { startBrowser } from './browser.ts'
import { builtWebApp } from './built-web-app.ts'
import { addPeople, password, serious, signedIn } from './signed-in.ts'

let all: Joined
let browser: Browser
/** Under its name: a browser makes no passkey for an IP address. */
let named: { url: string }

beforeAll(async () => {
  const folder = builtWebApp()
  ;[browser, all] = await Promise.all([
    startBrowser(),
    joined({
      started: true,
      environment: { LEDGERLINE_POLL_SECONDS: '3600', LEDGERLINE_SECOND_FACTOR_FROM: 'admin' },
      hub: { webApp: () => ({ state: 'ready', folder }) },
    }),
  ])
  named = { url: all.url.replace('127.0.0.1', 'localhost') }
  await addPeople(all, [
    ['ada@example.com', 'admin'],
    ['ann@example.com', 'approver'],
  ])
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await all?.[Symbol.asyncDispose]()
})

const main = (page: Page) => page.getByRole('navigation', { name: 'Main' }).first()
const signOut = async (page: Page) => {
  await page.request.delete(`${named.url}/api/session`, { headers: { origin: named.url } })
  await page.goto('/')
}
async function fill(page: Page, email: string) {
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** A device with a passkey of its own, whose person always gives their finger. */
async function withDevice(page: Page) {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true } as const
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
  })
}

test('somebody sets an app up by its QR code, keeps backup codes, and signs in with a code; then by a passkey alone', async () => {
  const { page, complaints, context } = await signedIn(browser, named, 'ann@example.com')
  await page.goto('/account')
  await page.getByRole('button', { name: 'Set up an app' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Your password' }).fill(password)
  await dialog.getByRole('button', { name: 'Set up an app' }).click()
  await dialog.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
  expect(await serious(page)).toEqual([])
  await dialog.getByText('It cannot scan').click()
  const app = appWith(((await dialog.locator('details p').textContent()) ?? '').replace(/\s/g, ''), all.clock)
  await dialog.getByRole('textbox', { name: 'Code of the app' }).fill('000000')
  await dialog.getByRole('button', { name: 'Finish' }).click()
  await dialog.getByText('The code is not the one that the app shows').waitFor()
  await dialog.getByRole('textbox', { name: 'Code of the app' }).fill(app.code())
  await dialog.getByRole('button', { name: 'Finish' }).click()
  await dialog.getByText('Your backup codes').waitFor()
  expect(await dialog.getByRole('listitem').count()).toBe(10)
  expect(await serious(page)).toEqual([])
  await dialog.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('Backup codes left: 10').waitFor()

  all.clock.advance(30_000)
  await signOut(page)
  await fill(page, 'ann@example.com')
  await page.getByRole('textbox', { name: 'Code' }).fill(app.code())
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await main(page).waitFor()

  all.clock.advance(30_000)
  await withDevice(page)
  await page.goto('/account')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Laptop')
  await dialog.getByRole('textbox', { name: 'Your password' }).fill(password)
  await dialog.getByRole('textbox', { name: 'Code' }).fill(app.code())
  await dialog.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('listitem').filter({ hasText: 'Laptop' }).waitFor()
  expect(await serious(page)).toEqual([])

  await signOut(page)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await main(page).waitFor()
  // It confirms, too, without the password.
  await page.goto('/account')
  await page.getByRole('button', { name: 'New backup codes' }).click()
  await dialog.getByRole('button', { name: 'Confirm with a passkey' }).click()
  await dialog.getByText('Confirmed.').waitFor()
  await dialog.getByRole('button', { name: 'New backup codes' }).click()
  await dialog.getByText('Your backup codes').waitFor()
  expect(complaints).toEqual([])
  await context.close()
})

test('whose role takes a second factor sets one up before anything else, also on a phone', async () => {
  const phone = { viewport: { width: 390, height: 844 } }
  const { page, complaints, context } = await signedIn(browser, named, 'ada@example.com', phone, (opened) =>
    opened.getByRole('heading', { name: 'Set up a second factor' }),
  )
  expect(await main(page).count()).toBe(0)
  expect(await serious(page)).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
  await withDevice(page)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Your password' }).fill(password)
  await dialog.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor({ state: 'detached' })
  await page.goto('/account')
  await page.getByRole('listitem').filter({ hasText: 'Chrome' }).first().waitFor()
  expect(complaints).toEqual([])
  await context.close()
})
