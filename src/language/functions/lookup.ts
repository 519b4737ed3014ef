import type { TaxProof } from '../../domain/proof.ts'
import type { EntityName } from '../../domain/record.ts'
import type { Question } from '../../domain/run.ts'
import type { FunctionEntry } from './entry.ts'

export type HeldQuestion = Omit<Question, 'step' | 'subject'> & { readonly subject?: string }

/** What an evaluation may ask of the world. Never reads: it was handed in, or it is noted as wanted or missing. */
export interface World {
  /** `label`: what people call `from`, when the map has no entry that says it. */
  valueOf(valueMap: string, from: string, label?: string): string
  linkOf(target: EntityName, source: EntityName, key: string): string
  /** Keys of the records of `source` that are linked to a record. */
  linkedFrom(source: EntityName, target: EntityName, key: string): readonly string[]
  recordOf(entity: EntityName, key: string): string
  /** The facts of a record, as a record of the type that `check` knows. Empty while they are not known. */
  factsOf(entity: EntityName, key: string): object
  hasLink(target: EntityName, source: EntityName, key: string): boolean
  /** Does the value map hold an answer for it? */
  knows(valueMap: string, from: string): boolean
  /** The values for which the value map says this; letter case counts for nothing, as in GP's keys. */
  saying(valueMap: string, to: string): readonly string[]
  /** The document must not be made: the question that a person has to answer first. Without a subject it is about this record alone. */
  hold(question: HeldQuestion): void
  /** A text was cut by a rule of the mapping: said in the journal. */
  cut(before: string, after: string): void
  /** The proof of the taxes in the document that is being made. */
  prove(taxes: TaxProof): void
}

/** Functions that read facts of a record of one entity. */
const lookUps = { gpItem: 'gp.item', gpItemStock: 'gp.itemStock', shopPack: 'prestashop.pack' } as const

/** The function that gives the facts of a record of this entity: "gpItem". */
export const factsFunctionOf = (entity: EntityName): string | undefined =>
  Object.entries(lookUps).find(([, its]) => its === entity)?.[0]

/** The entity whose record a call of a function reads from its system; null: it reads none. @param first its first argument */
export const lookedUpBy = (name: string, first: string | null): EntityName | null =>
  (lookUps as Record<string, EntityName | undefined>)[name] ?? (name === 'lookup' ? (first as EntityName | null) : null)

/**
 * Value mapping, links and look-ups. What is missing is collected beside the result and voids it, because CEL's own
 * operators swallow errors; so these functions never throw and never leave a field empty.
 */
export const lookupFunctions = (world: () => World): readonly FunctionEntry[] => [
  {
    signature: 'valueMap(string, string): string',
    inWords: 'what the value map {1} says of {2}',
    meaning: 'What stands for a value in the named value map. A value without an answer stops the run.',
    examples: [],
    code: (map: string, from: string) => world().valueOf(map, from),
  },
  {
    signature: 'valueMap(string, string, string): string',
    inWords: 'what the value map {1} says of {2}',
    meaning:
      'The same; the third says what people call the value, for the question that is asked where the map has no answer.',
    examples: [],
    code: (map: string, from: string, label: string) => world().valueOf(map, from, label),
  },
  {
    signature: 'inValueMap(string, string): bool',
    inWords: 'the value map {1} has an answer for {2}',
    meaning: 'Whether the value map has an answer for a value.',
    examples: [],
    code: (map: string, from: string) => world().knows(map, from),
  },
  {
    signature: 'mappedTo(string, string): list<string>',
    inWords: 'the values for which the value map {1} says {2}',
    meaning:
      'The way back: the values for which the value map says this, in whatever letter case: mappedTo("item", item.Key). Empty: none.',
    examples: [],
    code: (map: string, to: string) => world().saying(map, to),
  },
  {
    signature: 'link(string, string, string): string',
    inWords: 'the {1} that is linked to the {2} with the key {3}',
    meaning:
      'The key, in the target entity, of the record that a source record is linked to: link("gp.customer", "prestashop.customer", order.id_customer).',
    examples: [],
    code: (target: EntityName, source: EntityName, key: string) => world().linkOf(target, source, key),
  },
  {
    signature: 'linkedFrom(string, string, string): list<string>',
    inWords: 'the keys of each {1} that is linked to the {2} with the key {3}',
    meaning:
      'The way back: keys, in the source entity, of the records that are linked to a record: linkedFrom("prestashop.order", "gp.salesOrder", "WEB7"). A document is of one record; a customer may be of several. Empty: of none.',
    examples: [],
    code: (source: EntityName, target: EntityName, key: string) => world().linkedFrom(source, target, key),
  },
  {
    signature: 'isLinked(string, string, string): bool',
    inWords: 'the {2} with the key {3} is linked to a {1}',
    meaning: 'Whether a source record is linked to a record of the target entity.',
    examples: [],
    code: (target: EntityName, source: EntityName, key: string) => world().hasLink(target, source, key),
  },
  {
    signature: 'lookup(string, string): string',
    inWords: '{2}, which has to be the key of a {1}',
    meaning:
      'The key itself, if the entity has such a record: lookup("gp.item", row.product_reference). One that does not exist stops the run.',
    examples: [],
    code: (entity: EntityName, key: string) => world().recordOf(entity, key),
  },
  {
    signature: 'gpItem(string): GpItem_Facts',
    inWords: 'the GP item {1}',
    meaning:
      'What GP says of an item: gpItem("TEA").BaseUofM. It may be some minutes old. An item that does not exist stops the run.',
    examples: [],
    code: (key: string) => world().factsOf(lookUps.gpItem, key),
  },
  {
    signature: 'gpItemStock(string): GpItemStock_Facts',
    inWords: 'what the GP item {1} takes from stock',
    meaning:
      'What one of an item takes from stock, and its units: gpItemStock("SET").MadeOf. It may be some minutes old. An item that does not exist stops the run.',
    examples: [],
    code: (key: string) => world().factsOf(lookUps.gpItemStock, key),
  },
  {
    signature: 'shopPack(string): PrestashopPack_Facts',
    inWords: 'what is in the pack {1}',
    meaning:
      'What a sold product takes from the stock of others, where it is a pack: shopPack(row.product_id).contents. Empty for any other product. It may be some minutes old.',
    examples: [],
    code: (key: string) => world().factsOf(lookUps.shopPack, key),
  },
  {
    signature: 'oneOf(string, list<string>, string, string): string',
    inWords: '{1}, which has to be one of {2}',
    meaning:
      'The text itself, if the list has it; else the run stops with the first sentence, and the second as a hint.',
    examples: [['oneOf("Each", ["Each", "Case"], "There is no such unit.", "Choose another unit.")', 'Each']],
    code: (text: string, list: readonly string[], message: string, hint: string) => {
      if (!list.includes(text)) world().hold({ code: 'not_possible', message, hint, subject: message })
      return text
    },
  },
]
