import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Parts } from '../../src/commands/definition-folder.ts'
import type { JournalEntry, TextChange } from '../../src/domain/run.ts'
import type { RecordStory } from '../../src/server/index.ts'
import { type Joined, joined } from './joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined()
})
afterAll(() => all[Symbol.asyncDispose]())

interface Address {
  readonly [line: string]: string | { readonly Value?: string } | undefined
}
const shipTo = (order: number) => all.salesOrders().get(`WEB${order}`)!.ShipToAddress as Address
const comment = (order: number) => all.salesOrders().get(`WEB${order}`)!.Comment
const newOrder = () => all.sandbox.shop.placeOrders(1)[0]!
const edit = (resource: string, id: string | number, fields: Record<string, string>) =>
  all.sandbox.shop.editRow({ resource, id: Number(id), fields, by: 'shop' })
const ofOrder = (order: number, field: string) => String(all.sandbox.shop.tables.of('orders').get(order)!.fields[field])
const changesOf = async ({ runs }: RecordStory): Promise<TextChange[]> => {
  const journal = await all.hub.database.stores.runs.journal(runs[0]!.id)
  const said = journal.flatMap(({ entry }) => (entry.kind === 'texts' ? [entry] : [])) as Extract<
    JournalEntry,
    { kind: 'texts' }
  >[]
  return said.flatMap(({ changes }) => changes)
}
const withCodePage = (parts: Parts, value: string): Parts => {
  const file = parts['settings.json'] as { settings: Record<string, { value: unknown }> }
  const codePage = { ...file.settings.codePage!, value }
  return { ...parts, 'settings.json': { ...file, settings: { ...file.settings, codePage } } } as unknown as Parts
}
const lost = () => ['truncated', 'lettersLost'].map((what) => all.sandbox.gp.company.store.size(what as 'truncated'))

describe('an address that is longer than the columns of GP', () => {
  test('flows on to the next line, and no word of it is lost', async () => {
    const order = newOrder()
    const company = 'Association of the Friends of Slow Tea, Fine Porcelain and the Art of Conversation'
    const street = '112 Boulevard du Général de Gaulle, Bâtiment C, Escalier 4, 3e étage, porte à gauche'
    edit('addresses', ofOrder(order, 'id_address_delivery'), { company, address1: street, address2: 'Code 45A7' })
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    const { Name, Line1, Line2, Line3 } = shipTo(order)
    const held = [Name, Line1, Line2, Line3].join(' ')
    for (const word of `${company} ${street} Code 45A7`.split(' ')) expect(held).toContain(word)
    expect(lost()).toEqual([0, 0])
  })

  test('is asked about when no line is left, and goes on when the shop has shortened it', async () => {
    const order = newOrder()
    const address = ofOrder(order, 'id_address_delivery')
    edit('addresses', address, { city: 'Llanfairpwllgwyngyllgogerychwyrndrobwll', address2: '' })
    const { runs, incidents } = await all.run(order)
    expect(runs[0]!.state).toBe('stopped')
    expect(incidents[0]!.question.message).toContain('39 characters, and 35 fit: “bwll” would be lost')
    expect(incidents[0]!.question.hint).toContain('Correct it in the shop')
    edit('addresses', address, { city: 'Llanfair' })
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    expect(shipTo(order).City).toBe('Llanfair')
  })

  test('keeps the country of a telephone number', async () => {
    const order = newOrder()
    edit('addresses', ofOrder(order, 'id_address_delivery'), { phone: '+33 (0)1 44 55', phone_mobile: '' })
    await all.run(order)
    expect(shipTo(order).Phone1).toMatchObject({ Value: '003314455' })
  })
})

describe('letters that the code page of the company does not have', () => {
  const name = { firstname: 'Łucja', lastname: 'Źródłowska', city: 'Łódź', company: '' }

  test('are written in Latin ones, and the journal says where', async () => {
    const order = newOrder()
    edit('addresses', ofOrder(order, 'id_address_delivery'), { ...name, address1: 'Улица 1' })
    const story = await all.run(order)
    expect(story.runs[0]!.state).toBe('done')
    expect(shipTo(order)).toMatchObject({ City: 'Lódz', ContactPerson: 'Lucja Zródlowska', Line1: 'Ulitsa 1' })
    expect(await changesOf(story)).toContainEqual({
      path: 'ShipToAddress.City',
      before: 'Łódź',
      after: 'Lódz',
      why: 'letters',
    })
    expect(lost()).toEqual([0, 0])
  })

  test('a person is asked where the setting says so', async () => {
    await using strict = await joined({
      adapt: (parts) => {
        const settings = parts['settings.json'] as { settings: Record<string, { value: unknown }> }
        const transliterate = { ...settings.settings.transliterate!, value: false }
        const changed = { ...settings, settings: { ...settings.settings, transliterate } }
        return { ...parts, 'settings.json': changed } as typeof parts
      },
    })
    const [order] = strict.sandbox.shop.placeOrders(1)
    const row = strict.sandbox.shop.tables.of('orders').get(order!)!
    const id = Number(row.fields.id_address_delivery)
    strict.sandbox.shop.editRow({ resource: 'addresses', id, fields: name, by: 'shop' })
    const { runs, incidents } = await strict.run(order!)
    expect(runs[0]!.state).toBe('stopped')
    expect(incidents[0]!.question.message).toMatch(/does not have: Ł/)
  })

  test('a setting that names the wrong code page is noticed in what GP stored', async () => {
    await using wrong = await joined({ adapt: (parts) => withCodePage(parts, '1250') })
    const [order] = wrong.sandbox.shop.placeOrders(1)
    const row = wrong.sandbox.shop.tables.of('orders').get(order!)!
    const id = Number(row.fields.id_address_delivery)
    wrong.sandbox.shop.editRow({ resource: 'addresses', id, fields: name, by: 'shop' })
    const { runs, incidents } = await wrong.run(order!)
    expect(runs[0]!.state).toBe('stopped')
    expect(incidents[0]!.question.message).toContain('?ód?')
  })

  test('a company with another code page stores them as they are', async () => {
    await using polish = await joined({ codePage: '1250', adapt: (parts) => withCodePage(parts, '1250') })
    const [order] = polish.sandbox.shop.placeOrders(1)
    const row = polish.sandbox.shop.tables.of('orders').get(order!)!
    const id = Number(row.fields.id_address_delivery)
    polish.sandbox.shop.editRow({ resource: 'addresses', id, fields: name, by: 'shop' })
    await polish.run(order!)
    expect((polish.salesOrders().get(`WEB${order}`)!.ShipToAddress as Address).City).toBe('Łódź')
  })
})

describe('what a warehouse has to know', () => {
  test('what was written on a product comes with its line', async () => {
    const order = newOrder()
    all.sandbox.shop.customize({ order, line: 0, texts: { Engraving: 'Anna', 'Back side': 'For ever' } })
    await all.run(order)
    const [line] = all.salesOrders().get(`WEB${order}`)!.Lines as readonly { Comment?: string }[]
    expect(line!.Comment).toBe('Engraving: Anna\nBack side: For ever')
  })

  test('a gift message with its line breaks, messages, notes, and recycled packaging', async () => {
    const order = newOrder()
    edit('orders', order, {
      ...{ gift: '1', gift_message: 'Dear Bob,\r\nhappy birthday!', note: 'Call before delivery', recyclable: '1' },
    })
    edit('addresses', ofOrder(order, 'id_address_delivery'), { other: 'Ring twice' })
    all.sandbox.shop.leaveMessage(order, 'Leave it at the neighbour')
    await all.run(order)
    expect(comment(order)).toBe(
      'Gift wrapping.\nDear Bob,\nhappy birthday!\nRecycled packaging.\nLeave it at the neighbour\nRing twice\nCall before delivery',
    )
  })

  test('the name of a product is cut where it is too long, and the journal says so', async () => {
    const order = newOrder()
    const [line] = all.sandbox.shop.tables.of('order_details').where('id_order', String(order))!
    const long = 'Tea cup '.repeat(20).trim()
    edit('order_details', line!.id, { product_name: long })
    const changes = await changesOf(await all.run(order))
    expect(changes).toEqual([
      { path: 'Lines.0.ItemDescription', before: long, after: long.slice(0, 100).trim(), why: 'cut' },
    ])
  })
})
