import type { EconnectDocument } from './document.ts'
import { transactionTypes } from './nodes.ts'

/**
 * Documents as eConnect's own XML, for a program on GP's side that submits it. One root is one SQL transaction.
 * @see eConnect, “Create an eConnect document”: no namespace on any element, children before headers
 */
export function econnectXml(documents: readonly EconnectDocument[]): string {
  const lines = documents.flatMap(({ type, nodes }) => [
    `  <${type}>`,
    ...transactionTypes[type].flatMap(({ node, many }) => {
      const its = nodes.filter((one) => one.node === node)
      const inner = its.flatMap(({ values }) => [
        `<${node}>`,
        ...Object.entries(values).map(([name, value]) => `  <${name}>${escaped(String(value))}</${name}>`),
        `</${node}>`,
      ])
      const whole = many && its.length > 0 ? [`<${node}_Items>`, ...inner.map(indented), `</${node}_Items>`] : inner
      return whole.map((line) => `    ${line}`)
    }),
    `  </${type}>`,
  ])
  return ['<?xml version="1.0" encoding="utf-8"?>', '<eConnect>', ...lines, '</eConnect>', ''].join('\n')
}

const indented = (line: string) => `  ${line}`

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => entities[sign]!)
