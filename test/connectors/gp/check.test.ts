import { describe, expect, test } from 'vitest'
import { gpSettings } from '../../../src/connectors/gp/index.ts'
import { problemsOf } from './check-envelope.ts'
import { type Answer, connect, envelope, fault, type Received, result, startRawGp } from './raw-gp.ts'

const company = (id: number, name: string) => `<Company><Key><dyn:Id>${id}</dyn:Id></Key><Name>${name}</Name></Company>`
const behavior = (id: string, name: string, option: string, optionId: number) =>
  `<Behavior><Key><Id>${id}</Id></Key><Name>${name}</Name><Internal>true</Internal><SelectedOption><Key><Id>${optionId}</Id></Key><Name>${option}</Name></SelectedOption></Behavior>`
const unitPrice = (option: string, id: number) =>
  behavior('2e873316-fee1-460e-8da1-12167013401b', 'Calculate Unit Price', option, id)
const other = '00000000-0000-0000-0000-000000000001'

/** A healthy company, unless `change` answers otherwise. */
function site(change: (request: Received) => Answer | string | undefined = () => undefined) {
  return startRawGp((request) => {
    const changed = change(request)
    if (changed) return changed
    const { operation } = request
    if (operation === 'GetWSEnabledCompanyForUserList')
      return result(operation, company(-1, 'Fabrikam') + company(3, 'Other'))
    if (operation === 'GetPolicyByOperation')
      return result(
        operation,
        `<Behaviors>${unitPrice('Do Not Calculate', 0)}${behavior(other, 'Create Batch', 'Create', 1)}${behavior(other, 'Quantity Shortage', 'Sell Balance', 1)}</Behaviors>`,
      )
    return undefined
  })
}

describe('doctor', () => {
  test('finds nothing to do at a healthy company, and only reads', async () => {
    await using gp = await site()
    await using connector = connect(gp, { companyName: 'fabrikam' })
    const findings = await connector.check()
    expect(findings.filter(({ level }) => level !== 'ok')).toEqual([])
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining([
        'gp.connection',
        'gp.company',
        'gp.permission.sales-orders',
        'gp.policy.calculate-unit-price.create-sales-order',
        'gp.policy.quantity-shortage.update-sales-order',
      ]),
    )
    for (const { operation, body } of gp.received) {
      expect(operation).toMatch(/^Get/)
      expect(problemsOf(body)).toEqual([])
    }
  })

  test('a policy that reprices is an error, and says where to change it', async () => {
    await using gp = await site(({ operation }) =>
      operation === 'GetPolicyByOperation'
        ? result(operation, `<Behaviors>${unitPrice('Calculate', 1)}</Behaviors>`)
        : undefined,
    )
    await using connector = connect(gp)
    const bad = (await connector.check()).filter(({ level }) => level === 'error')
    expect(bad.map(({ check }) => check)).toEqual([
      'gp.policy.calculate-unit-price.create-sales-order',
      'gp.policy.calculate-unit-price.update-sales-order',
    ])
    expect(bad[0]!.todo).toContain('Do Not Calculate')
  })

  test('a company that is not open, or has another name, is an error', async () => {
    await using gp = await site()
    await using closed = connect(gp, { companyId: 9 })
    await using renamed = connect(gp, { companyName: 'Live Ltd' })
    expect(await closed.check()).toContainEqual({
      check: 'gp.company',
      level: 'error',
      found: 'Company 9 is not open to this user. Open are: -1 (Fabrikam), 3 (Other).',
      todo: expect.any(String),
    })
    expect(await renamed.check()).toContainEqual(expect.objectContaining({ check: 'gp.company', level: 'error' }))
  })

  test('a missing right names what cannot be read', async () => {
    await using gp = await site(({ operation }) =>
      operation === 'GetItemList' ? fault('The user is not authorized to perform this operation.') : undefined,
    )
    await using connector = connect(gp)
    const bad = (await connector.check()).filter(({ level }) => level !== 'ok')
    expect(bad).toMatchObject([{ check: 'gp.permission.items', level: 'error' }])
  })

  test.each([
    ['a wrong path', () => ({ status: 404, body: '' })],
    ['a wrong sign-in', () => ({ status: 401, body: '' })],
    ['a server error', () => fault('unhandled system exception')],
    ['another program', () => envelope('<Hello/>')],
  ])('%s is one finding, not twenty, and never an exception', async (_name, answer) => {
    await using gp = await startRawGp(answer)
    await using connector = connect(gp)
    expect(await connector.check()).toMatchObject([
      { check: 'gp.connection', level: 'error', todo: expect.any(String) },
    ])
  })
})

describe('settings', () => {
  const problems = (settings: Record<string, unknown>) =>
    gpSettings.safeParse({ companyId: 3, ...settings }).error?.issues.map(({ path }) => path.join('.')) ?? []
  test.each([
    ['no address', {}, ['url']],
    [
      'two kinds of address',
      {
        url: 'http://gp/a',
        urls: { sop: 'http://a/', customer: 'http://a/', inventory: 'http://a/', gl: 'http://a/' },
      },
      ['url'],
    ],
    ['an address that is none', { url: 'gp.local' }, ['url']],
    ['a password in the address', { url: 'http://u:p@gp/a' }, ['url']],
    ['Basic in the clear', { url: 'http://gp/a', auth: 'basic' }, ['auth']],
    ['Basic in the clear, on purpose', { url: 'http://gp/a', auth: 'basic', allowInsecure: true }, []],
    ['Basic to this machine', { url: 'http://127.0.0.1:48620/a', auth: 'basic' }, []],
    ['NTLM over http', { url: 'http://gp/a' }, []],
    ['an unknown setting', { url: 'http://gp/a', tmieoutMs: 3 }, ['']],
    ['a company that cannot be', { url: 'http://gp/a', companyId: -2 }, ['companyId']],
  ])('%s', (_name, settings, places) => {
    expect(problems(settings)).toEqual(places)
  })
})
