import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Proposal } from '../../src/domain/proposal.ts'
import { type Joined, joined } from '../whole/joined.ts'
import { startBrowser } from './browser.ts'
import { builtWebApp } from './built-web-app.ts'
import { ada, addPeople, password, serious, signedIn } from './signed-in.ts'

const ben = 'ben@example.com'
let all: Joined
let browser: Browser
let orders: readonly number[]

beforeAll(async () => {
  const folder = builtWebApp()
  ;[browser, all] = await Promise.all([
    startBrowser(),
    joined({
      started: true,
      environment: { LEDGERLINE_POLL_SECONDS: '3600' },
      hub: { webApp: () => ({ state: 'ready', folder }) },
    }),
  ])
  await addPeople(all, [
    [ada, 'admin'],
    [ben, 'approver'],
  ])
  orders = [0, 1, 2].map(() => all.sandbox.shop.placeDemoOrder())
  for (const order of orders) {
    await all.run(order)
    await all.settled(order, 'done')
  }
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await all?.[Symbol.asyncDispose]()
})

/** A colleague's change of a setting, proposed and decided elsewhere. */
async function change(name: string, before: string, after: string): Promise<void> {
  const made = await all.client.post<Proposal>('/api/proposals', {
    ...{ integration: 'main', title: `Change ${name}`, reason: 'A colleague has decided this.' },
    changes: [{ do: 'edit-definition', edits: [{ do: 'set-setting', name, before, after }] }],
  })
  for (const email of [ben, ada])
    await all.client
      .post(`/api/proposals/${made.id}/decide`, { approve: true, planHash: made.planHash, email, password })
      .catch(() => null)
  for (;;) {
    const { state } = await all.client.get<Proposal>(`/api/proposals/${made.id}`)
    if (state === 'applied') return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('rules, and whether shop and GP agree', () => {
  test('what is typed in settings stays when a colleague’s change is applied, and a value that moved is not overwritten unseen', {
    timeout: 180_000,
  }, async () => {
    const { page, context, complaints } = await signedIn(browser, all)
    await page.goto('/i/main/settings')
    const field = (name: string) => page.getByRole('textbox', { name, exact: true })
    await field('customerClass').fill('WEB')
    await field('site').fill('EAST')
    await change('batchPrefix', 'WEB', 'SHOP')
    await page.waitForFunction(`document.querySelector('[aria-label="batchPrefix"]').value === 'SHOP'`)
    expect([await field('customerClass').inputValue(), await field('site').inputValue()]).toEqual(['WEB', 'EAST'])
    await change('site', 'MAIN', 'WEST')
    await page.getByText('Somebody changed this while you typed. It is now WEST.').waitFor()
    const propose = page.getByRole('button', { name: 'Propose the changes' })
    expect(await propose.isDisabled()).toBe(true)
    // Another page asks before the draft is dropped.
    let asked = ''
    page.once('dialog', (dialog) => {
      asked = dialog.message()
      void dialog.dismiss()
    })
    await page.getByRole('link', { name: 'Orders', exact: true }).click()
    expect(asked).toContain('not proposed yet')
    await page.getByRole('button', { name: 'Take that' }).click()
    expect(await field('site').inputValue()).toBe('WEST')
    await propose.click()
    await page.getByRole('heading', { level: 2, name: 'Your decision' }).waitFor()
    await page.getByText(/customerClass becomes WEB/).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  test('a rule said in words is understood, tried on real orders, and proposed', { timeout: 180_000 }, async () => {
    const { page, context, complaints } = await signedIn(browser, all)
    await page.goto('/i/main/flows')
    await page.getByRole('link', { name: 'Say a rule in words' }).click()
    const words = page.getByRole('textbox', { name: 'The rule' })
    await words.fill('ignore rounding differences')
    await page.getByRole('button', { name: 'Try it' }).click()
    await page.getByText('No rule was made of it').waitFor()
    await words.fill('orders above 5000 EUR wait for me')
    await page.getByRole('button', { name: 'Try it' }).click()
    await page.getByRole('region', { name: 'What was understood' }).waitFor()
    await page.getByRole('region', { name: 'What was taken for granted' }).waitFor()
    await page.getByText('3 orders tried').waitFor()
    expect(await serious(page)).toEqual([])
    await page.getByRole('button', { name: 'Propose this rule' }).click()
    await page.getByRole('heading', { level: 1, name: 'Rule: orders above 5000 EUR wait for me' }).waitFor()
    await page.getByRole('heading', { level: 2, name: 'Your decision' }).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  test('a period is compared: what differs, why, how much, and what puts it right; all of it as a file', {
    timeout: 180_000,
  }, async () => {
    const { company } = all.sandbox.gp
    const [edited, gone] = orders.map((order) => all.salesOrders().get(`WEB${order}`)!)
    company.saveOrder({ ...edited!, TotalAmount: { ...edited!.TotalAmount, Value: '1.00' } } as never)
    company.removeOrder(gone!.Key.Id)
    const { page, context, complaints } = await signedIn(browser, all)
    await page.getByRole('link', { name: 'Reconciliation' }).click()
    await page.getByText('Choose a period and compare').waitFor()
    const day = (
      await all.client.get<{ records: { facts: { madeAt: string } }[] }>('/api/integrations/main/records?limit=200')
    ).records
      .map(({ facts }) => facts.madeAt.slice(0, 10))
      .toSorted()
    await page.getByLabel('Last day').fill(day.at(-1)!)
    await page.getByLabel('First day').fill(day[0]!)
    await page.getByRole('button', { name: 'Compare' }).click()
    await page.getByText('3 orders compared').waitFor()
    const table = page.getByRole('table', { name: 'Differences' })
    await table.getByRole('row', { name: /another total/ }).waitFor()
    const lost = table.getByRole('row', { name: /gone from GP/ })
    await lost.getByText('deleted in GP').waitFor()
    expect(await serious(page)).toEqual([])
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()])
    const rows = readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\r\n')
    expect(rows[0]).toContain('amount,currency')
    expect(rows.filter((row) => /another total|gone from GP/.test(row))).toHaveLength(2)
    // The address holds the period: whoever opens the link sees the same.
    await page.goto(page.url())
    await page.getByText('3 orders compared').waitFor()
    await lost.getByRole('link', { name: String(orders[1]), exact: true }).click()
    await page.getByRole('heading', { level: 1, name: `Order ${orders[1]}` }).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })
})
