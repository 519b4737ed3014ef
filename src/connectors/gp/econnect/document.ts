import { dec } from '../../../domain/decimal.ts'
import { InvalidInput, type Problem } from '../../../domain/errors.ts'
import { type RecordRef, refText } from '../../../domain/record.ts'
import { type Element, type NodeName, nodes, type TransactionType, transactionTypes } from './nodes.ts'

/** Decimals and dates are text: "12.5", "2026-11-29". */
export type ElementValue = string | number
export type NodeValues = Readonly<Record<string, ElementValue>>

/** One document: nodes with their elements, both in eConnect's order. All of it is stored, or nothing. */
export interface EconnectDocument {
  readonly type: TransactionType
  readonly record: RecordRef
  readonly nodes: readonly { readonly node: NodeName; readonly values: NodeValues }[]
}

/**
 * Puts a document together and checks it before anything is sent.
 * @param filled nodes in any order; elements that are undefined are left out
 * @throws InvalidInput naming the node and the element: one that is missing, unknown, too long, too fine or no value of its
 *   enumeration; or a node that does not belong to the type
 */
export function econnectDocument(
  type: TransactionType,
  record: RecordRef,
  filled: readonly { readonly node: NodeName; readonly values: Readonly<Record<string, ElementValue | undefined>> }[],
): EconnectDocument {
  const problems: Problem[] = []
  const order: readonly { readonly node: NodeName; readonly many: boolean }[] = transactionTypes[type]
  for (const { node } of filled)
    if (!order.some((one) => one.node === node)) problems.push({ at: node, reason: `is no node of ${type}` })
  const sorted = order.flatMap(({ node, many }) => {
    const its = filled.filter((one) => one.node === node)
    if (!many && its.length > 1) problems.push({ at: node, reason: `stands once in ${type}` })
    return its.map(({ values }, place) => ({
      node,
      values: checked(node, values, its.length > 1 ? `${node}.${place}` : node, problems),
    }))
  })
  if (filled.length === 0) problems.push({ at: type, reason: 'must hold at least one node' })
  if (problems.length > 0) throw new InvalidInput(`${refText(record)} cannot be sent`, problems)
  return { type, record, nodes: sorted }
}

function checked(
  node: NodeName,
  values: Readonly<Record<string, ElementValue | undefined>>,
  at: string,
  problems: Problem[],
): NodeValues {
  const { elements } = nodes[node]
  for (const name of Object.keys(values))
    if (!elements.some((element) => element.name === name))
      problems.push({ at: `${at}.${name}`, reason: 'is no element of this node' })
  return Object.fromEntries(
    elements.flatMap((element) => {
      const value = values[element.name]
      const missing = value === undefined || (element.required && String(value).trim() === '')
      const reason = missing ? (element.required ? 'is required' : null) : problemOf(element, value)
      if (reason !== null) problems.push({ at: `${at}.${element.name}`, reason })
      return missing ? [] : [[element.name, value]]
    }),
  )
}

/** numeric(19,5): fourteen digits before the point. */
const numericText = /^-?\d{1,14}(\.\d+)?$/

function problemOf(element: Element, value: ElementValue): string | null {
  switch (element.type) {
    case 'char':
      if (typeof value !== 'string') return 'must be text'
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones meant
      if (/[\u0000-\u001f\u007f]/.test(value)) return 'holds a character that no column of GP takes'
      return value.length > element.length
        ? `must be at most ${element.length} characters, is ${value.length}: GP would cut it`
        : null
    case 'numeric':
      if (typeof value !== 'string' || !numericText.test(value)) return 'must be a decimal number below 10^14'
      return dec(value).decimalPlaces() > 5 ? 'must have at most 5 decimals' : null
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value)) return 'must be a whole number'
      return element.values && !element.values.includes(value) ? `must be one of ${element.values.join(', ')}` : null
    case 'date':
      return typeof value === 'string' && isDate(value) ? null : 'must be a date, "2026-11-29", from 1900 on'
  }
}

const isDate = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  text >= '1900' &&
  !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
  new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)
