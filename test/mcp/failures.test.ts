import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tools } from '../../tools/index.ts'
import { type Joined, joined } from '../whole/joined.ts'
import { mcpClient } from './client.ts'
import { signUp } from './signed-up.ts'

let all: Joined
let order: string
let tokenWith: (...scopes: string[]) => Promise<string>
beforeAll(async () => {
  all = await joined()
  tokenWith = await signUp(all)
  order = String(all.sandbox.shop.placeOrders(1)[0])
  await all.run(order)
})
afterAll(() => all[Symbol.asyncDispose]())

interface Failing {
  readonly given: () => Record<string, unknown>
  readonly code: string
  /** The tool that the failure names as the next call, with arguments that it must have. */
  readonly next: string
  readonly with?: object
}

const reason = 'Because a person asked for it.'
/** For each tool something that goes wrong in the doing, not only in its form. */
const failing: Record<string, Failing> = {
  read_status: { given: () => ({ check: true, integration: 'nowhere' }), code: 'invalid_input', next: 'read_status' },
  explain_order: { given: () => ({ order: 'ZZZZZZZZZ' }), code: 'not_found', next: 'search_shop_orders' },
  search_shop_orders: { given: () => ({ reference: 'A]|[B' }), code: 'invalid_input', next: 'search_shop_orders' },
  plan_order: {
    given: () => ({ order, edits: [{ mapping: 'none', path: ['Comment'], before: null, after: '"x"' }] }),
    code: 'invalid_input',
    next: 'read_flow',
    with: { name: 'none', field: 'Comment' },
  },
  list_incidents: { given: () => ({ integration: 'nowhere' }), code: 'invalid_input', next: 'list_incidents' },
  read_incident: { given: () => ({ incident: 'none' }), code: 'not_found', next: 'list_incidents' },
  read_record: {
    given: () => ({ system: 'gp', entity: 'item', key: 'NOTHING' }),
    code: 'not_found',
    next: 'list_gp_records',
    with: { entity: 'item', search: 'NOTHING' },
  },
  list_shop_records: {
    given: () => ({ entity: 'customer', where: [{ field: 'email', value: '[a|b]' }] }),
    code: 'invalid_input',
    next: 'list_shop_records',
    with: { entity: 'customer' },
  },
  list_gp_records: {
    given: () => ({ entity: 'customer', where: [{ field: 'Key', value: 'PS%' }] }),
    code: 'invalid_input',
    next: 'list_gp_records',
  },
  read_value_map: { given: () => ({ valueMap: 'carriers' }), code: 'not_found', next: 'read_flow' },
  suggest_value_map_entries: { given: () => ({ valueMap: 'carriers' }), code: 'not_found', next: 'read_flow' },
  suggest_mapping: { given: () => ({ mapping: 'orders' }), code: 'not_found', next: 'read_flow' },
  read_flow: { given: () => ({ name: 'none' }), code: 'not_found', next: 'read_flow' },
  propose_value_map_entry: {
    given: () => ({ valueMap: 'carriers', from: '2', to: 'SHIP2', reason }),
    code: 'invalid_input',
    next: 'read_value_map',
  },
  propose_mapping_edit: {
    given: () => ({ mapping: 'order-to-sales-order', path: ['Comment'], before: 'not this', after: '"x"', reason }),
    code: 'invalid_input',
    next: 'read_flow',
    with: { name: 'order-to-sales-order', field: 'Comment' },
  },
  propose_record_correction: {
    given: () => ({ order: '999999', path: 'a', before: 'x', after: 'y', reason: 'short' }),
    code: 'invalid_input',
    next: 'read_record',
    with: { key: '999999' },
  },
  propose_replay: { given: () => ({ orders: ['ZZZZZZZZZ'], reason }), code: 'not_found', next: 'search_shop_orders' },
  propose_link_repair: {
    given: () => ({
      source: { entity: 'prestashop.order', key: order },
      entity: 'gp.salesOrder',
      before: 'WEB0',
      after: null,
      reason,
    }),
    code: 'invalid_input',
    next: 'call_operation',
    with: { operation: 'hub.links' },
  },
  list_proposals: { given: () => ({ state: 'open' }), code: 'invalid_input', next: 'list_proposals' },
  read_proposal: { given: () => ({ proposal: 'none' }), code: 'not_found', next: 'list_proposals' },
  search_operations: { given: () => ({ search: {} }), code: 'invalid_input', next: 'search_operations' },
  call_operation: {
    given: () => ({ operation: 'gp.salesOrder.void', arguments: { key: `WEB${order}` } }),
    code: 'invalid_input',
    next: 'search_operations',
    with: { search: 'salesOrder void' },
  },
}

describe('a call that fails', () => {
  test('is told by every tool with a code, what happened, and the call that helps', async () => {
    expect(Object.keys(failing).sort()).toEqual(tools.map(({ name }) => name).sort())
    await using mcp = await mcpClient(all, await tokenWith('read', 'propose'))
    for (const [name, { given, code, next, with: args = {} }] of Object.entries(failing)) {
      const answer = await mcp.call(name, given())
      expect(answer.isError, name).toBe(true)
      expect(answer.failure, name).toMatchObject({
        error: {
          code,
          message: expect.stringMatching(/.{10}/),
          hint: expect.stringMatching(/.{10}/),
          retryable: false,
        },
        next: expect.arrayContaining([
          expect.objectContaining({ tool: next, arguments: expect.objectContaining(args) }),
        ]),
      })
      expect(answer.text, name).toContain(`Next: ${next} {`)
    }
  })

  test('what is not known is refused, and nothing is widened by it', async () => {
    await using mcp = await mcpClient(all, await tokenWith('read', 'propose'))
    for (const { name } of tools) {
      const answer = await mcp.call(name, { ...failing[name]!.given(), nothing_like_it: 1 })
      expect(answer.isError, name).toBe(true)
      expect(answer.text, name).toContain('nothing_like_it')
    }
  })

  test('whatever the arguments are, the answer is an answer or a failure of ours, never a crash', async () => {
    await using mcp = await mcpClient(all, await tokenWith('read', 'propose'))
    const call = fc.constantFrom(...tools).chain((tool) => {
      const names = Object.keys(tool.input.shape)
      const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('', '…', '../x', '%', '-1', 'order', 'gp'))
      return fc.tuple(
        fc.constant(tool.name),
        fc.dictionary(fc.constantFrom(...names, '__proto__'), value, { maxKeys: 6 }),
      )
    })
    await fc.assert(
      fc.asyncProperty(call, async ([name, given]) => {
        const { isError, failure } = await mcp.call(name, given)
        if (isError) expect((failure as { error: { code: string } }).error.code).not.toBe('internal')
      }),
      { numRuns: 150 },
    )
  })

  test('a tool that is not there, or not for this token, says which are', async () => {
    await using mcp = await mcpClient(all, await tokenWith('read'))
    expect((await mcp.call('approve_proposal')).text).toMatch(/not found.*There are read_status/s)
    expect((await mcp.call('propose_replay', { orders: ['1'], reason })).text).toMatch(/scope "propose"/)
  })

  test('an answer that GP does not have is refused with what was meant; where GP cannot be asked, that is what is said', async () => {
    await using mcp = await mcpClient(all, await tokenWith('read', 'propose'))
    const given = { valueMap: 'carrier', from: '77', reason }
    const wrong = await mcp.call('propose_value_map_entry', { ...given, to: 'SHIPP2' })
    expect(wrong.failure).toMatchObject({ error: { code: 'invalid_input' } })
    expect(wrong.text).toContain('names shippingMethod "SHIPP2", which GP does not have; did you mean "SHIP2"?')
    expect((wrong.failure as { next: object[] }).next).toContainEqual(
      expect.objectContaining({ tool: 'list_gp_records', arguments: { entity: 'shippingMethod' } }),
    )
    const tax = await mcp.call('propose_value_map_entry', { ...given, valueMap: 'tax-rate', from: 'DE 20', to: 'TAX9' })
    expect(tax.text).toContain('names taxDetail "TAX9", which GP does not have')
    // Every door is the same: a setting whose field refers to a site of GP.
    const site = await mcp.call('call_operation', {
      ...{ operation: 'hub.setting.set', arguments: { name: 'site', value: 'NOWHERE' }, reason },
    })
    expect(site.text).toContain('names warehouse "NOWHERE", which GP does not have')

    all.sandbox.gp.faults.add({ match: { operation: 'GetShippingMethodList' }, do: 'html', times: 50 })
    const unasked = await mcp.call('propose_value_map_entry', { ...given, to: 'SHIPP2' })
    all.sandbox.gp.faults.clear()
    expect(unasked.isError).toBe(false)
    expect(unasked.text).toContain('GP could not be asked whether it has shippingMethod "SHIPP2"')
    expect(unasked.text).not.toContain('which GP does not have')
    // GP's keys ignore letter case.
    expect((await mcp.call('propose_value_map_entry', { ...given, to: 'ship2' })).isError).toBe(false)
  })

  test('a system that does not answer: said as such, may be tried again, and nothing of the hub’s insides', async () => {
    await using mcp = await mcpClient(all, await tokenWith('read', 'operate'))
    all.sandbox.gp.faults.add({ match: { operation: 'GetItemByKey' }, do: 'html', times: 5 })
    const down = await mcp.call('read_record', { system: 'gp', entity: 'item', key: 'CUP-BLUE' })
    expect(down.failure).toMatchObject({
      error: { code: 'remote_unavailable', retryable: true },
      next: [{ tool: 'read_status', arguments: { check: true } }],
    })
    expect(down.text).not.toMatch(/node_modules|at .*\.ts|<html/)
    all.sandbox.gp.faults.clear()
    // One side that is down does not hide the other.
    all.sandbox.gp.faults.add({ match: { operation: 'GetSalesOrderByKey' }, do: 'html', times: 50 })
    const half = await mcp.call('explain_order', { order })
    all.sandbox.gp.faults.clear()
    expect(half.isError).toBe(false)
    expect(half.text).toMatch(/GP: .*remote_unavailable/)
    expect(half.text).toContain('counts as paid')
  })
})
