import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv'
import { afterAll, expect, test } from 'vitest'
import { type Parts, readFolder, writeFolder, writePart } from '../../src/commands/definition-folder.ts'
import { schemasOf } from '../../src/commands/editor-schemas.ts'
import type { Json } from '../../src/domain/record.ts'
import { processes, standardDefinition, withProcess } from '../../src/flows/index.ts'
import { partsOfDefinition } from '../../src/language/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'ledgerline-schemas-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const parts: Parts = {
  'integration.json': {
    format: 1,
    id: 'main',
    name: 'Main',
    connections: {
      prestashop: { url: 'https://shop.example/', timezone: 'Europe/Paris' },
      gp: { url: 'http://gp.example:48620/DynamicsGPWebServices/DynamicsGPService.asmx', companyId: 3 },
    },
  },
  ...processes.reduce((all, process) => withProcess(all, process).parts, partsOfDefinition(standardDefinition())),
  'custom-fields.json': {
    format: 1,
    fields: { 'gp.salesOrder': { UserDefined1: { type: 'text', about: 'The web reference.', maxLength: 20 } } },
  },
}
writeFolder(folder, parts, await schemasOf(parts))

const validator = new AjvJsonSchemaValidator()
const validators = new Map<string, ReturnType<typeof validator.getValidator>>()
/** As an editor does: by the schema that the file names. @returns what is wrong with it, or '' */
function judged(name: string, part: { readonly [member: string]: Json }): string {
  const path = join(folder, name, '..', String(part.$schema))
  const validate = validators.get(path) ?? validator.getValidator(JSON.parse(readFileSync(path, 'utf8')))
  validators.set(path, validate)
  const { valid, errorMessage } = validate(part)
  return valid ? '' : errorMessage!
}
const file = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as { [member: string]: Json }

test('every file of an exported folder names a schema that it keeps to, and the hub reads it as before', () => {
  expect(Object.keys(parts).map((name) => [name, judged(name, file(name))])).toEqual(
    Object.keys(parts).map((name) => [name, '']),
  )
  expect(readFolder(folder)).toEqual(parts)
})

test('what is misspelt is marked: a step, an entity, a target field, a field of a line; a custom field is not', () => {
  const name = 'mappings/order-to-sales-order.json'
  const mapping = file(name)
  const fields = mapping.fields as { [field: string]: Json }
  const withField = (field: string) => judged(name, { ...mapping, fields: { ...fields, [field]: '"x"' } })
  expect(withField('UserDefined1')).toBe('')
  expect(withField('Coment')).toContain('additional properties')
  const lines = fields.Lines as { fields: { [field: string]: Json } }
  const withLine = { ...lines, fields: { ...lines.fields, Quantty: '1' } } as unknown as Json
  expect(judged(name, { ...mapping, fields: { ...fields, Lines: withLine } })).toContain('additional properties')
  expect(judged(name, { ...mapping, to: 'gp.salesOrdr' })).toContain('allowed values')
  const flow = file('flows/order-to-sales-order.json')
  const steps = flow.steps as { [member: string]: Json }[]
  expect(judged('flows/x.json', { ...flow, steps: [{ ...steps[0]!, do: 'raed' }] })).not.toBe('')
  expect(judged('integration.json', { ...file('integration.json'), cutover: '2026-01-01T00:00:00Z' })).not.toBe('')
})

test('a folder without schemas stays without', () => {
  const plain = mkdtempSync(join(tmpdir(), 'ledgerline-plain-'))
  try {
    writePart(plain, 'settings.json', { format: 1, settings: {} })
    expect(JSON.parse(readFileSync(join(plain, 'settings.json'), 'utf8'))).toEqual({ format: 1, settings: {} })
    expect(existsSync(join(plain, '.schemas'))).toBe(false)
  } finally {
    rmSync(plain, { recursive: true, force: true })
  }
})
