import { describe, expect, test } from 'vitest'
import { econnectErrors } from '../../../src/connectors/gp/web-services/faults.ts'
import { ref } from '../../../src/domain/record.ts'
import { salesOrderDocument } from './orders.ts'
import { connect, fault, logId, startRawGp, validationResult } from './raw-gp.ts'

const order = ref('gp.salesOrder', 'WEB1')
const create = { do: 'create', record: order, document: salesOrderDocument('WEB1') } as const
const econnect = (number: number, procedure: string, description: string) =>
  `Sql procedure error codes returned: \n\rError Number = ${number}  Stored Procedure= ${procedure}  Error Description = ${description}\r\nNode Identifier Parameters: ${procedure}\r\nSOPNUMBE = WEB1`

/** What a create that GP refuses with these logged messages throws. */
async function refusal(item: { message: string; properties?: string[] }) {
  await using gp = await startRawGp(({ operation }) =>
    operation === 'CreateSalesOrder'
      ? fault('A validation exception has occurred.', logId)
      : operation === 'GetLoggedValidationResultByKey'
        ? validationResult(item)
        : undefined,
  )
  await using connector = connect(gp)
  const error: unknown = await connector.write(create).catch((caught: unknown) => caught)
  expect(gp.asked('GetLoggedValidationResultByKey')[0]).toContain(`<logId>${logId}</logId>`)
  return error
}

describe('a document that GP refuses', () => {
  test.each([
    [2221, 'taSopHdrIvcInsert', 'Duplicate document number.', 'duplicate', 'ask', 'prefix'],
    [
      190,
      'taRMTransaction',
      'Document number (DOCNUMBR) already exists in either RM00401',
      'duplicate',
      'ask',
      'prefix',
    ],
    [
      2079,
      'taSopHdrIvcInsert',
      'Document is currently being edited by another user',
      'locked',
      'retry',
      'User Activity',
    ],
    [67, 'taSopHdrIvcInsert', 'Subtotal does not match the line item totals', 'rejected_by_remote', 'ask', 'amounts'],
    [4776, 'taSopLineIvcInsert', 'item does not allow back orders', 'rejected_by_remote', 'ask', 'stock'],
    [140, 'taSopHdrIvcInsert', 'Customer Number (CUSTNMBR) does not exist', 'rejected_by_remote', 'ask', 'customer'],
    [467, 'taSopLineIvcInsert', 'Location Code (LOCNCODE) does not exist', 'rejected_by_remote', 'ask', 'Site'],
  ])('with error %i of %s', async (number, procedure, description, code, next, hint) => {
    const error = await refusal({ message: econnect(number, procedure, description) })
    expect(error).toMatchObject({ code, numbers: [String(number)], next: { do: next }, record: order })
    expect((error as { hint: string }).hint).toContain(hint)
    expect((error as { reply: { untrusted: string } }).reply.untrusted).toContain(description)
    expect((error as Error).message).not.toContain(description)
  })

  test('with a complaint of the service itself names the property', async () => {
    const error = await refusal({ message: 'The key does not exist.', properties: ['SalesOrder.ShippingMethodKey'] })
    expect(error).toMatchObject({ code: 'rejected_by_remote', hint: expect.stringContaining('Shipping Methods') })
  })

  test('without a readable log is still a refusal', async () => {
    await using gp = await startRawGp(({ operation }) =>
      operation === 'CreateSalesOrder' || operation === 'GetLoggedValidationResultByKey'
        ? fault('A validation exception has occurred.', logId)
        : undefined,
    )
    await using connector = connect(gp)
    await expect(connector.write(create)).rejects.toMatchObject({ code: 'rejected_by_remote', numbers: [] })
  })
})

test('a system exception leaves open whether the order was made', async () => {
  const text =
    'The application encountered an unhandled system exception. Contact your system administrator for details.'
  await using gp = await startRawGp(({ operation }) => (operation.startsWith('Create') ? fault(text) : undefined))
  await using connector = connect(gp)
  await expect(connector.write(create)).rejects.toMatchObject({ code: 'remote_unavailable', ambiguous: true })
})

test('a policy that cannot be read stops the order before it is sent', async () => {
  await using gp = await startRawGp(({ operation }) =>
    operation === 'GetPolicyByOperation' ? fault('unhandled system exception') : undefined,
  )
  await using connector = connect(gp)
  await expect(connector.write(create)).rejects.toMatchObject({ code: 'remote_unavailable', ambiguous: false })
})

test('an address that was narrowed to another series is a wrong address', async () => {
  await using gp = await startRawGp(() => fault('ContractFilter mismatch', null, 'a:ActionNotSupported'))
  await using connector = connect(gp)
  await expect(connector.read(order)).rejects.toMatchObject({
    code: 'wrong_address',
    hint: expect.stringContaining('narrow'),
  })
})

test('a user without a role is access denied', async () => {
  await using gp = await startRawGp(() => fault('The user is not authorized to perform this operation.'))
  await using connector = connect(gp)
  await expect(connector.read(order)).rejects.toMatchObject({
    code: 'access_denied',
    hint: expect.stringContaining('Security Console'),
  })
})

test('several eConnect errors in one text are all found, in the spelling of every version', () => {
  const text = `${econnect(67, 'taSopHdrIvcInsert', 'Subtotal')}\r\nError Number = 722  Stored Procedure taSopLineIvcInsert  Error Description = Unit Price\r\n`
  expect(econnectErrors(text)).toEqual([
    { number: '67', procedure: 'taSopHdrIvcInsert', description: 'Subtotal' },
    { number: '722', procedure: 'taSopLineIvcInsert', description: 'Unit Price' },
  ])
})
