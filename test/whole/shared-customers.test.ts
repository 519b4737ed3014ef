import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { instant } from '../../src/domain/clock.ts'
import type { Finding } from '../../src/domain/connector.ts'
import type { Json, RecordRef } from '../../src/domain/record.ts'
import { type Joined, joined } from './joined.ts'

const approver = { email: 'ada@example.com', password: 'a password of the tests' }
let all: Joined
beforeAll(async () => {
  all = await joined({
    // Accounts of one company are one customer in GP.
    adapt: (parts) => {
      const mapping = parts['mappings/customer-to-customer.json'] as { fields: Record<string, string> }
      const Key = mapping.fields.Key!.replace(
        /customer\.id$/,
        '(orElse(customer.siret, "") == "" ? customer.id : orElse(customer.siret, ""))',
      )
      const changed = { ...mapping, fields: { ...mapping.fields, Key } }
      return { ...parts, 'mappings/customer-to-customer.json': changed as never }
    },
  })
  await all.hub.database.people.add({ ...approver, name: 'Ada', role: 'admin' })
})
afterAll(() => all[Symbol.asyncDispose]())

const customerOf = (order: number) => String(all.sandbox.shop.tables.of('orders').get(order)!.fields.id_customer)
/** Orders of as many customers, of one company where it has a number. */
function ordersOf(count: number, siret = ''): number[] {
  const { shop } = all.sandbox
  const orders = shop.placeOrders(count)
  expect(new Set(orders.map(customerOf)).size).toBe(count)
  for (const order of orders)
    shop.editRow({
      resource: 'customers',
      id: Number(customerOf(order)),
      fields: { siret, email: `buyer${customerOf(order)}@example.com` },
      by: 'shop',
    })
  return orders
}
const accountOf = (order: number) =>
  (all.salesOrders().get(`WEB${order}`) as unknown as { CustomerKey: { Id: string } } | undefined)?.CustomerKey.Id
async function linksOf(entity: string, key: string): Promise<string[]> {
  const links = await all.client.get<{ source: RecordRef; target: RecordRef }[]>(
    `/api/integrations/main/links?entity=${entity}&key=${encodeURIComponent(key)}`,
  )
  return links.map(({ source, target }) => `${source.entity} ${source.key} = ${target.entity} ${target.key}`).sort()
}
/** The customer of an order becomes another account in GP, as a person has approved. */
async function relink(order: number, before: string | null, after: string): Promise<void> {
  const source = { entity: 'prestashop.customer', key: customerOf(order) }
  const made = await all.client.post<{ id: string; planHash: string; keyFacts: string[] }>('/api/proposals', {
    ...{ integration: 'main', title: 'One customer', reason: 'Both accounts are of one person.' },
    changes: [{ do: 'repair-link', source, entity: 'gp.customer', before, after }],
  })
  const decided = await all.client.post<{ state: string }>(`/api/proposals/${made.id}/decide`, {
    ...{ approve: true, planHash: made.planHash, typed: made.keyFacts.join(' ') },
    ...approver,
  })
  expect(decided.state).toBe('applied')
}

const customersInGp = () => [...all.sandbox.gp.company.store.values('customer')].map((customer) => customer.Key!.Id!)

describe('two shop accounts are one GP customer', () => {
  test('by the mapping: both orders go to it, and it is found from both and finds both', async () => {
    const [first, second] = ordersOf(2, '55208317') as [number, number]
    for (const order of [first, second]) expect((await all.run(order)).runs[0]).toMatchObject({ state: 'done' })
    expect([accountOf(first), accountOf(second)]).toEqual(['PS55208317', 'PS55208317'])
    expect(customersInGp().filter((key) => key.startsWith('PS55208317'))).toHaveLength(1)
    const expected = [first, second].map((order) => `prestashop.customer ${customerOf(order)} = gp.customer PS55208317`)
    expect(await linksOf('gp.customer', 'PS55208317')).toEqual(expected.sort())
    for (const [index, order] of [first, second].entries())
      expect(await linksOf('prestashop.customer', customerOf(order))).toEqual([expected[index]])
  })

  test('by the mapping, when the first orders of both come at one moment', async () => {
    const orders = ordersOf(2, '55208318')
    await Promise.all(orders.map((order) => all.run(order)))
    // The one that met the other’s customer half made goes on by itself.
    for (const order of orders) while ((await all.story(order)).runs[0]!.state !== 'done') await all.run(order)
    expect(orders.map(accountOf)).toEqual(['PS55208318', 'PS55208318'])
    expect(await linksOf('gp.customer', 'PS55208318')).toHaveLength(2)
  })

  test('but never one of somebody else that GP has under this number already', async () => {
    const [first, second] = ordersOf(2, '55208319') as [number, number]
    const { store } = all.sandbox.gp.company
    const [another] = store.values('customer')
    store.put('customer', 'PS55208319', { ...another!, Key: { Id: 'PS55208319' }, UserDefined2: 'by hand' } as never)
    expect((await all.run(first)).incidents[0]).toMatchObject({ question: { code: 'number_taken' } })
    const { runs } = await all.run(second)
    expect(runs[0]!.state).not.toBe('done')
    expect([accountOf(first), accountOf(second)]).toEqual([undefined, undefined])
    expect(await linksOf('gp.customer', 'PS55208319')).toEqual([])
  })

  test('by a link that a person has approved', async () => {
    const [first, second] = ordersOf(2) as [number, number]
    await all.run(first)
    const account = `PS${customerOf(first)}`
    await relink(second, null, account)
    expect((await all.run(second)).runs[0]).toMatchObject({ state: 'done' })
    expect([accountOf(first), accountOf(second)]).toEqual([account, account])
    expect(customersInGp()).not.toContain(`PS${customerOf(second)}`)
    expect(await linksOf('gp.customer', account)).toEqual(
      [first, second].map((order) => `prestashop.customer ${customerOf(order)} = gp.customer ${account}`).sort(),
    )
  })

  test('by a link that comes after its order: that one stays where it is, and is brought up to date without a question', async () => {
    const [first, second] = ordersOf(2) as [number, number]
    for (const order of [first, second]) expect((await all.run(order)).runs[0]).toMatchObject({ state: 'done' })
    const [account, own] = [first, second].map((order) => `PS${customerOf(order)}`) as [string, string]
    await relink(second, own, account)
    const total = () => all.salesOrders().get(`WEB${second}`)!.TotalAmount.Value
    const before = total()
    all.sandbox.shop.editOrder(second)
    const { runs, incidents } = await all.run(second)
    expect(incidents).toEqual([])
    expect(runs[0]).toMatchObject({ state: 'done' })
    expect(total()).not.toBe(before)
    expect(accountOf(second)).toBe(own)
  })
})

describe('a customer who is perhaps in GP already', () => {
  const adapt = async (values: Readonly<Record<string, Json>>) => {
    const file = all.parts['settings.json'] as { settings: Record<string, object> }
    const changed = Object.entries(values).map(([name, value]) => [name, { ...file.settings[name], value }])
    const settings = { ...file.settings, ...Object.fromEntries(changed) }
    await all.import({ ...all.parts, 'settings.json': { ...file, settings } as Json })
  }
  const { shop, gp } = { shop: () => all.sandbox.shop, gp: () => all.sandbox.gp.company.store }
  const billTo = (order: number) => {
    const { tables } = shop()
    return tables.of('addresses').get(Number(tables.of('orders').get(order)!.fields.id_address_invoice))!
  }
  /** A customer that GP users keep, with an address; the order's is a company. Default: both have one name. */
  function kept(
    key: string,
    order: number,
    more: { vat?: string; postcode?: string; email?: string; name?: string; company?: string },
  ): void {
    const like = gp().values('customer').next().value!
    const company = more.company ?? `Company ${order}`
    const Name = more.name ?? company
    shop().editRow({ resource: 'customers', id: Number(customerOf(order)), fields: { company }, by: 'shop' })
    gp().put('customer', key, {
      ...like,
      ...{ Key: { Id: key }, Name, UserDefined2: '', TaxRegistrationNumber: more.vat ?? '' },
      DefaultAddressKey: { CustomerKey: { Id: key }, Id: 'MAIN' },
    } as never)
    all.sandbox.gp.company.saveAddress(key, {
      ...{ Key: { CustomerKey: { Id: key }, Id: 'MAIN' }, Name, PostalCode: more.postcode ?? '' },
      ...(more.email === undefined ? {} : { InternetAddresses: { EmailToAddress: more.email } }),
    } as never)
  }
  const asked = async (order: number) => (await all.run(order)).incidents[0]?.question

  test('is looked for where the setting says so: one with the same VAT number can be linked, and has no second account', async () => {
    await adapt({ matchCustomers: true })
    const [order] = ordersOf(1) as [number]
    shop().editRow({ resource: 'addresses', id: billTo(order).id, fields: { vat_number: 'FR 12.345-678' }, by: 'shop' })
    kept('ACME01', order, { vat: 'fr12345678' })
    const question = await asked(order)
    const source = { entity: 'prestashop.customer', key: customerOf(order) }
    expect(question).toMatchObject({
      message: expect.stringContaining('ACME01'),
      repairs: [{ source, entity: 'gp.customer', before: null, after: 'ACME01' }],
    })
    expect(customersInGp()).not.toContain(`PS${customerOf(order)}`)
    const [incident] = (await all.story(order)).incidents
    const { proposal } = await all.client.post<{ proposal: { id: string } }>(`/api/incidents/${incident!.id}/fix`, {})
    const made = await all.hub.proposals.get(proposal.id)
    expect(made.changes).toMatchObject([{ do: 'repair-link', source, after: 'ACME01' }])
    await all.client.post(`/api/proposals/${made.id}/decide`, {
      ...{ approve: true, planHash: made.planHash, typed: made.keyFacts.join(' ') },
      ...approver,
    })
    await all.run(order)
    expect(accountOf(order)).toBe('ACME01')
    expect(customersInGp()).not.toContain(`PS${customerOf(order)}`)
  })

  test('with the same postcode perhaps; somebody else of that name elsewhere is nobody to ask about', async () => {
    const [order, other] = ordersOf(2) as [number, number]
    kept('NEAR01', order, { postcode: String(billTo(order).fields.postcode).toLowerCase() })
    kept('FAR01', other, { postcode: '00001' })
    expect(await asked(order)).toMatchObject({ repairs: [{ after: 'NEAR01', unsure: true }] })
    expect(await asked(other)).toBeUndefined()
    expect(accountOf(other)).toBe(`PS${customerOf(other)}`)
    // Nobody that is known: a new account.
    for (const { id } of (await all.story(order)).incidents)
      await all.hub.database.transaction((tx) => tx.incidents.resolve(id, instant(Date.now())))
    await all.run(order)
    expect(accountOf(order)).toBe(`PS${customerOf(order)}`)
  })

  const emailOf = (order: number) =>
    String(
      shop()
        .tables.of('customers')
        .get(Number(customerOf(order)))!.fields.email,
    )
  const movedTo = (order: number, postcode: string) =>
    shop().editRow({ resource: 'addresses', id: billTo(order).id, fields: { postcode }, by: 'shop' })

  test('under another name: with the same e-mail address or VAT number at the postcode surely, with a like name perhaps', async () => {
    const [mailed, taxed, like, reversed] = ordersOf(4) as [number, number, number, number]
    movedTo(mailed, 'SW1A 1AA')
    kept('MAIL01', mailed, {
      ...{ name: 'ACME Ltd', company: 'Tea of London', postcode: 'sw1a1aa' },
      email: `desk@example.com; ${emailOf(mailed).toUpperCase()}`,
    })
    movedTo(taxed, '10115')
    shop().editRow({ resource: 'addresses', id: billTo(taxed).id, fields: { vat_number: 'DE 123' }, by: 'shop' })
    kept('VAT01', taxed, { name: 'Berlin Tea', company: 'Brown Leaves KG', postcode: '10115', vat: 'de123' })
    movedTo(like, '20095')
    kept('LIKE01', like, { name: 'ACME GmbH', company: 'Acme Deutschland GmbH', postcode: '20095' })
    movedTo(reversed, '20097')
    kept('LIKE02', reversed, { name: 'Roy, Anne', company: 'Anne Roy', postcode: '20097' })

    const surely = 'It has the same VAT number or the same e-mail address.'
    expect(await asked(mailed)).toMatchObject({ repairs: [{ after: 'MAIL01', because: surely }] })
    expect(await asked(taxed)).toMatchObject({ repairs: [{ after: 'VAT01', because: surely }] })
    expect(await asked(like)).toMatchObject({ repairs: [{ after: 'LIKE01', unsure: true }] })
    expect(await asked(reversed)).toMatchObject({ repairs: [{ after: 'LIKE02', unsure: true }] })
    for (const order of [mailed, taxed, like, reversed]) expect(customersInGp()).not.toContain(`PS${customerOf(order)}`)
  })

  test('but other companies at a postcode, and one whose e-mail address only ends like it, are nobody to ask about', async () => {
    const [order] = ordersOf(1) as [number]
    movedTo(order, '30159')
    kept('OTHER01', order, {
      ...{ name: 'Acme Tools GmbH', company: 'Acme Tea GmbH', postcode: '30159' },
      email: `jo${emailOf(order)}`,
    })
    expect(await asked(order)).toBeUndefined()
    expect(accountOf(order)).toBe(`PS${customerOf(order)}`)
    // From then on they are linked: GP is not searched for them again.
    const { faults } = all.sandbox.gp
    faults.add({ match: { operation: 'GetCustomerAddressList' }, do: 'error', times: 0 })
    all.sandbox.shop.editOrder(order)
    expect((await all.run(order)).runs[0]).toMatchObject({ state: 'done' })
    expect(faults.all().map(({ happened }) => happened)).toEqual([0])
    faults.clear()
  })

  test('guests with one e-mail are one customer where the setting says so; each of another e-mail is another', async () => {
    await adapt({ guestsByEmail: true })
    const guests = ordersOf(3) as [number, number, number]
    for (const [index, order] of guests.entries())
      shop().editRow({
        ...{ resource: 'customers', id: Number(customerOf(order)), by: 'shop' },
        fields: { is_guest: '1', email: index < 2 ? 'guest@example.com' : 'other@example.com' },
      })
    const [first, second, third] = guests
    // In any order: it is the first of them.
    for (const order of [second, first, third]) await all.run(order)
    const oldest = Math.min(Number(customerOf(first)), Number(customerOf(second)))
    expect([accountOf(first), accountOf(second)]).toEqual([`PS${oldest}`, `PS${oldest}`])
    expect(accountOf(third)).toBe(`PS${customerOf(third)}`)

    // The account goes by whom a guest is linked to, not by who is the oldest in the shop by now.
    const [named, later] = ordersOf(2) as [number, number]
    for (const order of [named, later])
      shop().editRow({
        ...{ resource: 'customers', id: Number(customerOf(order)), by: 'shop' },
        fields: { is_guest: '1', email: 'other@example.com' },
      })
    await all.run(named)
    const account = [...gp().values('customer')].at(0)!.Key!.Id!
    await relink(third, `PS${customerOf(third)}`, account)
    await all.run(later)
    expect([accountOf(named), accountOf(later)]).toEqual([`PS${customerOf(third)}`, account])
  })

  test('a new customer has the class of their group, or of their country', async () => {
    const [order] = ordersOf(1) as [number]
    const group = String(
      shop()
        .tables.of('customers')
        .get(Number(customerOf(order)))!.fields.id_default_group,
    )
    const map = all.parts['value-maps/customer-class.json'] as object
    const to = [...gp().values('customerClass')].at(-1)!.key
    await all.import({
      ...all.parts,
      'value-maps/customer-class.json': { ...map, entries: [{ from: `group ${group}`, to }] } as Json,
    })
    await all.run(order)
    expect(gp().get('customer', `PS${customerOf(order)}`)).toMatchObject({ ClassKey: { Id: to } })
  })
})

test('with a login to SQL Server a customer is found by VAT number or e-mail, wherever they live and whatever their name', async () => {
  await using own = await joined({
    econnect: 'sql',
    adapt: (parts) => {
      const file = parts['settings.json'] as { settings: Record<string, object> }
      const matchCustomers = { ...file.settings.matchCustomers, value: true }
      return { ...parts, 'settings.json': { ...file, settings: { ...file.settings, matchCustomers } } as Json }
    },
  })
  const { shop, gp } = own.sandbox
  const { store } = gp.company
  const rowOf = (resource: string, id: unknown) => shop.tables.of(resource).get(Number(id))!
  const like = store.values('customer').next().value!
  const keeps = (key: string, vat: string, email: string) => {
    const Key = { Id: key }
    const defaults = { DefaultAddressKey: { CustomerKey: Key, Id: 'MAIN' }, UserDefined2: '' }
    store.put('customer', key, { ...like, ...defaults, Key, Name: `Of ${key}`, TaxRegistrationNumber: vat } as never)
    const place = { Key: { CustomerKey: Key, Id: 'MAIN' }, PostalCode: '99999', Name: key }
    gp.company.saveAddress(key, { ...place, InternetAddresses: { EmailToAddress: email } } as never)
  }
  const [taxed, mailed, unlike, unseen] = shop.placeOrders(4) as [number, number, number, number]
  const customerOf = (order: number) => rowOf('orders', order).fields.id_customer
  const mailOf = (order: number) => String(rowOf('customers', customerOf(order)).fields.email)
  const invoice = Number(rowOf('orders', taxed).fields.id_address_invoice)
  shop.editRow({ resource: 'addresses', id: invoice, fields: { vat_number: 'FR 12.345-678' }, by: 'shop' })
  keeps('VAT01', 'fr12345678', 'else@example.com')
  keeps('MAIL01', '', `desk@example.com; ${mailOf(mailed).toUpperCase()}`)
  // It only ends like it.
  keeps('LIKE01', '', `jo${mailOf(unlike)}`)
  const asked = async (order: number) => (await own.run(order)).incidents[0]?.question
  const surely = 'It has the same VAT number or the same e-mail address.'
  expect(await asked(taxed)).toMatchObject({ repairs: [{ after: 'VAT01', because: surely }] })
  expect(await asked(mailed)).toMatchObject({ repairs: [{ after: 'MAIL01', because: surely }] })
  expect(await asked(unlike)).toBeUndefined()
  // Where the login may not look the order goes over as without one, and doctor says what it lacks.
  gp.sqlTroubles.denied.add('RM00101').add('SY01200')
  keeps('MAIL02', '', mailOf(unseen))
  // Nobody of the same name lives there.
  const home = Number(rowOf('orders', unseen).fields.id_address_invoice)
  shop.editRow({ resource: 'addresses', id: home, fields: { postcode: '69001' }, by: 'shop' })
  expect(await asked(unseen)).toBeUndefined()
  const findings = await own.client.post<Finding[]>('/api/integrations/main/check', {})
  const found = expect.stringContaining('RM00101, SY01200')
  expect(findings).toContainEqual(expect.objectContaining({ check: 'gp.sql.search', level: 'warning', found }))
})
