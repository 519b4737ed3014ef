import { XMLParser } from 'fast-xml-parser'
import type { Resource } from './resources.ts'
import type { AssociationRow, Value } from './rows.ts'

/** A document as nodes in order: what fast-xml-parser calls preserveOrder. */
type Node = { readonly [name: string]: readonly Node[] | string | number } & {
  readonly ':@'?: { readonly [attribute: string]: string }
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: true,
  processEntities: true,
  cdataPropName: '#cdata',
})

/** A row as it was sent: only the fields that are there. Associations that are there but empty are empty lists. */
export interface SentRow {
  readonly id: number | null
  readonly fields: { [field: string]: Value }
  readonly associations: { [name: string]: AssociationRow[] }
}

/**
 * The rows in a document, sent to the shop or recorded from one: a single entity, several, or a list.
 * @throws Error on what is no XML, or has no `prestashop` root.
 */
export function readRows(xml: string, resource: Resource): SentRow[] {
  const text = xml.replace(/^\s*xml=/, '')
  const root = (parser.parse(text, true) as Node[]).find((node) => 'prestashop' in node)
  if (!root) throw new Error('no prestashop element')
  const inside = children(root, 'prestashop')
  const list = inside.find((node) => resource.list in node && resource.list !== resource.node)
  const rows = list ? children(list, resource.list) : inside
  return rows.filter((node) => resource.node in node).map((node) => readRow(children(node, resource.node), resource))
}

function readRow(nodes: readonly Node[], resource: Resource): SentRow {
  const row: SentRow = { id: null, fields: {}, associations: {} }
  let id: number | null = null
  for (const node of nodes) {
    const name = nameOf(node)
    if (name === 'id') id = Number(textOf(children(node, name)))
    else if (name === 'associations')
      for (const association of children(node, name)) readAssociation(association, resource, row)
    else if (name) row.fields[name] = readValue(children(node, name))
  }
  return { ...row, id }
}

function readAssociation(node: Node, resource: Resource, row: SentRow): void {
  const name = nameOf(node)
  const rule = name ? resource.associations.get(name) : undefined
  if (!name || !rule) return
  row.associations[name] = children(node, name)
    .filter((child) => rule.node in child)
    .map((child) =>
      Object.fromEntries(
        children(child, rule.node).flatMap((field) => {
          const key = nameOf(field)
          return key ? [[key, textOf(children(field, key))]] : []
        }),
      ),
    )
}

function readValue(nodes: readonly Node[]): Value {
  const languages = nodes.filter((node) => 'language' in node)
  if (languages.length === 0) return textOf(nodes)
  return Object.fromEntries(languages.map((node) => [node[':@']?.id ?? '1', textOf(children(node, 'language'))]))
}

const nameOf = (node: Node) => Object.keys(node).find((key) => key !== ':@' && !key.startsWith('#'))
const children = (node: Node, name: string) => (node[name] ?? []) as readonly Node[]

function textOf(nodes: readonly Node[]): string {
  return nodes
    .map((node) =>
      '#cdata' in node ? textOf(node['#cdata'] as readonly Node[]) : '#text' in node ? String(node['#text']) : '',
    )
    .join('')
}
