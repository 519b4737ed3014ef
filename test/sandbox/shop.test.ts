import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { plain, type RunningShop, startShop } from '../../src/sandbox/shop/index.ts'

let shop: RunningShop
beforeAll(async () => {
  shop = await startShop({ permissions: 'all' })
  shop.placeOrders(12)
})
afterAll(() => shop.stop())

const keyed = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` })

async function ask(path: string, init: RequestInit = {}) {
  const response = await fetch(`${shop.url}/api/${path}`, { headers: keyed(shop.key), redirect: 'manual', ...init })
  const text = await response.text()
  return {
    status: response.status,
    text,
    codes: [...text.matchAll(/<code><!\[CDATA\[(\d+)/g)].map((match) => Number(match[1])),
    type: response.headers.get('content-type'),
  }
}
const send = (method: string, path: string, body: string) => ask(path, { method, body })
const idsIn = (text: string) => [...text.matchAll(/<id><!\[CDATA\[(\d+)/g)].map((match) => Number(match[1]))

describe('the shop answers a wrong request as PrestaShop does', () => {
  test.each([
    ['no key', { headers: {} }, 'orders', 401, []],
    ['an empty key', { headers: keyed('') }, 'orders', 401, [17]],
    ['a short key', { headers: keyed('abc') }, 'orders', 401, [18]],
    ['an unknown key', { headers: keyed('X'.repeat(32)) }, 'orders', 401, [20, 21]],
    ['an unknown resource', {}, 'ordrs', 400, [27]],
    ['a verb that is none', { method: 'OPTIONS' }, 'orders', 405, [23]],
    ['a verb the resource never allows', { method: 'DELETE' }, 'stock_availables/1', 405, [101]],
  ] as const)('%s', async (_, init, path, status, codes) => {
    expect(await ask(path, { headers: keyed(shop.key), ...init })).toMatchObject({ status, codes })
  })

  test.each([
    ['an unknown filter', 'orders?filter[nothing]=[1]', 32],
    ['a date filter without date=1', 'orders?filter[date_upd]=>[2020-01-01]', 32],
    ['a filter on a computed field', 'orders?filter[shipping_number]=[1]', 34],
    ['an unknown field to display', 'orders?display=[nothing]', 35],
    ['a display that does not parse', 'orders?display=id', 36],
    ['a sort that does not parse', 'orders?sort=id', 37],
    ['a sort by an unknown field', 'orders?sort=[nothing_ASC]', 38],
    ['a limit of three parts', 'orders?limit=1,2,3', 39],
  ])('%s: a 500 whose first error is the true one', async (_, path, code) => {
    const { status, codes } = await ask(path)
    expect([status, codes[0], codes.slice(1).every((each) => each === 3)]).toEqual([500, code, true])
  })

  test('an address of more than Apache takes: 414, in its own words', async () => {
    const line = (bytes: number) =>
      `orders?filter[id]=[${'1'.repeat(bytes - 'GET /api/orders?filter[id]=[] HTTP/1.1'.length)}]`
    expect(await ask(line(8190))).toMatchObject({ status: 200 })
    expect(await ask(line(8191))).toMatchObject({ status: 414, type: 'text/html; charset=iso-8859-1' })
  })

  test('a record that is not there: 404 without body or type', async () => {
    expect(await ask('orders/999999')).toMatchObject({ status: 404, text: '', type: null })
  })

  test('a foreign host or an unknown shop: a redirect to the front page', async () => {
    expect((await ask('orders?id_shop=7')).status).toBe(302)
  })

  test('permissions of the key: 401 for a resource, 405 for a method', async () => {
    const narrow = await startShop({ permissions: { orders: ['GET'] } })
    const get = (path: string, method = 'GET') =>
      fetch(`${narrow.url}/api/${path}`, { method, headers: keyed(narrow.key) })
    expect((await get('customers')).status).toBe(401)
    expect((await get('orders', 'DELETE')).status).toBe(405)
    expect((await get('orders', 'HEAD')).status).toBe(405)
    const root = await (await get('')).text()
    expect(root).toContain('<orders ')
    expect(root).not.toContain('<customers ')
    await narrow.stop()
  })
})

describe('lists', () => {
  test('come in no order unless one is asked for', async () => {
    const ids = idsIn((await ask('orders?display=[id]')).text)
    expect(ids).toHaveLength(12)
    expect(ids).not.toEqual([...ids].sort((a, b) => a - b))
    expect(idsIn((await ask('orders?display=[id]&sort=[id_DESC]&limit=3')).text)).toEqual([12, 11, 10])
  })

  test('of values of features are not found by their text in an order', async () => {
    const statusOf = async (query: string) => (await ask(`product_feature_values?${query}`)).status
    expect(await statusOf('filter[value]=[Cotton]&display=full')).toBe(200)
    expect(await statusOf('filter[value]=[Cotton]&display=full&sort=[id_DESC]')).toBe(500)
    expect(await statusOf('display=full&sort=[id_DESC]')).toBe(200)
  })

  // Seen on 8.2.1 and 9.0.0: PrestaShop declares no fields of this association.
  test('of combinations name the values of options only when they are shown whole', async () => {
    const [first] = shop.tables.of('combinations').byId()
    shop.tables.of('combinations').put({ ...first!, associations: { product_option_values: [{ id: '7' }] } })
    const values = '<product_option_values nodeType="product_option_value" api="product_option_values">\n'
    const [, some] = (await ask('combinations?display=[id,product_option_values[id]]')).text.split(values)
    const [, whole] = (await ask('combinations?display=full')).text.split(values)
    expect(some).toMatch(/^\t<product_option_value xlink:href="[^"]+">\n\t<\/product_option_value>\n/)
    expect(whole).toMatch(/^\t<product_option_value xlink:href="[^"]+">\n\t<id><!\[CDATA\[\d+\]\]><\/id>\n/)
    const json = await ask('combinations?display=[id,product_option_values[id]]&output_format=JSON')
    expect(json.text).not.toContain('associations')
  })

  test.each([
    ['[5]', [5]],
    ['[5|7]', [5, 7]],
    ['[5,7]', [5, 6, 7]],
    ['>[10]', [11, 12]],
    ['<[3]', [1, 2]],
    ['![1|2|3|4|5|6|7|8|9]', [10, 11, 12]],
    ['>=[11]', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
  ])('filter %s', async (filter, ids) => {
    expect(
      idsIn((await ask(`orders?display=[id]&sort=[id_ASC]&filter[id]=${encodeURIComponent(filter)}`)).text),
    ).toEqual(ids)
  })
})

describe('writes', () => {
  test('a state is set by a history row, each time anew; cancelling gives the stock back', async () => {
    const [order] = shop.placeOrders(1)
    const stock = () =>
      shop.tables
        .of('stock_availables')
        .byId()
        .reduce((sum, row) => sum + Number(plain(row, 'quantity')), 0)
    const before = stock()
    const history = (state: number) =>
      send(
        'POST',
        'order_histories',
        `<prestashop><order_history><id_order>${order}</id_order><id_order_state>${state}</id_order_state></order_history></prestashop>`,
      )
    expect((await history(6)).status).toBe(201)
    expect(stock()).toBeGreaterThan(before)
    expect(plain(shop.tables.of('orders').get(order!), 'current_state')).toBe('6')
    await history(6)
    expect((shop.tables.of('order_histories').where('id_order', String(order)) ?? []).length).toBe(3)
    expect(await history(999)).toMatchObject({ status: 500, text: '' })
  })

  test('PUT empties what is left out, PATCH keeps it; an id is needed, a read-only field refused', async () => {
    const body = (fields: string) => `<prestashop><carrier>${fields}</carrier></prestashop>`
    const patched = await send('PATCH', 'carriers/2', body('<id>2</id><url>http://t/@</url>'))
    expect(patched.status).toBe(200)
    expect(plain(shop.tables.of('carriers').get(2), 'id_reference')).toBe('2')
    expect((await send('PATCH', 'carriers/2', body('<url>x</url>'))).codes).toEqual([90])
    expect((await send('PUT', 'carriers/2', body('<id>2</id>'))).codes).toEqual([41])
    expect((await send('PATCH', 'carriers/99', body('<id>99</id>'))).codes).toEqual([92])
    expect(
      (
        await send(
          'PATCH',
          'customers/1',
          '<prestashop><customer><id>1</id><secure_key>x</secure_key></customer></prestashop>',
        )
      ).codes,
    ).toEqual([93])
    await send(
      'PUT',
      'carriers/2',
      body('<id>2</id><name>Colissimo</name><active>1</active><delay><language id="1">x</language></delay>'),
    )
    expect(plain(shop.tables.of('carriers').get(2), 'id_reference')).not.toBe('2')
    shop.tables.of('carriers').put({
      ...shop.tables.of('carriers').get(2)!,
      fields: { ...shop.tables.of('carriers').get(2)!.fields, id_reference: '2', id_tax_rules_group: '1' },
    })
  })

  test('features and groups are answered by their numbers, whatever the order in which they were sent', async () => {
    const idsOf = (text: string, list: string) =>
      idsIn(new RegExp(`<${list}\\b[^>]*>.*?</${list}>`, 's').exec(text)?.[0] ?? '')
    const feature = (id: number) =>
      `<product_feature><id>${id}</id><id_feature_value>${id}</id_feature_value></product_feature>`
    const product = `<prestashop><product><id>1</id><associations><product_features>${feature(10)}${feature(2)}</product_features></associations></product></prestashop>`
    expect((await send('PATCH', 'products/1', product)).status).toBe(200)
    expect(idsOf((await ask('products/1')).text, 'product_features')).toEqual([2, 10])
    const groups = [3, 1].map((id) => `<group><id>${id}</id></group>`).join('')
    const customer = `<prestashop><customer><id>1</id><associations><groups>${groups}</groups></associations></customer></prestashop>`
    expect((await send('PATCH', 'customers/1', customer)).status).toBe(200)
    expect(idsOf((await ask('customers/1')).text, 'groups')).toEqual([1, 3])
    await send('PATCH', 'products/1', product.replace(/<product_feature>.*<\/product_feature>/, ''))
  })

  test('stock of combinations: their sum stands in row 0', async () => {
    await send(
      'PATCH',
      'stock_availables/11',
      '<prestashop><stock_available><id>11</id><quantity>7</quantity></stock_available></prestashop>',
    )
    const [sum, blue, sand] = [4, 11, 12].map((id) =>
      Number(plain(shop.tables.of('stock_availables').get(id), 'quantity')),
    )
    expect(blue).toBe(7)
    expect(sum).toBe(blue! + sand!)
  })

  test('an order from a cart: state 11 when the amount is right to the cent, else a payment error', async () => {
    const cart = shop.tables.of('carts').byId()[0]!
    const post = (paid: string) =>
      send(
        'POST',
        'orders',
        `<prestashop><order><id_address_delivery>1</id_address_delivery><id_address_invoice>1</id_address_invoice><id_cart>${cart.id}</id_cart><id_currency>1</id_currency><id_lang>1</id_lang><id_customer>1</id_customer><id_carrier>2</id_carrier><module>ps_wirepayment</module><payment>x</payment><total_paid>${paid}</total_paid><total_paid_real>${paid}</total_paid_real><total_products>1</total_products><total_products_wt>1</total_products_wt><conversion_rate>1</conversion_rate></order></prestashop>`,
      )
    expect((await post('0.01')).status).toBe(201)
    const failed = shop.tables.of('orders').byId().at(-1)!
    expect(plain(failed, 'current_state')).toBe('8')
    await post(plain(failed, 'total_paid'))
    expect(plain(shop.tables.of('orders').byId().at(-1), 'current_state')).toBe('11')
  })
})

const recorded = resolve(import.meta.dirname, '../../../shared/fixtures/prestashop/orders')

describe.skipIf(!existsSync(recorded))('a recorded shop is answered byte by byte as it was recorded', () => {
  const shops = existsSync(recorded) ? readdirSync(recorded).filter((name) => /^\d/.test(name)) : []
  test.each(shops)('%s', async (name) => {
    const served = await startShop({ load: join(recorded, name), permissions: 'all' })
    const differing: string[] = []
    for (const each of readdirSync(join(recorded, name)).filter((folder) => !folder.startsWith('_'))) {
      const folder = join(recorded, name, each)
      for (const file of readdirSync(folder)) {
        const [, order, form] = /^order-(\d+)\.(xml|json)$/.exec(file) ?? []
        if (order === undefined) continue
        const query = form === 'json' ? '?output_format=JSON' : ''
        const answer = await (
          await fetch(`${served.url}/api/orders/${order}${query}`, { headers: keyed(served.key) })
        ).text()
        const wanted = readFileSync(join(folder, file), 'utf8').replace(/http:\/\/localhost(:\d+)?/g, served.url)
        if (answer.trim() !== wanted.trim()) differing.push(`${each}/${file}`)
      }
    }
    expect(differing).toEqual([])
    await served.stop()
  })
})

const tablesOf = resolve(recorded, '..')

/** Fields of releases before 9.0 that the sandbox does not know, and such as it has too many. They are left out of both answers. */
const beforeNine: Readonly<Record<string, readonly string[]>> = {
  ...{ products: ['meta_keywords'], manufacturers: ['meta_keywords'], suppliers: ['meta_keywords'] },
  categories: ['meta_keywords', 'redirect_type', 'id_type_redirected'],
  product_feature_values: ['position'],
  // It stands in another place of the row.
  addresses: ['id_warehouse'],
}

describe.skipIf(!existsSync(recorded))(
  'the tables of a recorded shop are listed byte by byte as they were recorded',
  () => {
    const shops = existsSync(recorded) ? readdirSync(tablesOf).filter((name) => /^\d/.test(name)) : []
    test.each(shops)('%s', async (name) => {
      const folder = mkdtempSync(join(tmpdir(), 'recorded-'))
      const answers = readdirSync(join(tablesOf, name)).flatMap((resource) => {
        const file = join(tablesOf, name, resource, 'full.xml')
        return existsSync(file) ? [{ resource, text: readFileSync(file, 'utf8') }] : []
      })
      for (const { resource, text } of answers) writeFileSync(join(folder, `${resource}.xml`), text)
      const served = await startShop({ load: folder, version: name.split('-')[0]!, permissions: 'all' })
      try {
        const differing: string[] = []
        for (const { resource, text } of answers) {
          const left = name.startsWith('9') ? [] : (beforeNine[resource] ?? [])
          const lines = (answer: string) =>
            // XML has one kind of line ends.
            answer
              .replaceAll('\r\n', '\n')
              .trim()
              .split('\n')
              .filter((line) => !left.some((field) => line.startsWith(`\t<${field}>`)))
              .join('\n')
          const url = `${served.url}/api/${resource}?display=full&sort=[id_ASC]`
          const answer = await (await fetch(url, { headers: keyed(served.key) })).text()
          if (lines(answer) !== lines(text.replace(/http:\/\/localhost(:\d+)?/g, served.url))) differing.push(resource)
        }
        expect(differing).toEqual([])
        expect(answers.length).toBeGreaterThan(30)
      } finally {
        await served.stop()
        rmSync(folder, { recursive: true })
      }
    })
  },
)
