import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import type { Role } from '../../src/domain/person.ts'
import type { Joined } from '../whole/joined.ts'
import { type Watched, watchedPage } from './browser.ts'

export const password = 'tidal orchid plank 93'
export const ada = 'ada@example.com'

const desktop = { viewport: { width: 1280, height: 900 } }

/** People who sign in with the password of the tests. */
export async function addPeople({ hub }: Joined, people: readonly (readonly [string, Role])[]): Promise<void> {
  for (const [email, role] of people) await hub.database.people.add({ email, name: email, role, password })
}

async function fillSignIn(page: Page, email: string): Promise<void> {
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** A browser of its own in which somebody has signed in. */
export async function signedIn(
  browser: Browser,
  { url }: Pick<Joined, 'url'>,
  email = ada,
  options: Parameters<typeof watchedPage>[1] = {},
  arrival = (page: Page) => page.getByRole('navigation', { name: 'Main' }).first(),
): Promise<Watched> {
  const watched = await watchedPage(browser, { ...desktop, baseURL: url, ...options })
  const { page } = watched
  await page.goto('/')
  await fillSignIn(page, email)
  await arrival(page).waitFor()
  return watched
}

/** Sessions that were begun, by hub and person. */
const begun = new Map<string, Awaited<ReturnType<Watched['context']['storageState']>>>()

/**
 * A browser of its own in which somebody is signed in, on a page: with the session of before, as long as it lives. For
 * tests that are not about signing in.
 */
export async function comesBack(
  browser: Browser,
  hub: Pick<Joined, 'url'>,
  { email = ada, path = '/', ...options }: { email?: string; path?: string } & Parameters<typeof watchedPage>[1] = {},
): Promise<Watched> {
  const session = `${hub.url} ${email}`
  const storageState = begun.get(session)
  if (storageState !== undefined) {
    const watched = await watchedPage(browser, { ...desktop, baseURL: hub.url, storageState, ...options })
    const inside = watched.page.getByRole('navigation', { name: 'Main' }).first()
    await watched.page.goto(path)
    await inside
      .or(watched.page.getByRole('textbox', { name: 'E-mail' }))
      .first()
      .waitFor()
    if (await inside.isVisible()) return watched
    await watched.context.close()
  }
  const watched = await signedIn(browser, hub, email, options)
  begun.set(session, await watched.context.storageState())
  if (path !== '/') await watched.page.goto(path)
  return watched
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
interface Finding {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly target: unknown }[]
}

/** What axe finds serious or worse. Run as an expression: the page's policy allows no other script. */
export async function serious(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  // What passes is counted, not described: that took most of the time.
  const how = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }
  const found = (await page.evaluate(`axe.run(${JSON.stringify(how)})`)) as { violations: Finding[] }
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
