/**
 * What an expression must not do, found in its syntax tree: a regular expression (`matches` took 1.2 s on 28 characters
 * of a crafted text) and deep loops over lists. Returns the reason, or null.
 */
export function boundsOf(ast: unknown): string | null {
  return walk(ast, 0)
}

const macros = new Set(['map', 'filter', 'exists', 'exists_one', 'all', 'transformList', 'transformMap'])
/** Three loops inside each other over 200 rows are 8 million steps already. */
const deepest = 3

function walk(node: unknown, loops: number): string | null {
  if (Array.isArray(node)) {
    for (const child of node) {
      const found = walk(child, loops)
      if (found) return found
    }
    return null
  }
  if (node === null || typeof node !== 'object') return null
  const { op, args } = node as { op?: unknown; args?: unknown }
  let depth = loops
  if ((op === 'call' || op === 'rcall') && Array.isArray(args)) {
    const name = args[0]
    if (name === 'matches') return 'regular expressions are not allowed'
    if (typeof name === 'string' && macros.has(name)) depth += 1
    if (depth > deepest) return `loops are nested more than ${deepest} deep`
  }
  return walk(args, depth)
}
