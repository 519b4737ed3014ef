import { parseAst } from 'vitest/node'

interface Syntax {
  readonly type?: string
  readonly value?: unknown
  readonly quasis?: readonly { readonly value: { readonly cooked: string } }[]
}

/** Every text in a TypeScript source: strings as they are, templates with {} where a value stands. */
export function textsIn(file: string, source: string): readonly string[] {
  const texts: string[] = []
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { type, value, quasis } = node as Syntax
    if (type === 'Literal' && typeof value === 'string') texts.push(value)
    if (type === 'TemplateLiteral') texts.push(quasis!.map((piece) => piece.value.cooked).join('{}'))
    for (const inside of Object.values(node)) visit(inside)
  }
  visit(parseAst(source, { lang: 'ts' }, file))
  return texts
}
