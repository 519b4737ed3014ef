import { expect, test } from 'vitest'
import type { CustomFields } from '../../src/domain/custom-fields.ts'
import { standardDefinition } from '../../src/flows/index.ts'
import { edit, parseEdits } from '../../src/language/index.ts'
import { editsToRead, type WantedField } from '../../src/web/pages/flows/read-fields.ts'

const wanted = (entity: string, path: string, more: Partial<WantedField['found']> = {}): WantedField => ({
  ...{ entity, about: ` About ${path}. `, personal: path === 'note' },
  found: { path, type: 'text', samples: ['Ann'], ...more },
})
const note = { type: 'text', about: 'About note.', personal: true } as const
const colour = { type: 'text', about: 'Of somebody else.' } as const

/** The custom fields of a definition that has these, after the edits. */
const after = (known: CustomFields, ...fields: readonly WantedField[]) =>
  edit({ ...standardDefinition(), customFields: known }, parseEdits(editsToRead(known, fields))).definition.customFields

test('fields that are chosen come to the custom fields, each as it was found, and those of others stay', () => {
  const months = wanted('gp.item', 'Months', { type: 'integer', from: { view: 'EXT', column: 'Warranty Months' } })
  const list = wanted('gp.salesOrder', 'UserDefined.List01', { maxLength: 20 })
  const all = [wanted('prestashop.customer', 'note'), months, list]
  const its = {
    'prestashop.customer': { note },
    'gp.item': {
      Months: { type: 'integer', about: 'About Months.', from: { view: 'EXT', column: 'Warranty Months' } },
    },
    'gp.salesOrder': { 'UserDefined.List01': { type: 'text', about: 'About UserDefined.List01.', maxLength: 20 } },
  }
  expect(after({}, ...all)).toEqual(its)
  expect(after({ 'prestashop.order': { colour } }, ...all)).toEqual({ 'prestashop.order': { colour }, ...its })
  expect(after({ 'prestashop.customer': { colour } }, ...all)).toEqual({
    ...its,
    'prestashop.customer': { colour, note },
  })
})

test('one that somebody else has added meanwhile is refused, and not set in its place', () => {
  const edits = parseEdits(editsToRead({ 'prestashop.customer': { colour } }, [wanted('prestashop.customer', 'note')]))
  const meanwhile = { 'prestashop.customer': { colour, note: colour } }
  expect(() => edit({ ...standardDefinition(), customFields: meanwhile }, edits)).toThrow(/is no longer what it was/)
})
