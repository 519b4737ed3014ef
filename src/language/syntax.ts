/** A node of CEL's syntax tree, as its parser makes it: calls have their name and their arguments in `args`. */
export interface Node {
  readonly op: string
  readonly args: unknown
}

export const isNode = (value: unknown): value is Node => value !== null && typeof value === 'object' && 'op' in value

export const textOf = (node: unknown): string | null =>
  isNode(node) && node.op === 'value' && typeof node.args === 'string' ? node.args : null

/** A call of a function: its name and arguments. Null for anything else. */
export function callOf(node: unknown): { readonly name: string; readonly args: readonly unknown[] } | null {
  if (!isNode(node) || node.op !== 'call' || !Array.isArray(node.args)) return null
  return { name: String(node.args[0]), args: (node.args[1] ?? []) as unknown[] }
}

/** Every node of a tree, from the top down. A list: to yield each took a fifth of the time of a check. */
export function nodesIn(tree: unknown): readonly Node[] {
  const nodes: Node[] = []
  collect(tree, nodes)
  return nodes
}

function collect(tree: unknown, nodes: Node[]): void {
  if (Array.isArray(tree)) for (const child of tree) collect(child, nodes)
  else if (isNode(tree)) {
    nodes.push(tree)
    collect(tree.args, nodes)
  }
}

/** The parts of an expression that may be its result: the branches of a condition, what an optional holds. */
export function resultsOf(node: unknown): readonly unknown[] {
  if (!isNode(node) || !Array.isArray(node.args)) return [node]
  const [first, second, third] = node.args as unknown[]
  if (node.op === '?:') return [...resultsOf(second), ...resultsOf(third)]
  if (node.op === 'rcall' && first === 'of') return resultsOf((third as unknown[])[0])
  if (node.op === 'rcall' && first === 'orValue') return [...resultsOf(second), ...resultsOf((third as unknown[])[0])]
  const call = callOf(node)
  if (call?.name === 'unlessEmpty' || call?.name === 'truncate') return resultsOf(call.args[0])
  if (call?.name === 'orElse') return call.args.flatMap(resultsOf)
  return [node]
}
