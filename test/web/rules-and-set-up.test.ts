import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { instant } from '../../src/domain/clock.ts'
import { tickRecord } from '../../src/domain/hub-records.ts'
import type { Proposal } from '../../src/domain/proposal.ts'
import { integrationId, type Json } from '../../src/domain/record.ts'
import { withProcess } from '../../src/flows/index.ts'
import { itemNamesProcess } from '../../src/flows/item-names/index.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import { type Joined, joined } from '../whole/joined.ts'
import { startBrowser } from './browser.ts'
import { builtWebApp } from './built-web-app.ts'
import { ada, addPeople, comesBack, password, serious } from './signed-in.ts'

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
      permissions: 'all',
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

describe('rules, whether shop and GP agree, and how they are connected', () => {
  test('what is typed in settings stays when a colleague’s change is applied, and a value that moved is not overwritten unseen', {
    timeout: 180_000,
  }, async () => {
    const { page, complaints } = await comesBack(browser, all)
    await page.goto('/i/main')
    await page.getByRole('link', { name: 'Settings', exact: true }).click()
    const field = (name: string) => page.getByRole('textbox', { name, exact: true })
    await field('customerClass').fill('WEB')
    await field('site').fill('EAST')
    await change('batchPrefix', 'WEB', 'SHOP')
    await vi.waitFor(async () => expect(await field('batchPrefix').inputValue()).toBe('SHOP'), { timeout: 180_000 })
    expect([await field('customerClass').inputValue(), await field('site').inputValue()]).toEqual(['WEB', 'EAST'])
    all.sandbox.gp.company.store.put('warehouse', 'WEST', { key: 'WEST', description: 'West' })
    await change('site', 'MAIN', 'WEST')
    await page.getByText('Somebody changed this while you typed. It is now WEST.').waitFor()
    const propose = page.getByRole('button', { name: 'Propose the changes' })
    expect(await propose.isDisabled()).toBe(true)
    // Another page asks before the draft is dropped, and so does the browser's own way back.
    const leave = [
      () => page.getByRole('link', { name: 'Orders', exact: true }).click(),
      () => page.evaluate('history.back()'),
      () => page.evaluate('history.back()'),
    ]
    for (const go of leave) {
      const asking = page.waitForEvent('dialog')
      const going = go()
      const dialog = await asking
      expect(dialog.message()).toContain('not sent yet')
      await dialog.dismiss()
      await going
      await page.waitForURL('**/i/main/settings')
      expect(await field('customerClass').inputValue()).toBe('WEB')
    }
    await page.getByRole('button', { name: 'Take that' }).click()
    expect(await field('site').inputValue()).toBe('WEST')
    await propose.click()
    await page.getByRole('heading', { level: 2, name: 'Your decision' }).waitFor()
    await page.getByText(/customerClass becomes WEB/).waitFor()
    expect(complaints).toEqual([])
    await page.close()
  })

  test('a rule said in words is understood, tried on real orders, and proposed', { timeout: 180_000 }, async () => {
    const { page, complaints } = await comesBack(browser, all, { path: '/i/main/flows' })
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
    await page.close()
  })

  test('fields that the hub does not read are found in both systems, chosen with a click, proposed, and read from then on', {
    timeout: 180_000,
  }, async () => {
    const { page, complaints } = await comesBack(browser, all, { path: '/i/main/mappings/order-to-sales-order' })
    const unread = page.getByRole('region', { name: 'Fields that the hub does not read yet' }).first()
    const look = async (record: string) => {
      await unread.getByRole('combobox', { name: 'Of the record' }).click()
      await page.getByRole('option', { name: record, exact: true }).click()
    }
    const adds = (path: string) => unread.getByRole('button', { name: `Read it ${path}`, exact: true })
    await look('PrestaShop: order')
    await adds('order_details.product_mpn').click()
    const meaning = unread.getByRole('textbox', { name: 'What it means: order_details.product_mpn' })
    await meaning.fill('The number of the manufacturer.')
    await unread.getByRole('checkbox', { name: /^Says who a person is/ }).uncheck()
    await adds('mobile_theme').click()
    await unread.getByRole('button', { name: 'Take it out mobile_theme' }).click()
    await look('GP: sales order')
    await adds('UserDefined.List02').click()
    await page.getByText('2 fields').waitFor()
    expect(await serious(page)).toEqual([])
    await page.getByRole('button', { name: 'Propose to read them' }).click()
    await page.getByRole('heading', { level: 2, name: 'Your decision' }).waitFor()
    await page.getByRole('heading', { level: 1, name: /order_details\.product_mpn, UserDefined\.List02/ }).waitFor()

    await page.getByText(/order_details\.product_mpn” becomes .*The number of the manufacturer\./).waitFor()
    const pending = await all.client.get<Proposal[]>('/api/proposals?state=pending')
    const made = pending.find(({ title }) => title.includes('product_mpn'))!
    for (const email of [ben, ada])
      await all.client
        .post(`/api/proposals/${made.id}/decide`, { approve: true, planHash: made.planHash, email, password })
        .catch(() => null)
    while ((await all.client.get<Proposal>(`/api/proposals/${made.id}`)).state !== 'applied')
      await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await all.client.get('/api/integrations/main')).toMatchObject({
      'custom-fields.json': {
        fields: {
          'prestashop.order': {
            'order_details.product_mpn': { type: 'text', about: 'The number of the manufacturer.' },
          },
          'gp.salesOrder': { 'UserDefined.List02': { type: 'text', personal: true } },
        },
      },
    })
    await page.goto('/i/main/mappings/order-to-sales-order')
    await look('PrestaShop: order')
    await adds('mobile_theme').waitFor()
    expect(await adds('order_details.product_mpn').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.close()
  })

  test('a period is compared: what differs, why, how much, and what puts it right; all of it as a file', {
    timeout: 180_000,
  }, async () => {
    const { company } = all.sandbox.gp
    const [edited, gone] = orders.map((order) => all.salesOrders().get(`WEB${order}`)!)
    company.saveOrder({ ...edited!, TotalAmount: { ...edited!.TotalAmount, Value: '1.00' } } as never)
    company.removeOrder(gone!.Key.Id)
    const { page, complaints } = await comesBack(browser, all)
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
    // What is right as it is leaves the list, and comes back when somebody says so.
    const accept = () => lost.getByRole('button', { name: 'Accept' })
    await accept().click()
    await lost.getByLabel('Why').fill('It is delivered by hand, as agreed.')
    await accept().click()
    const accepted = page.getByRole('table', { name: 'Accepted' }).getByRole('row', { name: /gone from GP/ })
    await accepted.getByText('It is delivered by hand, as agreed.').waitFor()
    expect(await lost.count()).toBe(0)
    expect(await serious(page)).toEqual([])
    await accepted.getByRole('button', { name: 'Open again' }).click()
    await lost.waitFor()
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
    await page.close()
  })

  test('a shop and GP are connected on a page: tried while one types, drafted, confirmed by name, live', {
    timeout: 180_000,
  }, async () => {
    await using other = Object.assign(await startSandbox(), {
      async [Symbol.asyncDispose](this: { stop(): Promise<void> }) {
        await this.stop()
      },
    })
    const { shop, gp } = other
    // A company of the same number and name would be the same one, in which two number alike.
    const companyName = 'Fabrikam, Ltd.'
    const { store } = gp.company
    store.put('company', 'company', { ...store.get('company', 'company')!, name: companyName })
    const { page, complaints } = await comesBack(browser, all, { path: '/i/main/set-up' })
    await page.getByRole('link', { name: 'Connect another' }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Second shop')
    const ofShop = page.getByRole('group', { name: 'PrestaShop' })
    await ofShop.getByRole('textbox', { name: 'Address of the shop' }).fill(shop.url)
    await ofShop.getByLabel('Webservice key').fill('WRONG')
    await ofShop.getByLabel('Webservice key').blur()
    await ofShop.getByText('Wrong', { exact: true }).waitFor()
    await ofShop.getByLabel('Webservice key').fill(shop.key)
    await ofShop.getByLabel('Webservice key').blur()
    await ofShop.getByText(/checks are fine/).waitFor()
    // Leaving keeps what was typed, and no key.
    await page.goto('/i/main/orders')
    await page.goto('/connect')
    expect(await page.getByRole('textbox', { name: 'Address of the shop' }).inputValue()).toBe(shop.url)
    expect(await page.getByLabel('Webservice key').inputValue()).toBe('')
    await ofShop.getByLabel('Webservice key').fill(shop.key)
    const ofGp = page.getByRole('group', { name: 'Dynamics GP' })
    await ofGp.getByRole('textbox', { name: 'Address of GP Web Services' }).fill(gp.url)
    await ofGp.getByRole('textbox', { name: 'User name' }).fill(gp.username)
    await ofGp.getByLabel('Password', { exact: true }).fill(gp.password)
    await ofGp.getByLabel('Password', { exact: true }).blur()
    await ofGp.getByRole('combobox', { name: 'Company' }).click()
    await page.getByRole('option', { name: `${companyName} (${gp.companyId})` }).click()
    await ofGp.getByRole('combobox', { name: 'Company' }).blur()
    expect(await serious(page)).toEqual([])
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Connect' })
    await dialog.getByLabel('Your password').fill(password)
    await dialog.getByRole('button', { name: 'Connect' }).click()
    await page.getByRole('heading', { level: 1, name: 'Set-up' }).waitFor()
    await page.getByText(`The connection leads to ${companyName}`).waitFor()
    await page.getByRole('textbox', { name: 'Company name' }).fill(companyName)
    await page.getByRole('button', { name: 'Confirm the company' }).click()
    const confirming = page.getByRole('dialog', { name: 'Confirm the company' })
    await confirming.getByLabel('Your password').fill(password)
    await confirming.getByRole('button', { name: 'Confirm the company' }).click()
    await page.getByText(/confirmed by ada@example.com/).waitFor()
    // As of a live company that was connected some time ago: people may have entered its orders meanwhile.
    const known = (await all.hub.database.stores.integrations.list()).find(({ id }) => id !== 'main')!
    const { version: _, ...before } = known
    const connected = { cutOver: instant('2020-01-01T00:00:00Z'), confirmed: { ...known.confirmed!, kind: 'live' } }
    await all.hub.database.transaction((tx) => tx.integrations.put({ ...before, ...connected } as never))
    await page.getByRole('button', { name: 'Go live' }).click()
    await page.getByText(/goes live for the first time, and its cut-over is 2020-01-01/).waitFor()
    expect(await page.getByRole('button', { name: 'Go live' }).isDisabled()).toBe(true)
    expect(await serious(page)).toEqual([])
    await page.getByRole('radio', { name: /Those placed from now on/ }).check()
    await page.getByRole('button', { name: 'Go live' }).click()
    await page.getByText('Changes in the shop are carried to GP as they come.').waitFor()
    expect(await page.evaluate('JSON.stringify(sessionStorage)')).not.toContain(shop.key)
    // It begins with the cut-over of now, to the second, and takes in no older orders unless somebody agrees.
    const cutOverNow = async () =>
      (await all.hub.database.stores.integrations.list()).find(({ id }) => id === known.id)!.cutOver
    await page.getByRole('button', { name: 'Change the cut-over' }).click()
    const moving = page.getByRole('dialog', { name: 'Change the cut-over' })
    const moment = moving.getByLabel('Cut-over', { exact: true })
    const move = moving.getByRole('button', { name: 'Change the cut-over' })
    const shown = await page.evaluate(`new Date(${JSON.stringify(await moment.inputValue())}).toISOString()`)
    expect(shown).toBe(await cutOverNow())
    await moving.getByLabel('Your password').fill(password)
    expect(await move.isDisabled()).toBe(true)
    await moment.fill('2020-01-01T00:00:00')
    await moving.getByText(/would be there twice/).waitFor()
    expect(await move.isDisabled()).toBe(true)
    expect(await serious(page)).toEqual([])
    await moving.getByRole('checkbox', { name: /they are to go over/ }).check()
    await move.click()
    await moving.waitFor({ state: 'detached' })
    expect(await cutOverNow()).toMatch(/^(2019-12-31|2020-01-01)T/)
    expect(await serious(page)).toEqual([])
    expect(complaints).toEqual([])
    await page.close()
  })

  test('older orders of a period are counted on the page of their flow, shown as a sample, and go over once a person says so', {
    timeout: 180_000,
  }, async () => {
    const order = all.sandbox.shop.placeDemoOrder()
    const { page, complaints } = await comesBack(browser, all, { path: '/i/main/flows/order-to-sales-order' })
    const section = page.getByRole('region', { name: 'Older records' })
    await section.getByLabel('Made from').fill('2020-01-01')
    await section.getByLabel('To, that day included').fill(new Date().toISOString().slice(0, 10))
    await section.getByRole('button', { name: 'Count' }).click()
    await section.getByText('counted; it waits for a decision').waitFor()
    await section.getByText(/records · \d+ in GP already · the others come to EUR/).waitFor()
    await section.getByText('Tried as a sample').waitFor()
    expect(all.salesOrders().has(`WEB${order}`)).toBe(false)
    expect(await serious(page)).toEqual([])
    await section.getByRole('button', { name: 'Let it run' }).click()
    const deciding = page.getByRole('dialog', { name: 'Let it run' })
    await deciding.getByLabel('Your password').fill(password)
    await deciding.getByRole('button', { name: 'Let it run' }).click()
    await section.getByText(/^[^:]+: done$/).waitFor()
    expect(all.salesOrders().has(`WEB${order}`)).toBe(true)
    expect(complaints).toEqual([])
    await page.close()
  })

  test('a round that was wrong is stopped on the page of its flow, and what stood in the shop before is put back', {
    timeout: 180_000,
  }, async () => {
    const { parts } = withProcess(all.parts, itemNamesProcess)
    const file = parts['settings.json'] as { settings: Record<string, object> }
    const namesOverEdits = { ...file.settings.namesOverEdits, value: true }
    const settings = { ...file.settings, namesOverEdits }
    await all.import({ ...parts, 'settings.json': { ...file, settings } as Json })
    const { store } = all.sandbox.gp.company
    const products = all.sandbox.shop.tables.of('products')
    const nameOf = () => plain(products.get(1), 'name')
    const [before, key] = [nameOf(), plain(products.get(1), 'reference')]
    store.put('item', key, { ...store.get('item', key)!, shortDescription: 'Wrong name' })
    const record = tickRecord({ flow: 'item-names', due: all.clock.now() })
    const job = { integration: integrationId('main'), flow: 'item-names', record, at: 'now' } as const
    await all.hub.database.transaction((tx) => tx.enqueue([job]))
    await vi.waitFor(() => expect(nameOf()).toBe('Wrong name'), { timeout: 150_000, interval: 50 })

    const { page, complaints } = await comesBack(browser, all, { path: '/i/main/flows/item-names' })
    const section = page.getByRole('region', { name: 'The last round' })
    await section.getByRole('button', { name: 'Stop, and put back' }).click()
    const asking = page.getByRole('dialog', { name: 'Stop, and put back' })
    expect(await serious(page)).toEqual([])
    await asking.getByRole('button', { name: 'Stop, and put back' }).click()
    await section.getByText(/The flow is paused\. Records that hold again .*: \d+\. Left as they are: 0\./).waitFor()
    expect(nameOf()).toBe(before)
    const flows = await all.client.get<{ id: string; state: string }[]>('/api/integrations/main/flows')
    expect(flows.find(({ id }) => id === 'item-names')).toMatchObject({ state: 'paused' })
    expect(complaints).toEqual([])
    await page.close()
  })
})
