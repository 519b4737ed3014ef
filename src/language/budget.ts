import { Decimal } from '../domain/decimal.ts'

/**
 * What one decision may use in all its expressions together: every `let`, field and row of every mapping. One expression
 * that stays within its own bounds can still use another that does, and so on: each `let` doubles the one before.
 *
 * An order of 1,000 lines under the standard mapping takes 300,000 steps, 2,000 elements and 40,000 characters.
 * Everything at its limit is half a second of work and some 50 MB.
 */
export const budgetLimits = {
  /** Parts of expressions evaluated; what handles long texts, long lists or time zones counts for several. */
  steps: 3_000_000,
  /** Members of lists that were made, and rows of the document. */
  elements: 250_000,
  /** Characters of texts that were made. */
  characters: 4_000_000,
  /** Digits before or after the point of a decimal: numeric(19,5) has 14 and 5, and a product of two twice as many. */
  digits: 60,
} as const
export type BudgetPart = keyof typeof budgetLimits

/** Thrown when a budget is used up. CEL's `&&`, `||` and `exists` swallow it, so whoever evaluates asks `over`. */
class OverBudget extends Error {}
/** One object: a loop that swallows errors must not pay for a stack trace in each round. */
const overBudget = new OverBudget('more than an evaluation may use')

/** How much of each part. */
export type Used = Readonly<Record<'steps' | 'elements' | 'characters', number>>

/** What is left of one decision's budget. */
export class Budget {
  private steps: number
  private elements: number
  private characters: number
  /** The place of the expression that is being evaluated: "mappings/order/let/lines". */
  at = ''
  /** What was used up, and by which expression; null: nothing. */
  over: { readonly part: BudgetPart; readonly at: string } | null = null

  constructor({ steps, elements, characters }: Used = budgetLimits) {
    this.steps = steps
    this.elements = elements
    this.characters = characters
  }

  /** @throws OverBudget when not that much is left */
  step(count = 1): void {
    this.steps -= count
    if (this.steps < 0) this.end('steps')
  }

  /** A list of that many members is made. @throws OverBudget */
  makeList(length: number): void {
    this.elements -= length
    if (this.elements < 0) this.end('elements')
  }

  /** A text of that length is made. @throws OverBudget */
  makeText(length: number): void {
    this.characters -= length
    if (this.characters < 0) this.end('characters')
  }

  /** Counts what came of a part of an expression. @throws OverBudget */
  count(value: unknown, made: boolean): void {
    if (typeof value === 'string') {
      if (made) this.makeText(value.length)
      // Whatever takes the text reads it.
      if (value.length > shortText) this.step(value.length >> 2)
    } else if (Array.isArray(value)) {
      if (made) this.makeList(value.length)
      if (value.length > shortList) this.step(value.length >> 3)
    } else if (made && isDecimal(value)) {
      this.step(decimalSteps)
      if (value.e > budgetLimits.digits || (value.e < -budgetLimits.digits && !value.isZero())) this.end('digits')
    }
  }

  left(): Used {
    return { steps: this.steps, elements: this.elements, characters: this.characters }
  }

  usedSince(before: Used): Used {
    return {
      steps: before.steps - this.steps,
      elements: before.elements - this.elements,
      characters: before.characters - this.characters,
    }
  }

  /** Whether that much is left. */
  takes({ steps, elements, characters }: Used): boolean {
    return this.over === null && steps <= this.steps && elements <= this.elements && characters <= this.characters
  }

  /** As much as the same work used before. */
  use({ steps, elements, characters }: Used): void {
    this.steps -= steps
    this.elements -= elements
    this.characters -= characters
  }

  private end(part: BudgetPart): never {
    this.over ??= { part, at: this.at }
    // Whoever swallows the error gets no further.
    this.steps = -1
    throw overBudget
  }
}

/** `instanceof` is a function of the library that looks at names: ten times as slow. */
const isDecimal = (value: unknown): value is Decimal =>
  typeof value === 'object' && value !== null && value.constructor === Decimal

const shortText = 64
const shortList = 16
/** Decimals are computed in software. */
const decimalSteps = 4

/** Functions that cost more than a step, by name: a calendar of another time zone takes 50 µs to make. */
const costs: ReadonlyMap<string, (args: number) => number> = new Map<string, (args: number) => number>([
  ['day', () => 20],
  ['timestamp', () => 5],
  ...[
    'getDate',
    'getDayOfMonth',
    'getDayOfWeek',
    'getDayOfYear',
    'getFullYear',
    'getHours',
    'getMilliseconds',
    'getMinutes',
    'getMonth',
    'getSeconds',
  ].map((name) => [name, (args: number) => (args > 0 ? 1_000 : 1)] as [string, (args: number) => number]),
])

/** What an expression's syntax tree is made of, as far as it is counted. */
interface Part {
  readonly op: string
  readonly args: unknown
  evaluate(evaluator: Evaluator, part: Part, context: unknown): unknown
  /** Worked out once. */
  [weight]?: Weight
}
/** `counts`: 0 nothing, 1 what it gives is read, 2 it is made. */
interface Weight {
  readonly steps: number
  readonly counts: 0 | 1 | 2
}
const weight = Symbol('weight')
interface Evaluator {
  run(part: Part, context: unknown): unknown
}

/** Parts that make a list, text or number, and those that read one. The others hand on what a part of theirs gave. */
const making = new Set(['+', '-', '*', '/', '-_', 'call', 'rcall', 'list'])
const reading = new Set(['id', '.', '.?', '[]', '[?]'])
/** Of the evaluation that goes on; evaluation is synchronous, so there is only ever one. */
let current: Budget | null = null

/** Runs `work` on this budget. */
export function within<T>(budget: Budget, work: () => T): T {
  const before = current
  current = budget
  try {
    return work()
  } finally {
    current = before
  }
}

/** The expression of a place begins. @returns what its value is to be counted on; null outside of an evaluation */
export function begin(at: string): Budget | null {
  if (!current) return null
  current.at = at
  current.step()
  return current
}

/**
 * Makes every part of an expression count. The library evaluates all of them through one method of its evaluator, which
 * it hands to the root of each syntax tree and exports nowhere; that method is replaced once, so that the engine
 * keeps calls to it fast: one for each syntax tree was clearly slower (test/bench/mapping.ts).
 *
 * @param root the syntax tree, parsed and checked
 */
export function countParts(root: unknown): void {
  if (isCounting) return
  const tree = root as Part
  tree.evaluate = (evaluator, part, context) => {
    isCounting = true
    Object.getPrototypeOf(evaluator).run = runCounted
    // From now on the root is evaluated as the library does.
    delete (tree as Partial<Part>).evaluate
    return evaluator.run(part, context)
  }
}

let isCounting = false
function runCounted(this: Evaluator, part: Part, context: unknown): unknown {
  const budget = current
  if (!budget) return part.evaluate(this, part, context)
  part[weight] ??= weightOf(part)
  const { steps, counts } = part[weight]
  budget.step(steps)
  const value = part.evaluate(this, part, context)
  if (counts > 0) budget.count(value, counts === 2)
  return value
}

const weightOf = (part: Part): Weight => ({
  steps: stepsOf(part),
  counts: making.has(part.op) ? 2 : reading.has(part.op) ? 1 : 0,
})

function stepsOf({ op, args }: Part): number {
  if (op !== 'call' && op !== 'rcall') return 1
  const [name, first, more] = args as [string, unknown, unknown]
  const cost = costs.get(name)
  if (cost === undefined) return 1
  const given = op === 'call' ? first : more
  return cost(Array.isArray(given) ? given.length : 0)
}
