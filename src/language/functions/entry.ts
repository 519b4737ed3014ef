/**
 * A function that expressions may call. From this one entry come the evaluator, the type checker, the reference and the
 * tests that run the examples.
 */
export interface FunctionEntry {
  /** CEL signature: "truncate(string, int): string". */
  readonly signature: string
  /** How a sentence says a call: {1} is its first argument. Of a condition: a clause, "{1} is linked to {2}". */
  readonly inWords: string
  readonly meaning: string
  /** The type of a record that it takes: without that entity there is no such function. */
  readonly of?: string
  /** Expression → the JSON it must give. */
  readonly examples: readonly (readonly [expression: string, result: unknown])[]
  // The type checker guarantees the arguments: each entry takes what its signature says.
  readonly code: (...values: never[]) => unknown
}
