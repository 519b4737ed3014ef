import { existsSync } from 'node:fs'
import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContext, chromium as driver, type Page } from 'playwright-core'

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * The headless shell from npm, which costs a third of a whole browser's CPU; where it does not start, the browser of the
 * machine. Its own defaults switch off web security: ours do not.
 */
export async function startBrowser(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none']
  try {
    return await driver.launch({ executablePath: await chromium.executablePath(), args })
  } catch (error) {
    const executablePath = installed.find((path) => existsSync(path))
    if (executablePath === undefined) throw error
    return driver.launch({ executablePath, args: [...args, '--headless=new'] })
  }
}

export interface Watched {
  readonly context: BrowserContext
  readonly page: Page
  /** What the browser complained of: errors of scripts, and what the page's policy forbade. */
  readonly complaints: string[]
}

/** A page of a browser of its own: nothing is kept there. */
export async function watchedPage(browser: Browser, options: Parameters<Browser['newContext']>[0]): Promise<Watched> {
  const context = await browser.newContext({
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    ...options,
  })
  return anotherPage(context)
}

/** A page that notes what the browser complains of. Failed requests are the page's own matter: it shows them. */
export async function anotherPage(context: BrowserContext): Promise<Watched> {
  const complaints: string[] = []
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(message.text())
  })
  // What never comes is said before the test's own limit ends it.
  page.setDefaultTimeout(170_000)
  return { context, page, complaints }
}
