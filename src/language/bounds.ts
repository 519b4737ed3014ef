/**
 * What an expression must not do, found in its syntax tree: what no budget could stop once it has begun, and loops that
 * are nested deep. Returns the reason, or null.
 */
export function boundsOf(ast: unknown): string | null {
  return walk(ast, 0)
}

const macros = new Set(['map', 'filter', 'exists', 'exists_one', 'all', 'transformList', 'transformMap'])
/** Three loops inside each other over 200 rows are 8 million steps already. */
const deepest = 3

/**
 * Functions of CEL that are not allowed, and why. `functionsOfCel` in the tests names every function there is: a release
 * with a new one is noticed.
 */
const refused: ReadonlyMap<string, string> = new Map([
  // 1.2 s on 28 characters of a crafted text.
  ['matches', 'regular expressions are not allowed'],
  // What it makes can be a thousand times as long as the texts and the separator it takes.
  ['join', 'write joined(list, separator)'],
  // Without a type lists of lists of lists can be compared, each twice as large as the one in it.
  ['dyn', 'every value needs its type; leave dyn(…) out'],
  ['bytes', 'bytes are not allowed; use text'],
])
/** Its own pattern takes minutes on a long text without a unit. */
const longestDuration = 40

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
  if ((op === 'call' || op === 'rcall') && Array.isArray(args)) {
    const name = args[0]
    if (typeof name === 'string') {
      const reason = refused.get(name)
      if (reason) return reason
      if (name === 'duration' && !isShortText(args[1]))
        return `duration(…) takes a text as it stands, of at most ${longestDuration} characters`
      if (macros.has(name)) {
        if (loops === deepest) return `loops are nested more than ${deepest} deep`
        // The list itself is made once, before the loop begins.
        return walk(args[1], loops) ?? walk(args[2], loops + 1)
      }
    }
  }
  return walk(args, loops)
}

function isShortText(args: unknown): boolean {
  const first = Array.isArray(args) ? args[0] : null
  return first?.op === 'value' && typeof first.args === 'string' && first.args.length <= longestDuration
}

/**
 * Comparing lists of lists, or lists of maps, is refused: `[a, a] == [b, b]`, where `a` and `b` are made the same way,
 * takes twice as long with each level, and the budget sees one step.
 * @param ast a syntax tree whose types were checked
 */
export function comparesNested(ast: unknown): boolean {
  if (Array.isArray(ast)) return ast.some(comparesNested)
  if (ast === null || typeof ast !== 'object') return false
  const { op, args } = ast as { op?: unknown; args?: unknown }
  if ((op === '==' || op === '!=' || op === 'in') && Array.isArray(args) && args.some(isNested)) return true
  return comparesNested(args)
}

/** More than one list, map or optional in the name of a type, or a part of it that is not known. */
function isNested(side: unknown): boolean {
  const name = String((side as { checkedType?: unknown } | null)?.checkedType ?? '')
  return (name.match(/(list|map|optional)</g)?.length ?? 0) > 1 || /(list|map|optional)<.*dyn/.test(name)
}
