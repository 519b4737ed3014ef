/** What a definition is judged for. */
export const findingKinds = [
  'never-filled',
  'other-grain',
  'gross-into-net',
  'net-into-gross',
  'cut',
  'currency-mixed',
  'dead-entry',
  'gone-answer',
  'doubtful-entry',
] as const

/** Something in a definition that compiles and may yet be wrong. */
export interface JudgedPlace {
  readonly kind: (typeof findingKinds)[number]
  /** "mappings/order-to-sales-order Lines.UnitPrice", "value-maps/carrier 9", "flows/order-to-sales-order STEP". */
  readonly at: string
  readonly says: string
  /** What was seen in recent records or in the systems' lists, without personal data. */
  readonly evidence: readonly string[]
  /** False: it may be meant so, and somebody should look. */
  readonly sure: boolean
}
