import type { EntityRegistry } from '../domain/connector.ts'
import type { EntityName } from '../domain/record.ts'
import { prepare } from './compile.ts'
import { expressionsIn, type Placed } from './expressions.ts'
import type { Definition } from './format.ts'
import { callOf, isNode, nodesIn, resultsOf, textOf } from './syntax.ts'

/** A key that a definition writes down, and the entity that must have it: "SHIP2" of gp.shippingMethod. */
export interface Reference {
  readonly entity: EntityName
  readonly key: string
  /** Where it stands: "value-maps/carrier.json", "settings.json/site". */
  readonly at: string
}

/**
 * Keys of the other system that value maps, settings and expressions hold: those that become a field which refers to an
 * entity, and those that are looked up. Only what stands there as text can be known beforehand.
 */
export function referencesOf(definition: Definition, entities: EntityRegistry): Reference[] {
  const found = new Map<string, Reference>()
  const all = [...expressionsIn(prepare(definition, entities))]
  const words = new Set(all.flatMap(wordsIn))
  const note = (reference: Reference) => {
    if (reference.key !== '') found.set(`${reference.entity} ${reference.key} ${reference.at}`, reference)
  }
  const follow = (node: unknown, entity: EntityName, { expression: { at }, lets }: Placed) => {
    for (const result of resultsOf(node).flatMap((one) => resultsOf(letIn(one, lets)))) {
      const text = textOf(result)
      const call = callOf(result)
      const setting = settingIn(result)
      if (text !== null) note({ entity, key: text, at })
      if (call?.name === 'valueMap') {
        const map = definition.valueMaps[textOf(call.args[0]) ?? '']
        for (const { to } of map?.entries ?? [])
          if (!words.has(wordOf(map!.id, to ?? ''))) note({ entity, key: to ?? '', at: `value-maps/${map!.id}.json` })
      }
      const value = setting === null ? null : definition.settings.settings[setting]?.value
      if (typeof value === 'string') note({ entity, key: value, at: `settings.json/${setting}` })
    }
  }
  for (const placed of all) {
    const { expression, field } = placed
    if (field?.refersTo) follow(expression.ast, field.refersTo, placed)
    for (const node of nodesIn(expression.ast)) {
      const call = callOf(node)
      if (call?.name === 'lookup') follow(call.args[1], textOf(call.args[0]) as EntityName, placed)
    }
  }
  return [...found.values()]
}

const wordOf = (valueMap: string, value: string) => `${valueMap} ${value}`

/**
 * Values of a value map that an expression compares with a text, as "Check" of payment methods: words of the flow's own, which
 * it never takes for a key.
 */
function wordsIn({ expression, lets }: Placed): string[] {
  return [...nodesIn(expression.ast)].flatMap((node) => {
    if ((node.op !== '==' && node.op !== '!=') || !Array.isArray(node.args)) return []
    const [left, right] = node.args as [unknown, unknown]
    const pairs = [
      [textOf(left), right],
      [textOf(right), left],
    ] as const
    return pairs.flatMap(([text, other]) =>
      text === null
        ? []
        : resultsOf(letIn(other, lets)).flatMap((result) => {
            const call = callOf(result)
            return call?.name === 'valueMap' ? [wordOf(textOf(call.args[0]) ?? '', text)] : []
          }),
    )
  })
}

/** A named value stands for the expression behind it. */
const letIn = (node: unknown, lets: Placed['lets']) =>
  isNode(node) && node.op === 'id' ? (lets.get(String(node.args)) ?? node) : node

function settingIn(node: unknown): string | null {
  if (!isNode(node) || node.op !== '.' || !Array.isArray(node.args)) return null
  const [owner, name] = node.args as [unknown, string]
  return isNode(owner) && owner.op === 'id' && owner.args === 'settings' ? name : null
}
