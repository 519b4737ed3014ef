import { Environment } from '@marcbachmann/cel-js'
import { entityName } from '../entity-words.ts'
import { functionsOf } from '../functions/index.ts'
import { isNode, type Node, textOf } from '../syntax.ts'
import { wordsOfCall } from './cel-words.ts'
import { adjectiveIn, inWords, listed, ownNames, quoted } from './names.ts'

/** Only parses: what is not CEL is shown as it stands. */
const parser = new Environment({ enableOptionalTypes: true })

/** What an expression gives, in English words for people who do not read CEL: "order’s total paid minus 5". Never throws. */
export const valueInWords = (expression: string): string => inEnglish(expression, value)

/** When a condition holds, as a clause: "order’s current state is one of the setting paidStates". Never throws. */
export const conditionInWords = (expression: string): string => inEnglish(expression, (node) => clause(node, true))

function inEnglish(expression: string, say: (node: unknown) => string): string {
  try {
    return say(parser.parse(expression).ast)
  } catch {
    return `“${expression}”`
  }
}

const functionWords: ReadonlyMap<string, string> = new Map(
  functionsOf(() => {
    throw new Error('Words are not evaluated')
  }).map(({ signature, inWords: words }) => [placeOf(signature), words]),
)

/** "truncate(string, int): string" → "truncate 2". */
function placeOf(signature: string): string {
  const [, name = '', given = ''] = /^(\w+)\((.*)\):/.exec(signature) ?? []
  const args = given.replace(/<[^>]*>/g, '')
  return `${name} ${args.trim() === '' ? 0 : args.split(',').length}`
}

/** What is a clause by itself, "A is linked to B": as a value it is "whether …". */
const clauses = new Set(['inValueMap', 'isLinked', 'has', 'startsWith', 'endsWith', 'contains', 'matches', 'hasValue'])
const loops = new Set(['exists', 'exists_one', 'all'])
const comparisons: Readonly<Record<string, readonly [holds: string, not: string]>> = {
  '==': ['is', 'is not'],
  '!=': ['is not', 'is'],
  '<': ['is less than', 'is at least'],
  '<=': ['is at most', 'is more than'],
  '>': ['is more than', 'is at most'],
  '>=': ['is at least', 'is less than'],
}
const comparisonsOfTimes: typeof comparisons = {
  '<': ['is before', 'is not before'],
  '<=': ['is not after', 'is after'],
  '>': ['is after', 'is not after'],
  '>=': ['is not before', 'is before'],
}
const arithmetic: Readonly<Record<string, string>> = {
  '-': 'minus',
  '*': 'times',
  '/': 'divided by',
  '%': 'modulo',
}
const ordinals = ['first', 'second', 'third']

const argsOf = (node: Node): readonly unknown[] => (Array.isArray(node.args) ? (node.args as unknown[]) : [node.args])

/** A call of a function or a method. `on` null: of a function. */
function callIn(
  node: unknown,
): { readonly name: string; readonly on: unknown; readonly args: readonly unknown[] } | null {
  if (!isNode(node) || (node.op !== 'call' && node.op !== 'rcall')) return null
  const [name, first, second] = argsOf(node)
  return node.op === 'call'
    ? { name: String(name), on: null, args: (first ?? []) as unknown[] }
    : { name: String(name), on: first, args: (second ?? []) as unknown[] }
}

const isName = (node: unknown, name: string) => isNode(node) && node.op === 'id' && node.args === name

function value(node: unknown): string {
  if (!isNode(node)) return String(node)
  const args = argsOf(node)
  switch (node.op) {
    case 'value':
      return literal(node.args)
    case 'id': {
      const name = String(node.args)
      return ownNames[name] ?? name
    }
    case '.':
    case '.?':
      return isName(args[0], 'settings')
        ? `the setting ${String(args[1])}`
        : `${inside(args[0])}’s ${inWords(String(args[1]))}`
    case '[]':
    case '[?]':
      return indexed(args)
    case 'list':
      return args.length === 0 ? 'an empty list' : listed(args.map(inside), 'and')
    case 'map':
      return `a table of ${listed(
        (args as readonly (readonly unknown[])[]).map((pair) => pair.map(value).join(': ')),
        'and',
      )}`
    case '-_':
      return `minus ${inside(args[0])}`
    case '+':
      return together(node)
    case '?:':
      return `${value(args[1])} if ${clause(args[0], true)}, otherwise ${value(args[2])}`
    case 'call':
    case 'rcall':
      return call(node)
  }
  if (Object.hasOwn(arithmetic, node.op)) return `${inside(args[0])} ${arithmetic[node.op]} ${inside(args[1])}`
  return `whether ${clause(node, true)}`
}

/** Inside another phrase: what holds several parts stands in brackets. */
function inside(node: unknown): string {
  const text = value(node)
  const compound = isNode(node) && ['+', '-', '*', '/', '%', '?:'].includes(node.op)
  const many = isNode(node) && node.op === 'list' && argsOf(node).length > 1
  return compound ||
    many ||
    / for each |^each |, (or|unless|with|which|where|to) /.test(text) ||
    text.startsWith('whether ')
    ? `(${text})`
    : text
}

function literal(given: unknown): string {
  if (typeof given === 'string') return quoted(given)
  if (given === null) return 'nothing'
  if (typeof given === 'boolean') return given ? 'yes' : 'no'
  if (typeof given === 'object' && 'value' in given) return String(given.value)
  return given instanceof Uint8Array ? 'bytes' : String(given)
}

function indexed([list, place]: readonly unknown[]): string {
  const given = isNode(place) && place.op === 'value' ? Number(place.args) : Number.NaN
  const which = Number.isInteger(given) && given >= 0 ? (ordinals[given] ?? `number ${given + 1}`) : null
  return which === null ? `the entry ${value(place)} of ${inside(list)}` : `the ${which} of ${inside(list)}`
}

/** Texts after each other, or a sum. */
function together(node: Node): string {
  const parts: unknown[] = []
  const flatten = (one: unknown): void => {
    if (isNode(one) && one.op === '+') argsOf(one).forEach(flatten)
    else parts.push(one)
  }
  flatten(node)
  const isText = (part: unknown) =>
    textOf(part) !== null || ['text', 'joined', 'string'].includes(callIn(part)?.name ?? '')
  return parts.some(isText) ? `the text ${parts.map(inside).join(' + ')}` : parts.map(inside).join(' plus ')
}

function call(node: Node): string {
  const { name, on, args } = callIn(node)!
  if (clauses.has(name) || (loops.has(name) && on !== null)) return `whether ${clause(node, true)}`
  const of = isName(on, 'cel') || isName(on, 'optional') ? '' : on === null ? '' : inside(on)
  if (on !== null && name === 'map' && args.length === 2) {
    const kept = callIn(on)
    const same = kept?.name === 'filter' && kept.args.length === 2 && value(kept.args[0]) === value(args[0])
    return `${inside(args[1])} for ${same ? value(on) : `each ${value(args[0])} of ${of}`}`
  }
  if (on !== null && name === 'map' && args.length === 3)
    return `${inside(args[2])} for each ${value(args[0])} of ${of} for which ${clause(args[1], true)}`
  if (on !== null && name === 'filter' && args.length === 2)
    return `each ${value(args[0])} of ${of} for which ${clause(args[1], true)}`
  if (isName(on, 'cel') && name === 'bind') return `${value(args[2])}, where ${value(args[0])} is ${value(args[1])}`
  if (name === 'orElse') return firstFilled(node)
  if (name === 'orValue' && isNode(args[0]) && args[0].op === 'list' && argsOf(args[0]).length === 0) return value(on)
  return filled(name, of, args) ?? `“${name}” of ${listed([...(on === null ? [] : [of]), ...args.map(inside)], 'and')}`
}

/** A text, or the next one where it is empty. */
function firstFilled(node: Node): string {
  const texts: unknown[] = []
  const flatten = (one: unknown): void => {
    const given = callIn(one)
    if (given?.name === 'orElse') given.args.forEach(flatten)
    else if (textOf(one) !== '') texts.push(one)
  }
  flatten(node)
  const [first, second] = texts
  if (texts.length <= 1) return texts.length === 0 ? 'an empty text' : value(first)
  if (texts.length === 2) return `${inside(first)}, or ${inside(second)} where it is empty`
  return `the first that is not empty of ${listed(texts.map(inside), 'and')}`
}

/** The words of a function with its arguments in them. */
function filled(name: string, on: string, args: readonly unknown[]): string | null {
  const template =
    (on === '' ? functionWords.get(`${name} ${args.length}`) : null) ??
    wordsOfCall(name, args.length, on !== '') ??
    wordsOfCall(name, args.length, true)
  if (template === null) return null
  return template.replace(/\{(\d)\}/g, (_, digit: string) =>
    digit === '0' ? on : argument(name, args[Number(digit) - 1]),
  )
}

/** Entities, value maps and separators stand as names. */
const argument = (name: string, given: unknown): string => {
  const text = textOf(given)
  return text !== null && /^(link|linkedFrom|isLinked|lookup)$/.test(name) && /^\w+\.\w+$/.test(text)
    ? entityName(text)
    : inside(given)
}

/** @param holds false: the contrary is said */
function clause(node: unknown, holds: boolean): string {
  if (!isNode(node)) return String(node)
  const args = argsOf(node)
  switch (node.op) {
    case '!_':
      return clause(args[0], !holds)
    case '&&':
    case '||': {
      const both = (node.op === '&&') === holds
      return joinedClauses(node, node.op, holds, both ? ' and ' : ' or ')
    }
    case 'in':
      return within(args, holds)
    case '?:':
      return `${clause(args[1], holds)} if ${clause(args[0], true)}, otherwise ${clause(args[2], holds)}`
    case 'value':
      if (typeof node.args === 'boolean') return node.args === holds ? 'always' : 'never'
      return `${value(node)} ${holds ? 'holds' : 'does not hold'}`
    case 'id':
      if (node.args === 'requested') return holds ? 'a person has asked for it' : 'nobody has asked for it'
      return `${value(node)} ${holds ? 'holds' : 'does not hold'}`
    case '.':
      return ofMember(args, holds)
    case 'call':
    case 'rcall':
      return calledClause(node, holds)
  }
  if (Object.hasOwn(comparisons, node.op)) return compared(node, holds)
  return `${inside(node)} ${holds ? 'holds' : 'does not hold'}`
}

/** Clauses that belong together; those of the other kind stand in brackets. */
function joinedClauses(node: Node, op: string, holds: boolean, word: ' and ' | ' or '): string {
  const parts: unknown[] = []
  const flatten = (one: unknown): void => {
    if (isNode(one) && one.op === op) argsOf(one).forEach(flatten)
    else parts.push(one)
  }
  flatten(node)
  return parts
    .map((part) => {
      const bare = isNode(part) && part.op === '!_' ? argsOf(part)[0] : part
      const nested = isNode(bare) && (bare.op === '&&' || bare.op === '||' || bare.op === '?:')
      return nested ? `(${clause(part, holds)})` : clause(part, holds)
    })
    .join(word)
}

function within([one, among]: readonly unknown[], holds: boolean): string {
  const items = isNode(among) && among.op === 'list' ? argsOf(among) : null
  const [only] = items ?? []
  if (items?.length === 1) return `${inside(one)} ${holds ? 'is' : 'is not'} ${value(only)}`
  const all = items ? listed(items.map(inside), 'or') : inside(among)
  return `${inside(one)} is ${holds ? 'one' : 'none'} of ${all}`
}

function ofMember([owner, name]: readonly unknown[], holds: boolean): string {
  const is = holds ? 'is' : 'is not'
  if (isName(owner, 'settings')) return `the setting ${String(name)} ${is} on`
  const adjective = adjectiveIn(String(name))
  return adjective ? `${inside(owner)} ${is} ${adjective}` : `${inside(owner)} ${is} marked “${inWords(String(name))}”`
}

function compared(node: Node, holds: boolean): string {
  const [one, other] = argsOf(node)
  const times = isTime(one) || isTime(other)
  const [yes, no] = (times ? comparisonsOfTimes[node.op] : undefined) ?? comparisons[node.op]!
  const isSame = node.op === '==' || node.op === '!='
  if (isSame && textOf(other) === '')
    return `${inside(one)} ${(node.op === '==') === holds ? 'is empty' : 'is not empty'}`
  if (isSame && isNode(other) && other.op === 'value' && typeof other.args === 'boolean')
    return clause(one, (other.args === true) === ((node.op === '==') === holds))
  const counted = callIn(one)
  if (counted?.name === 'size' && isNode(other) && other.op === 'value' && Number(other.args) === 0) {
    const counts = counted.on ?? counted.args[0]
    const list = value(counts)
    // size(…) < 0 never is, and size(…) >= 0 always.
    const never = node.op === '<' || node.op === '>='
    if (never) return (node.op === '>=') === holds ? 'always' : 'never'
    const some = (node.op === '>' || node.op === '!=') === holds
    const kept = callIn(counts)
    if (kept?.name === 'filter' && kept.args.length === 2)
      return `for ${some ? 'some' : 'no'} ${value(kept.args[0])} of ${inside(kept.on)}, ${clause(kept.args[1], true)}`
    return some ? `there is something in ${list}` : `there is nothing in ${list}`
  }
  return `${inside(one)} ${holds ? yes : no} ${inside(other)}`
}

/** A moment, as far as its name or the call says so. */
function isTime(node: unknown): boolean {
  if (['cutOver', 'flowSince', 'ordersSince'].some((name) => isName(node, name))) return true
  if (['timestamp'].includes(callIn(node)?.name ?? '')) return true
  return isNode(node) && node.op === '.' && /(^|_)(date|due|at)(_|$)/i.test(String(argsOf(node)[1]))
}

function calledClause(node: Node, holds: boolean): string {
  const { name, on, args } = callIn(node)!
  if (on !== null && loops.has(name) && args.length === 2) {
    const which = `${value(args[0])} of ${inside(on)}`
    const condition = clause(args[1], true)
    if (name === 'exists') return `for ${holds ? 'some' : 'no'} ${which}, ${condition}`
    if (name === 'all') return `for ${holds ? 'every' : 'not every'} ${which}, ${condition}`
    return `for ${holds ? 'exactly one' : 'none or several'} ${which}, ${condition}`
  }
  if (name === 'hasValue') return `${inside(on)} ${holds ? 'is known' : 'is not known'}`
  if (name === 'value' && on !== null) return clause(on, holds)
  if (name === 'orValue' && on !== null && isNode(args[0]) && typeof args[0].args === 'boolean') {
    const stated = clause(on, holds)
    return args[0].args === holds ? `${stated}, or it is not known` : stated
  }
  const words = clauses.has(name) ? filled(name, on === null ? '' : inside(on), args) : null
  if (words === null) return `${value(node)} ${holds ? 'holds' : 'does not hold'}`
  return holds ? words : `it is not so that ${words}`
}
