import type { EntityRegistry } from '../domain/connector.ts'
import type { EntitySchema, Field } from '../domain/entity.ts'
import type { Problem } from '../domain/errors.ts'
import type { EntityName, System } from '../domain/record.ts'
import type { Budget } from './budget.ts'
import type { Definition, Flow, Guard, Mapping } from './format.ts'
import type { World } from './functions/index.ts'
import type { RecordType } from './values.ts'

/** Names an expression may use, with their values. */
export type Scope = Readonly<Record<string, unknown>>

/** An expression, parsed and type-checked once. */
export interface Expression {
  readonly text: string
  readonly at: string
  /** CEL's name of what it gives: "string", "decimal", "optional<string>", "list<PrestashopOrder_OrderDetails>". */
  readonly type: string
  /** Each name of its scope that is a word in it: what it gives depends on no other one. */
  readonly uses: readonly string[]
  /** @throws EvaluationError, for example on a division by zero. */
  readonly run: (scope: Scope) => unknown
  readonly ast: unknown
}

export type CompiledForm =
  | { readonly kind: 'value'; readonly expression: Expression; readonly field: Field }
  | {
      readonly kind: 'list'
      readonly list: Expression
      readonly as: string
      /** CEL's type of a row. */
      readonly row: string
      readonly lets: CompiledLets
      readonly fields: CompiledFields
    }
  | { readonly kind: 'record'; readonly fields: CompiledFields }
/** Intermediate values, each after those it uses. */
export type CompiledLets = readonly { readonly name: string; readonly expression: Expression }[]
export type CompiledFields = readonly { readonly name: string; readonly form: CompiledForm }[]

export interface CompiledMapping {
  readonly mapping: Mapping
  readonly target: EntitySchema
  readonly lets: CompiledLets
  readonly fields: CompiledFields
  /** Of all its expressions: see `Expression`. */
  readonly uses: readonly string[]
}

export interface CompiledFlow {
  readonly flow: Flow
  /** The expressions of each step, by step id and member: "skip-unless-paid/unless". */
  readonly expressions: ReadonlyMap<string, Expression>
  /** The names that all expressions of a step may use, by its id. */
  readonly uses: ReadonlyMap<string, readonly string[]>
  /** The entity behind each name that a step reads. */
  readonly names: ReadonlyMap<string, EntityName>
  /** Names that a find gives as a list. */
  readonly lists: ReadonlySet<string>
  /** The systems that its runs may call. A flow between records of one system goes on while another is down. */
  readonly systems: ReadonlySet<System>
  /** Of a bulk flow. */
  readonly bulk: CompiledBulk | null
}

/** The one write of a bulk flow, what it sets, and what its rounds may not do alone. */
export interface CompiledBulk {
  readonly to: EntityName
  /** The fields that its mapping fills: what was written and what would be are of this type in guards. */
  readonly document: RecordType
  readonly first: Expression | null
  /** What a line of `of` takes from stock, and the places of the ledger that are sold from; null: the flow does not say. */
  readonly takes: { readonly of: EntityName; readonly by: string; readonly places: readonly string[] } | null
  /** Null: only what changed is looked at. */
  readonly fullMs: number | null
  readonly guards: readonly CompiledGuard[]
}

export interface CompiledGuard {
  readonly guard: Guard
  readonly counts: Expression
  /** Which records the share is of; null: all that were written before. */
  readonly of: Expression | null
}

/** One version of a definition, ready to run: everything parsed, every expression checked. */
export interface Program {
  readonly definition: Definition
  /** Every entity, with the definition's custom fields. */
  readonly entities: EntityRegistry
  readonly flows: ReadonlyMap<string, CompiledFlow>
  readonly mappings: ReadonlyMap<string, CompiledMapping>
  readonly settings: object
  readonly recordType: (entity: EntityName) => RecordType
  /** What a look-up hands to expressions of an entity's record: its facts. */
  readonly factsType: (entity: EntityName) => RecordType
  /** The field that holds an entity's key. */
  readonly keyField: (entity: EntityName) => string
  readonly schemaOf: (entity: EntityName) => EntitySchema | undefined
  readonly problems: readonly Problem[]
  /** Runs `work` while functions see this world. Evaluation is synchronous, so there is only ever one. */
  readonly within: <T>(world: World, budget: Budget, work: () => T) => T
  /** How often functions have asked the world for something: what did not depends on the names of its scope alone. */
  readonly asked: () => number
}
