import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import type { Role } from '../../src/domain/person.ts'
import type { Joined } from '../whole/joined.ts'
import { anotherPage, type Watched, watchedPage } from './browser.ts'

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

/** Where people were before, by browser, hub and person. */
const before = new WeakMap<Browser, Map<string, Watched['context']>>()

/**
 * Another tab of the browser that somebody has used before, on a page: with its session, as long as that lives, and with
 * the parts of the app that it has loaded. For tests that are not about signing in; its end is `page.close()`.
 */
export async function comesBack(
  browser: Browser,
  hub: Pick<Joined, 'url'>,
  { email = ada, path = '/', ...options }: { email?: string; path?: string } & Parameters<typeof watchedPage>[1] = {},
): Promise<Omit<Watched, 'context'>> {
  const whose = JSON.stringify([hub.url, email, options])
  const known = before.get(browser) ?? new Map<string, Watched['context']>()
  before.set(browser, known)
  const used = known.get(whose)
  const { page, context, complaints } = used
    ? await anotherPage(used)
    : await watchedPage(browser, { ...desktop, baseURL: hub.url, ...options })
  known.set(whose, context)
  await page.goto(path)
  const inside = page.getByRole('navigation', { name: 'Main' }).first()
  await inside
    .or(page.getByRole('textbox', { name: 'E-mail' }))
    .first()
    .waitFor()
  if (!(await inside.isVisible())) {
    await fillSignIn(page, email)
    await inside.waitFor()
  }
  return { page, complaints }
}

/** To another page of the app than the one that is open, as a link of it leads there. */
export async function goes(page: Page, path: string): Promise<void> {
  await page.evaluate(`document.title = ''; history.pushState(null, '', ${JSON.stringify(path)})`)
  // Each page names the tab once it is drawn.
  await page.locator('head > title:not(:empty)').waitFor({ state: 'attached' })
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
interface Finding {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly target: unknown }[]
}

/** What axe finds serious or worse. Run as an expression: the page's policy allows no other script. */
export async function serious(page: Page): Promise<string[]> {
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(axe)
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
