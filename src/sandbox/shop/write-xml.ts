import type { AssociationRule, FieldRule, Resource } from './resources.ts'
import type { Row, Value } from './rows.ts'

/**
 * Answers as the shop writes them: every value in CDATA and raw (a "]]>" inside one breaks the document, as it does on a
 * real shop), xlink:href on references that are not 0, languages of a field on one line, one tab before a field, none
 * before associations.
 */

const head = '<?xml version="1.0" encoding="UTF-8"?>\n<prestashop xmlns:xlink="http://www.w3.org/1999/xlink">\n'
const tail = '</prestashop>\n'

/** Which fields an answer shows: all, or some, with some of the fields of associations. */
export type Display =
  | 'full'
  | { readonly fields: ReadonlySet<string>; readonly associations: ReadonlyMap<string, ReadonlySet<string>> }

export const oneXml = (api: string, resource: Resource, row: Row, display: Display = 'full') =>
  `${head}${rowXml(api, resource, row, display)}${tail}`

export const listXml = (api: string, resource: Resource, rows: readonly Row[], display: Display | 'minimum') =>
  `${head}<${resource.list}>\n${rows.map((row) => (display === 'minimum' ? minimum(api, resource, row) : rowXml(api, resource, row, display))).join('')}</${resource.list}>\n${tail}`

export const manyXml = (api: string, resource: Resource, rows: readonly Row[]) =>
  `${head}${rows.map((row) => rowXml(api, resource, row, 'full')).join('')}${tail}`

const minimum = (api: string, { name, node }: Resource, { id }: Row) =>
  `<${node} id="${id}" xlink:href="${api}/${name}/${id}"/>\n`

export function errorsXml(errors: readonly { code: number; message: string }[]): string {
  const all = errors.map(
    ({ code, message }) =>
      `<error>\n<code><![CDATA[${code}]]></code>\n<message><![CDATA[${message}]]></message>\n</error>\n`,
  )
  return `${head}<errors>\n${all.join('')}</errors>\n${tail}`
}

function rowXml(api: string, resource: Resource, row: Row, display: Display): string {
  const shown = (name: string) => display === 'full' || display.fields.has(name)
  const lines: string[] = [`<${resource.node}>\n`]
  if (shown('id')) lines.push(`\t<id><![CDATA[${row.id}]]></id>\n`)
  for (const rule of resource.fields.values())
    if (shown(rule.name)) lines.push(`\t${fieldXml(api, rule, row.fields[rule.name] ?? '', row)}\n`)
  const associations = [...resource.associations.values()].filter(
    ({ name }) => display === 'full' || display.associations.has(name),
  )
  if (associations.length > 0) {
    lines.push('<associations>\n')
    for (const rule of associations)
      lines.push(associationXml(api, rule, row, display === 'full' ? null : display.associations.get(rule.name)!))
    lines.push('</associations>\n')
  }
  lines.push(`</${resource.node}>\n`)
  return lines.join('')
}

/** References that PrestaShop links also when they point to nothing; in rows that are no resource of their own all of them. */
const linkedWhenNone = new Set(['product_attribute_id', 'id_customization'])

/** An image is below its product, which the row is, or belongs to. */
const addressOf = (resource: string, id: string, row: Row | null) =>
  row !== null && resource.startsWith('images')
    ? `images/products/${String(row.fields.id_product ?? row.id)}/${id}`
    : `${resource}/${id}`

/** @param row whose field it is; null: a row that is no resource of its own */
function fieldXml(api: string, rule: FieldRule, value: Value, row: Row | null): string {
  if (typeof value !== 'string') {
    const languages = Object.entries(value).map(
      ([id, text]) => `<language id="${id}" xlink:href="${api}/languages/${id}"><![CDATA[${text}]]></language>`,
    )
    return `<${rule.name}>${languages.join('')}</${rule.name}>`
  }
  const linked = rule.refersTo && value !== '' && (value !== '0' || row === null || linkedWhenNone.has(rule.name))
  const href = linked ? ` xlink:href="${api}/${addressOf(rule.refersTo!, value, row)}"` : ''
  const computed = rule.computed ? ' notFilterable="true"' : ''
  return `<${rule.name}${href}${computed}><![CDATA[${value}]]></${rule.name}>`
}

function associationXml(api: string, rule: AssociationRule, row: Row, shown: ReadonlySet<string> | null): string {
  const kind = rule.resource === null ? 'virtualEntity="true"' : `api="${rule.resource}"`
  const rows = row.associations[rule.name] ?? []
  if (rows.length === 0)
    return `<${rule.name} nodeType="${rule.node}" ${rule.resource === null ? 'virtualEntity="true"' : kind}/>\n`
  const lines = rows.map((given) => {
    const href =
      rule.resource === null || rule.unlinked
        ? ''
        : ` xlink:href="${api}/${addressOf(rule.resource, given.id ?? '', row)}"`
    const fields = rule.fields
      .filter(({ name }) => shown === null || (shown.has(name) && !rule.unnamed))
      .map((field) => `\t${fieldXml(api, field, given[field.name] ?? '', null)}\n`)
    return `\t<${rule.node}${href}>\n${fields.join('')}\t</${rule.node}>\n`
  })
  return `<${rule.name} nodeType="${rule.node}" ${kind}>\n${lines.join('')}</${rule.name}>\n`
}

/** ?schema=synopsis and ?schema=blank. */
export function schemaXml(api: string, resource: Resource, languages: readonly number[], synopsis: boolean): string {
  const attributes = (rule: FieldRule) =>
    synopsis
      ? [
          rule.required ? ' required="true"' : '',
          rule.readOnly ? ' read_only="true" readOnly="true"' : '',
          rule.computed ? ' notFilterable="true"' : '',
          rule.maxLength === null ? '' : ` maxSize="${rule.maxLength}"`,
          rule.format === '' ? '' : ` format="${rule.format}"`,
        ].join('')
      : ''
  const field = (rule: FieldRule) =>
    rule.translated
      ? `\t<${rule.name}${attributes(rule)}>${languages.map((id) => `<language id="${id}" xlink:href="${api}/languages/${id}"><![CDATA[]]></language>`).join('')}</${rule.name}>\n`
      : `\t<${rule.name}${attributes(rule)}><![CDATA[]]></${rule.name}>\n`
  const association = (rule: AssociationRule) =>
    `<${rule.name} nodeType="${rule.node}" ${rule.resource === null ? 'virtualEntity="true"' : `api="${rule.resource}"`}>\n\t<${rule.node}>\n${rule.fields.map(field).join('')}\t</${rule.node}>\n</${rule.name}>\n`
  const associations = [...resource.associations.values()].map(association)
  return `${head}<${resource.node}>\n${[...resource.fields.values()].map(field).join('')}${associations.length > 0 ? `<associations>\n${associations.join('')}</associations>\n` : ''}</${resource.node}>\n${tail}`
}

/** GET /api/: what the key may do. */
export function rootXml(
  api: string,
  shopName: string,
  permitted: readonly { resource: Resource; methods: ReadonlySet<string> }[],
): string {
  const lines = permitted.map(({ resource: { name }, methods }) => {
    const rights = ['get', 'put', 'post', 'patch', 'delete', 'head']
      .map((method) => ` ${method}="${methods.has(method.toUpperCase())}"`)
      .join('')
    const schemas = ['blank', 'synopsis']
      .map((type) => `<schema xlink:href="${api}/${name}?schema=${type}" type="${type}"/>\n`)
      .join('')
    return `<${name} xlink:href="${api}/${name}"${rights}>\n<description xlink:href="${api}/${name}"${rights}>\n${name.replace(/_/g, ' ')}</description>\n${schemas}</${name}>\n`
  })
  return `${head}<api shopName="${shopName}">\n${lines.join('')}</api>\n${tail}`
}
