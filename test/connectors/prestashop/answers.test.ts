import { describe, expect, test } from 'vitest'
import { ref } from '../../../src/domain/record.ts'
import { connectTo, customerXml, document, errors, type RawAnswer, rawShop } from './raw-shop.ts'

const customer = ref('prestashop.customer', '7')

async function read(answer: RawAnswer | 'drop') {
  await using shop = await rawShop(() => answer)
  await using connector = connectTo(shop.url)
  return {
    value: await connector
      .read(customer)
      .catch((error: unknown) => ({ error: error as Error & { code: string; message: string; hint: string } })),
    asked: shop.asked.length,
  }
}

describe('a good answer', () => {
  test('becomes a record in our types: times in UTC, flags as booleans, password hashes gone', async () => {
    const { value } = await read({ body: customerXml() })
    expect(value).toMatchObject({
      id: '7',
      is_guest: false,
      active: true,
      outstanding_allow_amount: '0',
      date_add: '2026-03-02T09:30:00.000Z',
      company: null,
    })
    expect(JSON.stringify(value)).not.toContain('secret hash')
  })

  test('is found behind PHP warnings and a byte order mark', async () => {
    const { value } = await read({
      body: `\uFEFF<br />\n<b>Warning</b>: Undefined array key in <b>/var/www</b>\n${customerXml()}`,
    })
    expect(value).toMatchObject({ id: '7' })
  })

  test('of a record that is not there is nothing', async () => {
    expect((await read({ status: 404, body: '' })).value).toBeNull()
  })

  test('may hold any text a customer types', async () => {
    const names = ['Zoë & Søn', '<b>bold</b>', 'a]]b', '😀 emoji', '"quoted" \'too\'', 'Ωμέγα']
    for (const name of names)
      expect((await read({ body: customerXml('', name) })).value).toMatchObject({ firstname: name })
  })

  test('with fields of a newer shop is read; the fields are counted', async () => {
    const counted: unknown[] = []
    await using shop = await rawShop(() => ({ body: customerXml('<loyalty_points><![CDATA[5]]></loyalty_points>') }))
    await using connector = connectTo(shop.url, { count: (...given) => counted.push(given), observe() {}, gauge() {} })
    expect(await connector.read(customer)).toMatchObject({ id: '7' })
    expect(counted).toEqual([['ledgerline_unknown_fields_total', { resource: 'customers' }, 1]])
  })
})

describe('a bad answer becomes an error that names the system and the call, and says what to do', () => {
  test.each<[string, RawAnswer | 'drop', string, RegExp]>([
    ['a redirect', { status: 302, headers: { location: 'https://elsewhere.example' } }, 'wrong_address', /redirect/],
    [
      'no web service there',
      { status: 404, body: '<html>Not found</html>' },
      'wrong_address',
      /no PrestaShop Webservice/,
    ],
    ['no key accepted', { status: 401, body: errors(20, 21) }, 'access_denied', /access denied/],
    ['a resource that is not permitted', { status: 401, body: errors(26) }, 'access_denied', /access denied/],
    [
      "the host's firewall",
      { status: 403, body: '<html>Forbidden</html>', headers: { 'content-type': 'text/html' } },
      'access_denied',
      /access denied/,
    ],
    ['the web service switched off', { status: 503, body: errors(22) }, 'remote_unavailable', /switched off/],
    ['a maintenance page', { status: 503, body: '<!DOCTYPE html><html></html>' }, 'remote_unavailable', /503/],
    ['a login page with status 200', { body: '<!DOCTYPE html><html><form>' }, 'remote_unavailable', /web page/],
    ['a PHP error', { status: 500, body: errors(2) }, 'remote_unavailable', /500/],
    ['an empty answer', { status: 500, body: '' }, 'remote_unavailable', /500/],
    ['text', { body: 'hello' }, 'remote_unavailable', /not XML/],
    ['a document that ends early', { body: customerXml().slice(0, 300) }, 'remote_unavailable', /cut off/],
    [
      'tags that do not match',
      { body: document('<customer><id><![CDATA[7]]></id></customers>') },
      'remote_unavailable',
      /malformed XML/,
    ],
    ['a connection that breaks', { body: customerXml(), cut: true }, 'remote_unavailable', /cut off|closed|reset/],
    ['no answer', 'drop', 'remote_unavailable', /closed|reset/],
    [
      'a request the shop does not understand',
      { status: 500, body: errors(32, 3, 3) },
      'unexpected_answer',
      /error 32/,
    ],
    ['a value that ends its field early', { body: customerXml('', 'x]]><y>') }, 'unexpected_answer', /\]\]>/],
    [
      'another customer than was asked for',
      { body: customerXml().replace('[7]', '[8]') },
      'unexpected_answer',
      /another record/,
    ],
    [
      'a DOCTYPE',
      { body: `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><prestashop/>` },
      'remote_unavailable',
      /XML/,
    ],
    [
      'a required field missing',
      { body: document('<customer><id><![CDATA[7]]></id></customer>') },
      'unexpected_answer',
      /id_default_group|firstname/,
    ],
    [
      'an amount that is none',
      { body: customerXml().replace('0.000000', 'free') },
      'unexpected_answer',
      /outstanding_allow_amount/,
    ],
    [
      'a date that is none',
      { body: customerXml().replace('2026-03-02 10:30:00', 'tomorrow') },
      'unexpected_answer',
      /date_add/,
    ],
  ])('%s', async (_, answer, code, message) => {
    const { value } = await read(answer)
    const { error } = value as { error: { code: string; message: string; hint: string } }
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect(error.message).toMatch(/prestashop/)
    expect(error.message).not.toContain('message 20')
    expect(error.hint).toMatch(/[.:]/)
  })

  test('an answer without end is not read to its end', async () => {
    const { value } = await read({ body: `<?xml version="1.0"?><prestashop>${'x'.repeat(33 * 1024 * 1024)}` })
    expect((value as { error: Error }).error.message).toMatch(/larger than/)
  })

  test('a read is tried again when the shop is busy, and as it asks', async () => {
    let calls = 0
    await using shop = await rawShop(() =>
      ++calls < 3 ? { status: 503, headers: { 'retry-after': '1' }, body: '' } : { body: customerXml() },
    )
    await using connector = connectTo(shop.url)
    expect(await connector.read(customer)).toMatchObject({ id: '7' })
    expect(calls).toBe(3)
  })

  test('a key that is no number never reaches the shop', async () => {
    await using shop = await rawShop(() => ({ body: customerXml() }))
    await using connector = connectTo(shop.url)
    await expect(connector.read(ref('prestashop.customer', '7/../../x'))).rejects.toMatchObject({
      code: 'invalid_input',
    })
    expect(shop.asked).toEqual([])
  })
})

// 8.2.1 and 9.0.0, when specific prices were deleted while others were listed: `<specific_price>\n</specific_price>`.
describe('a list in which a row was deleted while the shop made it', () => {
  const row = (id: number) => /<customer>[\s\S]*<\/customer>/.exec(customerXml())![0].replace('[7]', `[${id}]`)
  const list = (...rows: string[]) => ({ body: document(`<customers>\n${rows.join('\n')}\n</customers>`) })
  const two = [customer, ref('prestashop.customer', '8')]

  test('is asked for again', async () => {
    let calls = 0
    await using shop = await rawShop(() => (++calls < 3 ? list(row(7), '<customer>\n</customer>') : list(row(7))))
    await using connector = connectTo(shop.url)
    const found = await connector.readMany(two)
    expect(found.get('prestashop.customer 7')).toMatchObject({ id: '7' })
    expect(found.get('prestashop.customer 8') ?? null).toBeNull()
    expect(calls).toBe(3)
  })

  test('is an unexpected answer where it stays so', async () => {
    await using shop = await rawShop(() => list(row(7), '<customer>\n</customer>'))
    await using connector = connectTo(shop.url)
    await expect(connector.readMany(two)).rejects.toMatchObject({ code: 'unexpected_answer' })
  })
})

describe('a list that an update takes the place of', () => {
  test('is never taken for empty where it cannot be read: the customer stays in its groups', async () => {
    const odd = '<associations><groups><group><id>3</id></group><other><id>4</id></other></groups></associations>'
    const sent: string[] = []
    await using shop = await rawShop(({ method }) => {
      sent.push(method!)
      return { body: customerXml(odd) }
    })
    await using connector = connectTo(shop.url)
    await expect(
      connector.write({ do: 'update', record: customer, document: { id: '7', id_default_group: '5' } }),
    ).rejects.toMatchObject({ code: 'unexpected_answer', problems: ['associations.groups: must be a list of records'] })
    expect(new Set(sent)).toEqual(new Set(['GET']))
  })
})
