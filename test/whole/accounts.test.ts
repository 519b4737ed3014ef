import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Parts } from '../../src/commands/definition-folder.ts'
import { erasedText } from '../../src/domain/erased.ts'
import { integrationId, ref } from '../../src/domain/record.ts'
import type { ReconciledPage } from '../../src/reconcile/index.ts'
import { insert } from '../../src/sandbox/shop/shop.ts'
import { type Joined, webhookSecret } from './joined.ts'
import { ledgerToShop } from './ledger-to-shop.ts'

const main = integrationId('main')
const its = ledgerToShop()
const { clock, parts, settings, newItems } = its
const { rowsIn, rowsOf, edit, patches } = its
const { round, brokenRound, roundAsSeen, ended, resolveAll, asked, answeredUntil } = its
let all: Joined

beforeAll(async () => {
  all = await its.start()
})
afterAll(() => all[Symbol.asyncDispose]())

describe('the price level of a customer in GP', () => {
  const flow = 'customer-to-group'
  const level = (key: string, fields: object) => {
    const { company } = all.sandbox.gp
    const before = company.store.get('customer', key)!
    company.store.put('customer', key, { ...before, ...fields, LastModifiedDate: company.now() })
  }
  const customer = (id: string) => rowsOf('customers').get(Number(id))!
  const sent = () => patches('customers')

  test('decides the default group of the linked account: its prices and its groups, and nothing else of it', async () => {
    const [one, other] = all.sandbox.shop.placeOrders(2) as [number, number]
    for (const order of [one, other]) await all.run(order)
    const [dealer, plain_] = [one, other].map((order) => String(rowsOf('orders').get(order)!.fields.id_customer)) as [
      string,
      string,
    ]
    for (const id of [dealer, plain_]) {
      const row = customer(id)
      rowsOf('customers').put({
        ...row,
        fields: { ...row.fields, id_default_group: '3', passwd: 'the hash' },
        associations: { groups: [{ id: '3' }, { id: '5' }] },
      })
    }
    level(`PS${dealer}`, { PriceLevelKey: { Id: 'dealer' } })
    level(`PS${plain_}`, { PriceLevelKey: { Id: 'RETAIL' } })
    const [before, others] = [customer(dealer), customer(plain_)]
    all.sandbox.shop.faults.add({ match: { operation: 'PATCH customers' }, do: 'drop-after' })
    expect(await round(flow)).toMatchObject({ state: 'done' })
    all.sandbox.shop.faults.clear()
    const now = customer(dealer)
    expect(now.associations.groups).toEqual([{ id: '3' }, { id: '4' }, { id: '5' }])
    expect({ ...now.fields, date_upd: '' }).toEqual({ ...before.fields, id_default_group: '4', date_upd: '' })
    expect(customer(plain_)).toEqual(others)
    const count = sent()
    expect((await round(flow)).reason).toMatch(/ 0 written/)
    expect(sent()).toBe(count)

    // Somebody else's group stays until a person has looked; a hold comes before the level.
    edit('customers', Number(dealer), { id_default_group: '3' })
    expect(await round(flow)).toMatchObject({
      state: 'stopped',
      reason: expect.stringContaining('in another one by now'),
    })
    expect(customer(dealer).fields.id_default_group).toBe('3')
    await resolveAll()
    edit('customers', Number(dealer), { id_default_group: '4' })
    const held = { reduction: '0.00', price_display_method: '0', name: { '1': 'On hold' } }
    insert(all.sandbox.shop.tables, 'groups', held, {}, 6)
    await settings({ groupOnHold: '6' })
    level(`PS${dealer}`, { IsOnHold: true })
    await round(flow)
    expect(customer(dealer).fields.id_default_group).toBe('6')

    // The hold is off, and no group has its level by now: nobody knows the group of before.
    level(`PS${dealer}`, { IsOnHold: false, PriceLevelKey: { Id: 'RETAIL' } })
    await round(flow)
    await asked('is in the group of those on hold')
    expect(customer(dealer).fields.id_default_group).toBe('6')
    await settings({ groupOnHold: '' })

    // Of several groups of one level it keeps its own, and asks only where that is none of them.
    await newItems.valueMap(
      'price-level',
      ['0', '3', '4'].map((from) => ({ from, to: from === '0' ? 'WEB' : 'DEALER' })),
    )
    level(`PS${dealer}`, { PriceLevelKey: { Id: 'DEALER' } })
    edit('customers', Number(dealer), { id_default_group: '3' })
    const kept = sent()
    // The two that cannot be read have runs of their own.
    expect((await round(flow)).reason).toMatch(/ 0 written, 2 left out, 2 got/)
    expect(sent()).toBe(kept)
    edit('customers', Number(dealer), { id_default_group: '5' })
    await round(flow)
    await asked('Several customer groups')
    expect(customer(dealer).fields.id_default_group).toBe('5')
  })
})

describe('customers of GP who have no account in the shop', () => {
  const flow = 'customer-to-new-account'
  const store = () => all.sandbox.gp.company.store
  function put(key: string, fields: object = {}, place: object = {}): void {
    const { company } = all.sandbox.gp
    const DefaultAddressKey = { CustomerKey: { Id: key }, Id: 'MAIN' }
    store().put('customer', key, {
      ...{ Key: { Id: key }, Name: `Tea House ${key}`, ClassKey: { Id: 'B2B' }, IsActive: true, IsOnHold: false },
      ...{ TaxRegistrationNumber: `FR00${key}`, PriceLevelKey: { Id: 'RETAIL' }, PaymentTermsKey: { Id: 'Net 30' } },
      ...{ DefaultAddressKey, LastModifiedDate: company.now(), ...fields },
    } as never)
    company.saveAddress(key, {
      ...{ Key: DefaultAddressKey, ContactPerson: 'Anne Marie Roy', Line1: '1 rue du Thé', City: 'Lyon' },
      ...{ PostalCode: '69001', CountryRegion: 'France', Phone1: '0033472000000' },
      ...{ InternetAddresses: { EmailToAddress: `${key.toLowerCase()}@teahouse.example` }, ...place },
    } as never)
  }
  const accounts = () =>
    rowsOf('customers')
      .byId()
      .filter(({ fields }) => String(fields.email).endsWith('@teahouse.example'))
  const addressesOf = (id: number) => rowsOf('addresses').where('id_customer', String(id)) ?? []
  const ordered = (name: string, street: string): number => {
    const order = all.sandbox.shop.buy(
      {
        ...{ firstname: 'Anne', lastname: 'Marie Roy', email: `${name}@teahouse.example` },
        ...{ street, postcode: '69001', city: 'Lyon', country: 'FR' },
      },
      { goods: [{ reference: 'CUP-SAND', quantity: 1 }], module: 'ps_wirepayment', payment: 'Bank wire' },
    )
    all.sandbox.shop.setState(order, 2)
    return order
  }
  const toMain = (key: string) => ({
    CustomerKey: { Id: key },
    BillToAddressKey: { CustomerKey: { Id: key }, Id: 'MAIN' },
  })
  const posts = () => ['customers', 'addresses'].map((resource) => all.sandbox.shop.calls.get(`POST ${resource}`) ?? 0)
  const openQuestions = async () =>
    (await all.hub.database.stores.incidents.list({ integration: main, state: 'open', limit: 50 })).map(
      ({ question }) => question,
    )

  test('get one, once, with company, address, group and terms; nobody knows its password, and the hub knows whose it is', async () => {
    put('THE01')
    // No word of a name is lost, and the shop takes a full stop at few places.
    put('THE02', {}, { ContactPerson: 'Dr. A.B. van der Berg de la Tour' })
    put('THE03', { ClassKey: { Id: 'SHOP' } })
    put('THE04', { IsOnHold: true })
    put('THE05', {}, { InternetAddresses: {} })
    // As a real shop left it whose PHP was ended after the account: it is in no group, and has no address.
    put('THE06')
    // Its address has a key with two slashes.
    put('TH/07', {}, { InternetAddresses: { EmailToAddress: 'the07@teahouse.example' } })
    const made = { id_default_group: '3', max_payment_days: '30', outstanding_allow_amount: '0.000000', id_lang: '1' }
    const flags = { active: '1', is_guest: '0', newsletter: '0', optin: '0', deleted: '0', note: 'GP THE06' }
    const person = {
      firstname: 'Anne',
      lastname: 'Marie Roy',
      email: 'the06@teahouse.example',
      company: 'Tea House THE06',
    }
    const dates = { date_add: '2026-11-01 10:00:00', date_upd: '2026-11-01 10:00:00' }
    insert(rowsIn(), 'customers', { ...made, ...flags, ...person, ...dates }, { groups: [] }, 970)
    await settings({ newAccountClasses: ['b2b'] })
    await newItems.valueMap('payment-days', [{ from: 'Net 30', to: '30' }])
    // The account is made, and its reply is lost; so is that of the address of the other.
    all.sandbox.shop.faults.add({ match: { operation: 'POST customers' }, do: 'drop-after', times: 1 })
    await roundAsSeen(flow, 'THE01')
    all.sandbox.shop.faults.clear()
    for (let left = 5; left > 0 && accounts().length < 4; left--) await round(flow)
    await round(flow)
    expect(
      accounts()
        .map(({ fields }) => fields.email)
        .sort(),
    ).toEqual(['the01', 'the02', 'the06', 'the07'].map((name) => `${name}@teahouse.example`))
    expect(accounts().map(({ fields }) => `${fields.firstname} / ${fields.lastname}`)).toEqual(
      expect.arrayContaining(['Anne / Marie Roy', 'Dr / A B van der Berg de la Tour']),
    )
    for (const account of accounts()) {
      expect(account.fields).toMatchObject({
        ...{ id_default_group: '3', max_payment_days: '30' },
        ...{ active: '1', is_guest: '0', newsletter: '0', optin: '0' },
      })
      expect(account.associations.groups).toEqual([{ id: '3' }])
      expect(addressesOf(account.id).map(({ fields }) => fields)).toMatchObject([
        { alias: 'MAIN', address1: '1 rue du Thé', postcode: '69001', city: 'Lyon', id_country: '1' },
      ])
      const key = String(account.fields.email).slice(0, 5).toUpperCase().replace('THE07', 'TH/07')
      expect(addressesOf(account.id)[0]!.fields).toMatchObject({
        company: `Tea House ${key}`,
        vat_number: `FR00${key}`,
      })
      const { links } = all.hub.database.stores
      for (const [source, target] of [
        [ref('prestashop.customer', String(account.id)), ref('gp.customer', key)],
        [ref('prestashop.address', String(addressesOf(account.id)[0]!.id)), ref('gp.customerAddress', `${key}/MAIN`)],
      ] as const)
        expect((await links.find(main, target.entity, [source])).get(source.key)?.target).toEqual(target)
    }
    const sent = posts()
    expect((await round(flow)).reason).toMatch(/ 0 written/)
    expect(posts()).toEqual(sent)

    // Its first order stands on the customer that GP has, at the address that GP has, and nothing of these is changed.
    for (const [name, key] of [
      ['the01', 'THE01'],
      ['the07', 'TH/07'],
    ] as const) {
      const before = [store().get('customer', key), store().get('address', `${key}\nMAIN`)]
      const order = ordered(name, '1 rue du Thé')
      await all.run(order)
      await all.settled(order, 'done')
      expect(all.salesOrders().get(`WEB${order}`)).toMatchObject(toMain(key))
      expect([store().get('customer', key), store().get('address', `${key}\nMAIN`)]).toEqual(before)
    }

    // What its customer has corrected in it before that is no address of GP: a person is asked, once.
    const account = accounts().find(({ fields }) => fields.email === 'the06@teahouse.example')!
    edit('addresses', addressesOf(account.id)[0]!.id, { address1: '6 quai Neuf' })
    const [first, second] = [ordered('the06', '6 quai Neuf'), ordered('the06', '6 quai Neuf')]
    await all.run(first)
    await asked('has changed since gp.customerAddress THE06/MAIN was entered')
    await all.settled(first, 'done')
    await all.run(second)
    await all.settled(second, 'done')
    for (const order of [first, second]) expect(all.salesOrders().get(`WEB${order}`)).toMatchObject(toMain('THE06'))
    expect(store().get('address', 'THE06\nMAIN')).toMatchObject({ Line1: '1 rue du Thé' })
  })

  test('are asked about where the shop perhaps has an account of theirs: by e-mail, VAT number, or name and postcode', async () => {
    const shop = (fields: Record<string, string>, place: Record<string, string> = {}) => {
      const { id } = insert(rowsIn(), 'customers', {
        ...accounts()[0]!.fields,
        note: '',
        email: `${fields.email ?? ''}`,
        ...fields,
      })
      insert(rowsIn(), 'addresses', {
        ...addressesOf(accounts()[0]!.id)[0]!.fields,
        id_customer: String(id),
        vat_number: '',
        ...place,
      })
      return String(id)
    }
    put('THE11', { Name: 'Maison Verte' }, { PostalCode: '75 001' })
    put('THE12')
    put('THE13')
    put('THE14', {}, { InternetAddresses: { EmailToAddress: 'one@teahouse.example; two@teahouse.example' } })
    put('THE15', {}, { CountryRegion: 'Atlantis' })
    put('THE16')
    const named = shop({ email: 'verte@maison.example', company: 'Maison Verte' }, { postcode: '75001' })
    const mailed = shop({ email: 'the12@teahouse.example', company: 'Somebody' })
    shop({ email: 'the16@teahouse.example', company: 'Somebody of before', deleted: '1' })
    const taxed = shop({ email: 'tax@maison.example', company: 'Somebody else' }, { vat_number: 'FR00THE13' })
    const sent = posts()
    await round(flow)
    for (;;) {
      const asked_ = await openQuestions()
      if (
        ['THE11', 'THE12', 'THE13', 'THE14', 'THE15', 'THE16'].every((key) =>
          asked_.some(({ message }) => message.includes(key)),
        )
      )
        break
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(posts()).toEqual(sent)
    const questions = await openQuestions()
    const repairsOf = (key: string) => questions.find(({ message }) => message.includes(key))!.repairs
    const linking = (source: string, after: string) => ({
      ...{ source: { entity: 'prestashop.customer', key: source }, entity: 'gp.customer', before: null, after },
    })
    expect(repairsOf('THE11')).toMatchObject([{ ...linking(named, 'THE11'), unsure: true }])
    expect(repairsOf('THE12')).toMatchObject([linking(mailed, 'THE12')])
    expect(repairsOf('THE13')).toMatchObject([{ ...linking(taxed, 'THE13'), unsure: true }])
    // Nobody signs in to one that the merchant has deleted, so none is proposed.
    expect(repairsOf('THE16') ?? []).toEqual([])
    expect(questions.find(({ message }) => message.includes('THE16'))!.message).toContain('makes no second one')
    for (const key of ['THE11', 'THE12', 'THE13', 'THE14', 'THE15', 'THE16']) store().remove('customer', key)
    await resolveAll()
  })

  test('get none with an address that no order can be placed with: a person is asked, and corrects it in GP', async () => {
    put('THE18', {}, { PostalCode: '69 001 X' })
    const sent = posts()
    await round(flow)
    await asked('must look like NNNNN')
    expect(posts()).toEqual(sent)
    await resolveAll()
    put('THE18')
    for (let left = 5; left > 0 && posts()[1] === sent[1]; left--) await round(flow)
    expect(posts()).toEqual(sent.map((count) => count + 1))
    store().remove('customer', 'THE18')
    for (const { id, fields } of accounts())
      if (fields.email === 'the18@teahouse.example') rowsOf('customers').remove(id)
  })

  test('many at once ask before one is made', async () => {
    for (let number = 20; number < 26; number++) put(`THE${number}`)
    const sent = posts()
    // The question stays until somebody answers, however many rounds come.
    for (let times = 0; times < 2; times++)
      expect(await round(flow)).toMatchObject({ state: 'stopped', reason: expect.stringContaining('make accounts') })
    expect(posts()).toEqual(sent)
    // What is gone in GP by then is not made of what a round had found.
    for (let number = 20; number < 26; number++) store().remove('customer', `THE${number}`)
    expect(await round(flow)).toMatchObject({ state: 'done', reason: expect.stringContaining(' 0 written') })
    expect(posts()).toEqual(sent)
    await settings({ newAccountClasses: [] })
    await resolveAll()
  })

  test('what GP owns of an account is set there, and nothing else; what somebody changed of it is asked about', async () => {
    const own = 'customer-to-account'
    const account = () => accounts().find(({ fields }) => fields.email === 'the02@teahouse.example')!
    const before = account()
    put('THE02', { Name: 'Thé & Cie', CreditLimit: { Amount: { Currency: 'EUR', Value: '1500', DecimalDigits: 2 } } })
    // What was wanted is erased with another customer while the round waits: no such text is written, it is decided anew.
    const { bulkRows } = all.hub.database.stores
    all.sandbox.shop.faults.add({ match: { operation: 'PATCH customers' }, do: 'error', status: 503, times: 0 })
    const due = await brokenRound(own)
    const wanted = await bulkRows.wanted(main, own, 10)
    expect(wanted).toMatchObject([{ wanted: { company: 'Thé & Cie' } }])
    const erased = wanted.map((row) => ({ ...row, wanted: { ...row.wanted!, company: erasedText } }))
    await all.hub.database.transaction((tx) => tx.bulkRows.put(main, own, erased, clock.now()))
    all.sandbox.shop.faults.clear()
    expect(await ended(own, due)).toMatchObject({ state: 'done' })
    expect(account()).toEqual(before)
    all.sandbox.shop.faults.add({ match: { operation: 'PATCH customers' }, do: 'drop-after', times: 1 })
    await round(own)
    all.sandbox.shop.faults.clear()
    expect({ ...account().fields, date_upd: '' }).toEqual({
      ...{ ...before.fields, date_upd: '', company: 'Thé & Cie' },
      outstanding_allow_amount: expect.stringMatching(/^1500/),
    })
    const sent = patches('customers')
    expect((await round(own)).reason).toMatch(/ 0 written/)
    expect(patches('customers')).toBe(sent)
    // A limit in another currency than the shop's is no amount of the shop; one that was added has the rate 1.
    const currencies = all.sandbox.shop.tables.of('currencies')
    const [euro] = currencies.byId()
    currencies.put({ ...euro!, id: 99, fields: { ...euro!.fields, id: '99', iso_code: 'USD', conversion_rate: '1' } })
    put('THE02', { Name: 'Thé & Cie', CreditLimit: { Amount: { Currency: 'USD', Value: '9000', DecimalDigits: 2 } } })
    await round(own)
    await asked('another currency than the amounts of the shop')
    currencies.remove(99)
    expect(account().fields.outstanding_allow_amount).toMatch(/^1500/)
    put('THE02', { Name: 'Thé & Cie', CreditLimit: { Amount: { Currency: 'EUR', Value: '1500', DecimalDigits: 2 } } })
    await resolveAll()
    edit('customers', account().id, { company: 'Ours', firstname: 'Annie' })
    expect(await round(own)).toMatchObject({
      state: 'stopped',
      reason: expect.stringContaining('others in the shop by now'),
    })
    expect(account().fields.company).toBe('Ours')
    await settings({ customerFieldsOfGp: ['max_payment_days'] })
    await resolveAll()
    await round(own)
    expect(account().fields).toMatchObject({ company: 'Ours', firstname: 'Annie', max_payment_days: '30' })
    // A person, and a customer whom the hub has named after the account, get no company of it.
    await settings({ customerFieldsOfGp: ['company', 'siret'] })
    edit('customers', account().id, { company: '', firstname: 'Anne', lastname: 'Bauer' })
    put('THE02', { Name: 'ANNE BAUER', TaxRegistrationNumber: 'FR 12 345 678 901' })
    expect((await round(own)).state).toBe('done')
    put('THE02', { Name: 'Maison Bauer', UserDefined2: 'LEDGER 77' })
    expect((await round(own)).state).toBe('done')
    expect(account().fields).toMatchObject({ company: '', siret: 'FR00THE02' })
    // Whoever is inactive in GP is shut out where GP owns that, and comes back by a person alone.
    await settings({ customerFieldsOfGp: ['active'] })
    put('THE02', { IsActive: false })
    await round(own)
    expect(account().fields).toMatchObject({ active: '0', company: '', email: 'the02@teahouse.example' })
    put('THE02', { IsActive: true })
    expect((await round(own)).state).toBe('done')
    expect(account().fields.active).toBe('0')
    edit('customers', account().id, { active: '1' })
    expect((await round(own)).state).toBe('done')
    expect(account().fields.active).toBe('1')
    await settings({ customerFieldsOfGp: ['max_payment_days'] })
    // Another customer has the number by now: the link is none of theirs.
    put('THE02', { PaymentTermsKey: { Id: 'Net 60' } })
    edit('customers', account().id, { date_add: '2020-01-01 00:00:00' })
    await newItems.valueMap('payment-days', [{ from: 'Net 60', to: '60' }])
    await round(own)
    expect(account().fields.max_payment_days).toBe('30')
  })

  test('an address that GP owns is set in the shop; orders keep theirs, a VAT number asks, and so does what was changed in the shop', async () => {
    const own = 'address-to-account'
    const of = (name: string) =>
      addressesOf(accounts().find(({ fields }) => fields.email === `${name}@teahouse.example`)!.id)
    const live = (name: string) => of(name).filter(({ fields }) => fields.deleted !== '1')
    const email = { InternetAddresses: { EmailToAddress: 'the07@teahouse.example' } }
    const moved = { Line1: '9 rue Neuve', Line2: 'Cour B', PostalCode: '69002' }
    const [used, cart] = [of('the01')[0]!, { ...rowsOf('carts').byId()[0]! }]
    const orders = rowsOf('orders').byId()
    put('THE01', {}, moved)
    put('THE02', {}, { Line1: '2 quai Vert' })
    const sent = posts()
    await round(own)
    expect(posts()).toEqual(sent)
    insert(
      rowsIn(),
      'carts',
      { ...cart.fields, id_address_delivery: String(used.id), date_upd: '2026-01-01 00:00:00' },
      {},
      4711,
    )
    await settings({ addressFieldsOfGp: ['address', 'vat_number'] })
    for (const operation of ['POST addresses', 'DELETE addresses'])
      all.sandbox.shop.faults.add({ match: { operation }, do: 'drop-after', times: 1 })
    for (let left = 5; left > 0 && live('the01')[0]!.id === used.id; left--) await round(own)
    for (let left = 5; left > 0 && of('the01').length < 2; left--) await round(own)
    all.sandbox.shop.faults.clear()
    await round(own)
    // An order has it: it stands as it was, and is taken out of the cart that nobody has ordered.
    const { date_upd: _, ...kept } = used.fields
    expect(of('the01')).toHaveLength(2)
    expect(of('the01')[0]!.fields).toMatchObject({ ...kept, deleted: '1' })
    expect(live('the01')[0]!.fields).toMatchObject({
      ...{ alias: 'MAIN', address1: '9 rue Neuve', address2: 'Cour B', postcode: '69002', city: 'Lyon' },
      ...{ company: used.fields.company, vat_number: used.fields.vat_number, phone: used.fields.phone },
    })
    expect(rowsOf('carts').get(4711)!.fields.id_address_delivery).toBe('0')
    expect(rowsOf('orders').byId()).toEqual(orders)
    // No order has this one.
    expect(of('the02').map(({ fields }) => fields.address1)).toEqual(['2 quai Vert'])
    const again = [...posts(), patches('addresses')]
    expect((await round(own)).reason).toMatch(/ 0 written/)
    expect([...posts(), patches('addresses')]).toEqual(again)
    // Put back, the copy holds what stood before: the address whose place it took is not to be written any more.
    expect(await all.client.post(`/api/integrations/main/flows/${own}/restore`, {})).toMatchObject({ left: 0 })
    expect(live('the01')[0]!.fields).toMatchObject({ ...kept, date_add: expect.any(String) })
    expect(of('the01')).toHaveLength(2)
    expect(await all.client.post(`/api/integrations/main/flows/${own}/restore`, {})).toMatchObject({
      restored: 0,
      left: 0,
    })
    await all.hub.engine.resume({ integration: main, flow: own })
    await round(own)
    await asked('changed in the shop since it was made')
    await answeredUntil(() => live('the01')[0]!.fields.address1 === '9 rue Neuve')
    // The copy is the same address of GP, and comes back to it no more than the first one did.
    const order = ordered('the01', '9 rue Neuve')
    const inGp = store().get('address', 'THE01\nMAIN')
    await all.run(order)
    await all.settled(order, 'done')
    expect(all.salesOrders().get(`WEB${order}`)).toMatchObject(toMain('THE01'))
    expect(store().get('address', 'THE01\nMAIN')).toEqual(inGp)

    put('THE01', { TaxRegistrationNumber: 'DE123456789' }, moved)
    await round(own)
    await asked('VAT number of the address is another in GP')
    await answeredUntil(() => live('the01')[0]!.fields.vat_number === 'DE123456789')
    expect(of('the01')).toHaveLength(3)
    // What the hub has set is no edit of somebody's, when GP changes once more.
    const [street, city] = ['address1', 'city'].map((field) => () => of('the02')[0]!.fields[field]) as [
      () => unknown,
      () => unknown,
    ]
    await answeredUntil(() => street() === '2 quai Vert')
    expect(of('the02')[0]!.fields.date_upd).not.toBe(of('the02')[0]!.fields.date_add)
    put('THE02', {}, { Line1: '3 quai Vert', City: 'Villeurbanne' })
    await round(own)
    expect([street(), city()]).toEqual(['3 quai Vert', 'Villeurbanne'])
    edit('addresses', of('the02')[0]!.id, { city: 'Bron' })
    put('THE02', {}, { Line1: '4 quai Vert', City: 'Villeurbanne' })
    await round(own)
    await asked('changed in the shop since it was made, or since the hub has set it')
    await answeredUntil(() => city() === 'Villeurbanne')
    expect(street()).toBe('4 quai Vert')
    // No postcode of the country; and what somebody changed in the shop is theirs until a person has looked.
    put('TH/07', {}, { ...email, PostalCode: 'ABC' })
    edit('addresses', live('the06')[0]!.id, { address1: 'Chez moi', date_upd: '2026-11-28 10:00:00' })
    put('THE06', {}, { Line1: '7 quai Neuf' })
    await round(own)
    await asked('must look like NNNNN', 'changed in the shop since it was made')
    expect(live('the07')[0]!.fields.postcode).toBe('69001')
    await settings({ addressFieldsOfGp: [] })
  })

  // No list of Web Services moves with it: without SQL only the full look of a day finds it.
  test('an address alone that moves in GP is set at once where its SQL Server is asked for changed rows', async () => {
    const { gp, shop } = all.sandbox
    const own = 'address-to-account'
    const street = () =>
      addressesOf(accounts().find(({ fields }) => fields.email === 'the02@teahouse.example')!.id).findLast(
        ({ fields }) => fields.deleted !== '1',
      )!.fields.address1
    await settings({ addressFieldsOfGp: ['address'] })
    const file = parts()['integration.json'] as { connections: { gp: object } }
    const sql = { server: 'sandbox', ...gp.sql, changesSeconds: 1 }
    const connections = { ...file.connections, gp: { ...file.connections.gp, sql } }
    await all.import({ ...parts(), 'integration.json': { ...file, connections } } as Parts, {
      ...{ 'prestashop.key': shop.key, 'webhook.secret': webhookSecret },
      ...{ 'gp.username': gp.username, 'gp.password': gp.password },
      ...{ 'gp.sqlUsername': gp.username, 'gp.sqlPassword': gp.password },
    })
    // Credentials go to another place as well, so a person looks again.
    const { companyName: company } = gp
    await all.client.post('/api/integrations/main/confirm', { company, kind: 'test', by: 'test' })
    await round(own)
    const place = store().get('address', 'THE02\nMAIN')!
    gp.company.saveAddress('THE02', { ...place, Line1: '3 quai Bleu', LastModifiedDate: gp.company.now() } as never)
    const from = Date.parse(clock.now())
    while (street() !== '3 quai Bleu') {
      // A round rests by how long the one before it took, so the clock stands while one is at work.
      const { waiting, active } = await all.hub.database.queue.counts(main, own)
      if (waiting + active === 0 && Date.parse(clock.now()) - from < 10 * 60_000) clock.advance(1_000)
      // The hub has set it before, so it asks.
      await resolveAll()
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    await settings({ addressFieldsOfGp: [] })
    await all.client.post('/api/integrations/main/confirm', { company: gp.companyName, kind: 'test', by: 'test' })
  })
})

describe('customers who are perhaps one', () => {
  test('are in the comparison: accounts of the shop by e-mail, customers of GP by name and VAT number, and which of them the hub goes on with', async () => {
    const [order] = all.sandbox.shop.placeOrders(1) as [number]
    await all.run(order)
    await all.settled(order, 'done')
    const key = String(rowsOf('orders').get(order)!.fields.id_customer)
    const account = `PS${key}`
    const other = insert(rowsIn(), 'customers', {
      ...rowsOf('customers').get(Number(key))!.fields,
      is_guest: '0',
      active: '1',
    })
    edit('customers', Number(key), { email: 'Twice@tea.example' })
    edit('customers', other.id, { email: 'twice@tea.example' })
    // One that the merchant has deleted is no account, active or not.
    const twin = { email: 'twice@tea.example', is_guest: '0', active: '1', deleted: '1' }
    const deleted = insert(rowsIn(), 'customers', { ...rowsOf('customers').get(other.id)!.fields, ...twin })
    const { store } = all.sandbox.gp.company
    store.put('customer', account, {
      ...store.get('customer', account)!,
      Name: 'Maison Rouge',
      TaxRegistrationNumber: 'FR 77',
    } as never)
    store.put('customer', 'ROUGE', {
      ...store.get('customer', account)!,
      Key: { Id: 'ROUGE' },
      Name: 'MAISON ROUGE',
      TaxRegistrationNumber: 'fr77',
    } as never)
    const { differences, next } = await all.client.get<ReconciledPage>(
      '/api/integrations/main/reconciliation?from=2026-01-01&to=2026-01-02&after=customers%2F',
    )
    expect(next).toBeNull()
    const of = (kind: string, named: string) => differences.find((one) => one.kind === kind && one.says.includes(named))
    expect(of('one customer, several accounts', String(other.id))).toMatchObject({
      says: expect.stringMatching(new RegExp(`same e-mail address: .*In GP they are ${account}\\.$`)),
      next: expect.stringContaining(`gp.customer ${account}`),
      mark: null,
    })
    expect(of('one customer, several accounts', String(deleted.id))).toBeUndefined()
    expect(of('one customer, several in GP', 'ROUGE')).toMatchObject({
      says: expect.stringContaining(`Orders of the shop go to ${account}.`),
      next: expect.stringContaining(`merge the others into ${account} in GP`),
    })
    store.remove('customer', 'ROUGE')
    edit('customers', other.id, { email: 'once@tea.example' })
    rowsOf('customers').remove(deleted.id)
  })
})
