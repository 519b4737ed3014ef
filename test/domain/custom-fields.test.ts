import { describe, expect, test } from 'vitest'
import { gp } from '../../src/connectors/gp/index.ts'
import { prestashop } from '../../src/connectors/prestashop/index.ts'
import { customFieldProblems, withCustomFields } from '../../src/domain/custom-fields.ts'
import { fieldsIn } from '../../src/domain/entity.ts'
import type { EntityName } from '../../src/domain/record.ts'
import { entities } from '../language/standard.ts'

const text = { type: 'text' as const, about: 'What it means.' }

describe('custom fields', () => {
  test('are fields of their entity, in a record inside of it, and in each row of a list', () => {
    const known = withCustomFields(entities, {
      'prestashop.order': { gift_code: text, 'order_details.engraving': text },
      'gp.salesOrder': { 'UserDefined.List01': { ...text, maxLength: 20 } },
    })
    const order = known.get('prestashop.order')!
    expect(order.fields.gift_code).toEqual({ ...text, optional: true, custom: true })
    expect(fieldsIn(order.fields.order_details).engraving).toMatchObject({ type: 'text' })
    expect(fieldsIn(known.get('gp.salesOrder')!.fields.UserDefined)).toMatchObject({
      List01: { maxLength: 20 },
      Text01: { maxLength: 20 },
    })
    expect(entities.get('prestashop.order')!.fields.gift_code).toBeUndefined()
  })

  test('where there are none, nothing is copied', () => {
    expect(withCustomFields(entities, {})).toBe(entities)
  })

  test('that cannot be are refused, each at its place', () => {
    const custom = {
      'prestashop.voucher': { code: text },
      'prestashop.order': { reference: text, 'reference.part': text, 'nothing.inside': text },
    }
    expect(customFieldProblems(entities, custom)).toEqual([
      { at: 'custom-fields.json/prestashop.voucher', reason: 'is no entity' },
      { at: 'custom-fields.json/prestashop.order/reference', reason: 'is a field of this entity already' },
      { at: 'custom-fields.json/prestashop.order/reference.part', reason: 'stands in reference, which has no fields' },
      { at: 'custom-fields.json/prestashop.order/nothing.inside', reason: 'has no field nothing to stand in' },
    ])
  })

  test('are checked by the system: what GP has no member for, and what is a secret of the shop', () => {
    expect(gp.checkFields?.({ 'gp.salesOrder': { 'UserDefined.List01': text } }, [])).toEqual([])
    expect(
      gp.checkFields?.({ 'gp.salesOrder': { Colour: text, 'UserDefined.Date01': { ...text, type: 'integer' } } }, []),
    ).toEqual([
      { at: 'custom-fields.json/gp.salesOrder/Colour', reason: expect.stringMatching(/no such text: .*has no Colour/) },
      { at: 'custom-fields.json/gp.salesOrder/UserDefined.Date01', reason: expect.stringMatching(/no such integer/) },
    ])
    expect(gp.checkFields?.({ 'gp.salesOrder': { 'ProcessHolds.Password': text } }, [])).toEqual([
      { at: 'custom-fields.json/gp.salesOrder/ProcessHolds.Password', reason: 'holds a secret, and is never read' },
    ])
    expect(prestashop.checkFields?.({ 'prestashop.customer': { passwd: text, newsletter: text } }, [])).toEqual([
      { at: 'custom-fields.json/prestashop.customer/passwd', reason: 'holds a secret, and is never read' },
    ])
  })

  test('of the shop are refused where they would never hold anything, or be written', () => {
    const refused = (entity: EntityName, path: string, ...fields: string[]) =>
      prestashop.checkFields!(
        { [entity]: { [path]: text } },
        fields.map((field) => ({ at: field, entity, field })),
      )
    expect(refused('prestashop.soldOut', 'colour')).toEqual([
      {
        at: 'custom-fields.json/prestashop.soldOut/colour',
        reason: expect.stringContaining('Name it with prestashop.product'),
      },
    ])
    expect(refused('prestashop.order', 'erp_number', 'id', 'current_state', 'erp_number')).toEqual([])
    expect(refused('prestashop.customer', 'erp_number', 'erp_number')).toEqual([])
    const onlyRead = { reason: expect.stringMatching(/^is only read: .*prestashop\.order, .*prestashop\.customer$/) }
    expect(refused('prestashop.orderHistory', 'reason', 'id_order', 'reason')).toEqual([{ at: 'reason', ...onlyRead }])
    expect(refused('prestashop.orderHistory', 'reason', 'id_order')).toEqual([])
    expect(refused('prestashop.order', 'order_details.engraving', 'order_details')).toEqual([
      { at: 'order_details', ...onlyRead },
    ])
  })
})
