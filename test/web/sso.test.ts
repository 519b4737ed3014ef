import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startProvider } from '../server/local-provider.ts'
import { type Joined, joined } from '../whole/joined.ts'
import { startBrowser, watchedPage } from './browser.ts'
import { builtWebApp } from './built-web-app.ts'
import { ada, addPeople, password, serious } from './signed-in.ts'

let all: Joined
let browser: Browser
let provider: Awaited<ReturnType<typeof startProvider>>
beforeAll(async () => {
  const folder = builtWebApp()
  provider = await startProvider({ id: 'ledgerline', secret: 'the secret of the client' })
  ;[browser, all] = await Promise.all([
    startBrowser(),
    joined({
      started: true,
      environment: {
        LEDGERLINE_POLL_SECONDS: '3600',
        LEDGERLINE_SSO_ISSUER: provider.issuer,
        LEDGERLINE_SSO_CLIENT_ID: 'ledgerline',
        LEDGERLINE_SSO_CLIENT_SECRET: 'the secret of the client',
        LEDGERLINE_SSO_NAME: 'Example ID',
        LEDGERLINE_SSO_ROLES: 'finance=approver',
      },
      hub: { webApp: () => ({ state: 'ready', folder }) },
    }),
  ])
  await addPeople(all, [[ada, 'admin']])
  // The hub has its first admin.
  const body = JSON.stringify({ email: ada, password })
  await all.hub.app.request('/api/session', { method: 'POST', body, headers: { 'content-type': 'application/json' } })
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await all?.[Symbol.asyncDispose]()
  await provider?.[Symbol.asyncDispose]()
})

test('somebody signs in at the provider, confirms there without leaving the page, and comes back to what they typed when the session ends', async () => {
  provider.be({ sub: 'm-1', email: 'mia@example.com', email_verified: true, name: 'Mia', groups: ['finance'] })
  const { page, context, complaints } = await watchedPage(browser, { baseURL: all.url })
  await page.goto('/i/main/orders')
  expect(await serious(page)).toEqual([])
  await page.getByRole('button', { name: 'Sign in with Example ID' }).click()
  await page.getByRole('navigation', { name: 'Main' }).first().waitFor()
  expect(new URL(page.url()).pathname).toBe('/i/main/orders')

  await page.goto('/account')
  await page.getByText('Single sign-on').waitFor()
  expect(await page.getByRole('button', { name: 'Change the password' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Set up an app' }).click()
  const dialog = page.getByRole('dialog')
  expect(await dialog.getByRole('textbox').count()).toBe(0)
  await dialog.getByRole('button', { name: 'Confirm with Example ID' }).click()
  await dialog.getByText('Confirmed.').waitFor()
  await dialog.getByRole('button', { name: 'Set up an app' }).click()
  await dialog.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
  expect(await serious(page)).toEqual([])
  await dialog.getByRole('textbox', { name: 'Code of the app' }).fill('123')

  // The session ends while they type.
  const mia = (await all.hub.database.people.list()).find(({ email }) => email === 'mia@example.com')!
  await all.hub.database.stores.sessions.endAll(mia.id)
  await dialog.getByRole('button', { name: 'Finish' }).click()
  const over = page.getByRole('dialog', { name: 'Your session has ended' })
  await over.getByRole('button', { name: 'Sign in with Example ID' }).click()
  await over.waitFor({ state: 'hidden' })
  await dialog.getByRole('textbox', { name: 'Code of the app' }).waitFor()

  provider.be({ sub: 's-1', email: 'sam@example.com', email_verified: true })
  const other = await browser.newContext({ baseURL: all.url, locale: 'fr-FR', viewport: { width: 390, height: 844 } })
  const phone = await other.newPage()
  await phone.goto('/')
  await phone.getByRole('button', { name: 'Se connecter avec Example ID' }).click()
  await phone.getByText('Aucun rôle ici pour sam@example.com').waitFor()
  expect(await serious(phone)).toEqual([])
  expect(complaints).toEqual([])
  await other.close()
  await context.close()
})
