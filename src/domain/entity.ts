import { z } from 'zod'
import { dec, decimalSpelled, decimalText, sum } from './decimal.ts'
import type { DocumentRules, StateRule } from './document.ts'
import { type EntityName, isRecord, type Json, memberOf, type RecordValue } from './record.ts'

/**
 * What a field holds, and how it looks in JSON:
 *
 * | type    | JSON                                   | in an expression    |
 * |---------|----------------------------------------|---------------------|
 * | text    | string                                 | string              |
 * | id      | string, also where the wire sends a number; "0" and "" mean none | string |
 * | decimal | string without exponent: "12.34"       | decimal             |
 * | integer | number, a safe integer                 | int                 |
 * | boolean | boolean                                | bool                |
 * | instant | "2026-03-02T09:30:00.000Z", UTC        | timestamp           |
 * | date    | "2026-03-02"                           | string              |
 * | choice  | one of `values`                        | string              |
 */
export type FieldType =
  | { readonly type: 'text'; readonly maxLength?: number; readonly lines?: true }
  | { readonly type: 'id' }
  | { readonly type: 'decimal' }
  | { readonly type: 'integer' }
  | { readonly type: 'boolean' }
  | { readonly type: 'instant' }
  | { readonly type: 'date' }
  | { readonly type: 'choice'; readonly values: readonly string[] }
  | ListType
  | { readonly type: 'record'; readonly fields: Fields }

/**
 * `rowsBy`: the field that tells the rows apart; without it a row is the one that holds the same, wherever it stands. A row that the remote
 * system keeps until another is sent, and cannot remove, is one without amounts there.
 * `othersStay`: rows that a document does not name stay; one that it names by `rowsBy` alone is taken away.
 * `sumsOf`: its rows are the sums of the rows in that list of each line, where lines have some; the remote system makes
 * them then.
 */
export interface ListType {
  readonly type: 'list'
  readonly of: FieldType
  readonly rowsBy?: string
  readonly othersStay?: true
  readonly sumsOf?: { readonly lines: string; readonly rows: string }
}

/**
 * `optional`: the field may be null or missing when read, and may be left out when written.
 * `readOnly`: the remote system sets it; a mapping must not.
 * `lines` of a text: it keeps its line breaks; any other is one line.
 * `personal`: says who a person is, where they live or what they wrote. An erasure of the person empties it; where it is only
 * compared, a keyed hash of it is kept.
 * `exact` false: the remote system stores what it likes. Any other field must be read back as it was written, or a person
 * is asked; `compareReadBack` says which spellings are the same.
 * `risk` low: who changes it touches no money, and nothing by which a document is known again or who owes it. High: it says on
 * what terms somebody buys, or with what a document is posted. A field without it counts as money where a mapping makes it.
 * `defaulted`: the remote system fills it by itself where it is left out or emptied.
 * `atCreation`: it goes along when the document is made, and is people's from then on: it is proved once, and no later look
 * compares or changes it.
 * `kept`: the remote system takes it only when the document is made. What was written stays, whatever a later run comes to.
 * `refersTo`: it holds the key of a record of that entity.
 * `custom`: one shop or one company has it beside those that its kind of system always has.
 * `about`: what the field means, for the people and models who map it.
 */
export type Field = FieldType & {
  readonly optional?: true
  readonly readOnly?: true
  readonly personal?: true
  readonly exact?: false
  readonly risk?: 'low' | 'high'
  readonly defaulted?: true
  readonly atCreation?: true
  readonly kept?: true
  readonly about?: string
  readonly refersTo?: EntityName
  readonly custom?: true
}
export type Fields = { readonly [name: string]: Field }

/** One kind of record: its fields under the vendor's names, and which of them is the key. */
export interface EntitySchema<F extends Fields = Fields> {
  readonly entity: EntityName
  readonly about: string
  /** The field that holds the record's key. */
  readonly key: string
  readonly fields: F
  /** Fields that change rarely: what an expression may ask of a record by its key, and what is kept of it for a while. */
  readonly facts?: readonly string[]
  /** Fields that a row of its list holds, where that is less than the record; of others a round of its records sees nothing. */
  readonly inList?: readonly string[]
  /**
   * How much there is of what it holds, of which rounds keep how it moves: in each of the `rows`, the thing by `key`, at each of the
   * `places` (named by `place`) the amount `level`, of which `less` is promised.
   */
  readonly levels?: {
    readonly [part in 'rows' | 'key' | 'places' | 'place' | 'level' | 'less']: string
  }
  /** The field without which they are not kept: a right that is missing for a moment would else count for a day. */
  readonly factsNeed?: string
  /**
   * The list whose rows a person is asked about before anything more is written for the record, each `subject` once, in
   * the words of `says`. Whatever the flow says, nothing passes them over, but those with `carried`, where the flow says that it
   * carries the list.
   */
  readonly asksOnce?: { readonly rows: string; readonly code: string; readonly carried?: string }
  /**
   * What lists show of it and find it by: fields, "currency.iso_code" for one of a record in it, of a list its first row. They
   * are kept with its runs, so none may be personal.
   */
  readonly listedBy?: { readonly [fact in keyof RecordFacts]?: string }
  /** The same, of a record that a run reads beside it: the one whose key stands in the field `by`. */
  readonly listedBeside?: {
    readonly [fact in keyof RecordFacts]?: { readonly by: string; readonly entity: EntityName; readonly field: string }
  }
  /**
   * The fields that add up to what it is worth, and the one that names the currency, where `listedBy` and the totals of a
   * document say nothing of that. `currencyBy`: a field of another record names it, the one whose key stands in the field `by`.
   */
  readonly worth?: {
    readonly amounts: readonly string[]
    readonly currency?: string
    readonly currencyBy?: { readonly by: string; readonly entity: EntityName; readonly field: string }
  }
  /** Texts that stand on the proof of its totals, where they are not empty; "given_back.says" for one of a record in it. */
  readonly notes?: readonly string[]
  /** As a target: fields that only tell people something. A difference in them alone asks nobody. */
  readonly remarks?: readonly string[]
  /** Fields that only say when the record was changed last. */
  readonly stamps?: readonly string[]
  /** Fields that alone make it another one than people have agreed to. None: all but the key and the stamps. */
  readonly content?: readonly string[]
  /** As a target: fields that say in short what is there now. */
  readonly inShort?: readonly string[]
  /** What makes a record the same one for life. Ids begin again in real shops, so a key alone does not. */
  readonly sameBy?: SameBy
  /**
   * As a target: fields that show which record a document was made for, where its link says nothing about that. One that
   * agrees is enough. They also find it again under another key.
   */
  readonly knownBy?: readonly string[]
  /** Of `knownBy`, fields in which different records often agree, as people of one name: one alone finds no record again. */
  readonly alike?: readonly string[]
  /**
   * As a target: the record it belongs to. Under another owner it is another record. `within`: the field that tells the
   * records of one owner apart; it stays when they move to another.
   */
  readonly owner?: { readonly field: string; readonly entity: EntityName; readonly within: string }
  /**
   * As a target: its texts have the letters of one code page. Names of the settings that say which, and whether other
   * letters are written in Latin ones. Where a definition has no such settings: 1252, and yes.
   */
  readonly letters?: { readonly codePage: string; readonly transliterate: string }
  /** Its records are people. Those that agree in this field are one person, as a guest who orders twice is. */
  readonly person?: string
  /** Whose record it is: the field that holds the key of one of those people. */
  readonly ofPerson?: { readonly field: string; readonly entity: EntityName }
  /** The records that it is a part of: those whose `field` is what stands in its own field `by`. Their documents have one owner. */
  readonly partOf?: { readonly entity: EntityName; readonly by: string; readonly field: string }
  /**
   * As a target: the field that names the place where a document waits together with others, and the cause by which that
   * place takes none for a while. After some refusals a document that is created goes to the next place of that name:
   * "WEB20261120-2".
   */
  readonly waitsIn?: { readonly field: string; readonly busy: string }
  /** As a target: several source records may be one of these, as two accounts of one customer are. */
  readonly shared?: true
  /**
   * As a target: its key says what it is, and nobody chooses it, as an item at a site. Under another key it is another one; one
   * that is there already, whoever has made it, is the one that is meant, whatever record it is wanted for.
   */
  readonly namedByKey?: true
  /**
   * As a target: how the hub writes it. `document`: ours, under a key that we choose. `set`: a record that is there and not
   * ours; only what differs is sent. `append`: the remote system gives the key, and what was appended is found again by the
   * fields `appendedBy`.
   */
  readonly way?: 'document' | 'set' | 'append'
  /** Of one that is set: fields that hold nothing but what the hub has put there, and what they hold when it takes that back. */
  readonly takenBack?: RecordValue
  /** Of one that is set: it is made once, and nothing of it is the hub's from then on, so that a round may leave it out. */
  readonly madeOnce?: true
  readonly appendedBy?: readonly string[]
  /**
   * Of one that is set: records that it has made, and what each of them is the counterpart of. The record of `entity` has its key
   * in the field `by`, its counterpart of `of` in the field `key`: both are linked, as a person would link them. `stays`: the
   * counterpart is people's, and what changes in the record from its first use on is asked about, and not sent.
   */
  readonly makes?: readonly {
    readonly entity: EntityName
    readonly by: string
    readonly of: EntityName
    readonly key: string
    readonly stays?: true
  }[]
  /**
   * Of one that is set: under its key stands a record of `entity` that is linked to one of `of`, and setting it may have another
   * take its place, whose key is then in the field `by`. That one is linked as the first was, and people's as with `stays`; what the
   * hub has set of it is no change that anybody has to be asked about.
   */
  readonly replaces?: { readonly entity: EntityName; readonly by: string; readonly of: EntityName }
  /** Of those with one value of this field one is written after another: the system sums over them, and loses one of two at a moment. */
  readonly inTurnBy?: string
  /**
   * Its rows take from the stock where it stands, from when it is placed: `quantity` pieces, `less` those that will not leave
   * any more. Of what they take is said by the mapping `takes` of a bulk flow. It takes nothing while `unless.field` has one
   * of those values, and with one of `unless.settled` only as long as a flow waits with it or asks about it. `feed` names
   * those that changed. `left`: the path of a flag that says that the goods have left: from then on what became of its document
   * takes nothing any more.
   */
  readonly takesStock?: {
    readonly rows: string
    readonly quantity: string
    readonly less: readonly string[]
    readonly unless: { readonly field: string; readonly in: readonly string[]; readonly settled: readonly string[] }
    readonly left: string
    readonly feed: string
  }
  /**
   * As a target: its system counts by itself what such a document takes from stock, as long as it is not void. Its pages hold
   * the open ones.
   */
  readonly countsStock?: {
    /** Its lines, the field that names the line of the record that it is made of, its quantity, and what of that is cancelled. */
    readonly rows: string
    readonly line: string
    readonly quantity: string
    readonly canceled: string
    /** The field of a line that names the place whose stock it lowers. */
    readonly place: string
    /**
     * Documents that people make of its lines, which count the pieces from then on: where they are looked for, by a field that
     * both have, and the field that those of one origin share. Those that `counts` names say which item and how much of it
     * they have, and whether they are void.
     */
    readonly passedOn: {
      readonly entity: EntityName
      readonly key: string
      readonly by: string
      readonly same: string
      readonly counts: StateRule
      /** Those of which the counting one is made soon, or that count. */
      readonly becomes: StateRule
      readonly closed: readonly StateRule[]
      readonly voided: StateRule
      readonly rows: string
      /** Of its rows and of the lines. */
      readonly item: readonly string[]
      readonly quantity: string
    }
  }
  /** As a target: how documents that people have entered for the same record are known. */
  readonly enteredAs?: EnteredAs
  /** What makes a record one that nothing may be booked on, so that it is no good answer of a value map: "It is inactive." */
  readonly unfit?: readonly (StateRule & { readonly says: string })[]
  /** The hub keeps its records itself: whatever is written there reaches no other system, and needs nobody's confirmation. */
  readonly own?: true
  /** A number that it does not hold and one that is 0 are the same there. */
  readonly emptyIsZero?: true
  /** As a target: what it is made of, where it is a document. */
  readonly document?: DocumentRules
}

/** They are the `owner`'s, of the same `amount`, about the same `date`, which the document and each place call alike but for the amount. */
export interface EnteredAs {
  readonly owner: string
  readonly amount: string
  readonly date: string
  /** So many days lie between both dates at most. */
  readonly days: number
  /** They are looked for under other owners, too, where the hub made the owner after the record: nobody could name that one then. */
  readonly underOthers?: true
  /**
   * Also of records that came after their flow began: people enter money and credits that the other system hears of later. Such
   * a document names the record in one of `knownBy`, or has the amount and is of an owner that records are linked to.
   */
  readonly whenNew?: true
  /** Where they are listed: people may have entered another kind of document. */
  readonly places: readonly EnteredPlace[]
}

export interface EnteredPlace {
  readonly entity: EntityName
  readonly key: string
  /** What a row is a record of, where it is the target of a link. */
  readonly of: EntityName
  readonly amount: string
  /** A field of the document that is enough by itself. */
  readonly by?: string
  /** Rows of these kinds alone. */
  readonly only?: { readonly field: string; readonly in: readonly string[] }
  /** What those that descend from one share. */
  readonly same?: string
  readonly voided?: StateRule
}

/** What a list shows of a record. */
export interface RecordFacts {
  /** What people call it: "XKBKNABJK". */
  readonly reference?: string
  /** The key of whose it is. */
  readonly owner?: string
  /** What it is worth, in `currency`: decimal text and an ISO code. */
  readonly amount?: string
  readonly currency?: string
  /** When it was made, UTC. */
  readonly madeAt?: string
  /** What was taken off with tax, in `currency`. */
  readonly discount?: string
  /** Technical name of how it was paid. */
  readonly method?: string
  /** ISO code of the country that it goes to. */
  readonly destination?: string
  /** What names its first refund. */
  readonly refunded?: string
}

/** What a record is worth, and in which currency, as far as its entity says it; empty: that is not known. */
export function worthOf(
  schema: Pick<EntitySchema, 'listedBy' | 'worth' | 'document'>,
  value: RecordValue,
): Pick<RecordFacts, 'amount' | 'currency'> {
  const known = factsOf(schema, value) ?? {}
  const textAt = (field: string) => (typeof value[field] === 'string' ? value[field] : undefined)
  const totals = schema.document?.totals
  if (totals?.rule === 'sum')
    return withoutEmpty({ amount: textAt(totals.field), currency: textAt(totals.currency) ?? known.currency })
  if (!schema.worth) return withoutEmpty({ amount: known.amount, currency: known.currency })
  const amounts = schema.worth.amounts.map(textAt)
  const amount = amounts.includes(undefined) ? undefined : decimalText(sum(amounts.map((one) => dec(one!))))
  const { currency } = schema.worth
  return withoutEmpty({ amount, currency: (currency === undefined ? undefined : textAt(currency)) ?? known.currency })
}

const withoutEmpty = <T extends object>(facts: T) =>
  Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)) as { [K in keyof T]?: string }

/** The facts of a record as it was read; null: lists show nothing of its entity. */
export function factsOf({ listedBy }: Pick<EntitySchema, 'listedBy'>, value: RecordValue): RecordFacts | null {
  if (!listedBy) return null
  const at = (path: string) => fieldAt(value, path)
  return Object.fromEntries(
    Object.entries(listedBy).flatMap(([fact, path]) => {
      const found = at(path)
      if (typeof found !== 'string' || found === '') return []
      // It stands in sentences beside amounts; what is no code is a text of somebody's.
      return fact === 'currency' && !/^[A-Z]{3}$/.test(found) ? [] : [[fact, found]]
    }),
  )
}

/** "currency.iso_code": a field of a record, or of one in it; of a list its first row's. */
export const fieldAt = (value: RecordValue, path: string): Json | undefined =>
  path.split('.').reduce<Json | undefined>((held, name) => {
    const its = Array.isArray(held) ? held[0] : held
    return isRecord(its) ? its[name] : undefined
  }, value)

/**
 * `always`: fields that never change; one that differs makes it another record. `mostly`: fields that their owner may
 * change one at a time; only all of them together make it another record.
 */
export interface SameBy {
  readonly always: readonly string[]
  readonly mostly?: readonly string[]
}

export const text = (maxLength?: number) =>
  maxLength === undefined ? { type: 'text' as const } : { type: 'text' as const, maxLength }
/** A text that keeps its line breaks. */
export const lines = (maxLength: number) => ({ type: 'text' as const, maxLength, lines: true as const })
export const id = { type: 'id' } as const
export const decimal = { type: 'decimal' } as const
export const integer = { type: 'integer' } as const
export const boolean = { type: 'boolean' } as const
export const instantField = { type: 'instant' } as const
export const date = { type: 'date' } as const
export const choice = <const V extends readonly string[]>(...values: V) => ({ type: 'choice' as const, values })
export const list = <const T extends FieldType>(of: T, rows: Omit<ListType, 'type' | 'of'> = {}) => ({
  type: 'list' as const,
  of,
  ...rows,
})
export const record = <const F extends Fields>(fields: F) => ({ type: 'record' as const, fields })
export const optional = <const T extends Field>(field: T) => ({ ...field, optional: true as const })
export const readOnly = <const T extends Field>(field: T) => ({
  ...field,
  optional: true as const,
  readOnly: true as const,
})
export const personal = <const T extends Field>(field: T) => ({ ...field, personal: true as const })
/** The remote system fills it where it is left out or emptied. */
export const defaulted = <const T extends Field>(field: T) => ({ ...field, defaulted: true as const })
/** It goes along when the document is made, and no later look compares or changes it. */
export const atCreation = <const T extends Field>(field: T) => ({ ...field, atCreation: true as const })
/** What was written of it stays. */
export const kept = <const T extends Field>(field: T) => ({ ...field, kept: true as const })
/** Who changes it touches no money. */
export const harmless = <const T extends Field>(field: T) => ({ ...field, risk: 'low' as const })
/** It says on what terms somebody buys, or with what a document is posted. */
export const terms = <const T extends Field>(field: T) => ({ ...field, risk: 'high' as const })
export const about = <const T extends Field>(meaning: string, field: T) => ({ ...field, about: meaning })

/**
 * Of a record, as `not_read`: fields of it that hold nothing because nobody may read what they are made of. What was written of
 * them before stays: "not allowed" is never "empty".
 */
export const notRead = {
  type: 'list',
  of: { type: 'text' },
  optional: true,
  about: 'Fields that hold nothing because the key may not read what they are made of. Left out: none.',
} as const satisfies Field
/** The names in it. */
export const notReadIn = (value: RecordValue | null | undefined): readonly string[] =>
  Array.isArray(value?.not_read) ? value.not_read.map(String) : []

export const keyOf = <const T extends Field>(entity: EntityName, field: T) => ({ ...field, refersTo: entity })

/** The fields of a record, or of the rows of a list of records; none for anything else. */
export const fieldsIn = (field: FieldType | undefined): Fields =>
  field?.type === 'record' ? field.fields : field?.type === 'list' ? fieldsIn(field.of) : {}

/** The fields of the rows of a list of records; none for anything else. */
export const fieldsOfRows = (field: Field | undefined): Fields =>
  field?.type === 'list' && field.of.type === 'record' ? field.of.fields : {}

/** A document as it is compared after it was made. The same object where nothing of it goes along only then. */
export function lastingOf({ fields }: Pick<EntitySchema, 'fields'>, document: RecordValue): RecordValue {
  const goes = (name: string) => memberOf(fields, name)?.atCreation === true
  if (!Object.keys(document).some(goes)) return document
  return Object.fromEntries(Object.entries(document).filter(([name]) => !goes(name)))
}

export function defineEntity<const F extends Fields>(schema: EntitySchema<F>): EntitySchema<F> {
  return schema
}

/**
 * The zod schema of an entity. Unknown fields are dropped (a newer shop may send more); the caller counts them.
 * Decimals come out in one spelling ("12.340000" becomes "12.34"), so that hashes of equal amounts agree.
 */
export function zodOf(fields: Fields): z.ZodObject {
  const schema = schemas.get(fields) ?? z.object(mapped(fields))
  schemas.set(fields, schema)
  return schema
}

/** `zodOf`, of a record that may lack any of its fields. */
export function zodOfSome(fields: Fields): z.ZodObject {
  const schema = partialSchemas.get(fields) ?? zodOf(fields).partial()
  partialSchemas.set(fields, schema)
  return schema
}

/** Zod compiles a schema at its first use, which takes as long as to read a hundred records by it. Fields are never changed. */
const schemas = new WeakMap<Fields, z.ZodObject>()
const partialSchemas = new WeakMap<Fields, z.ZodObject>()

const mapped = (fields: Fields) =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, zodOfField(field)]))

function zodOfField(field: Field): z.ZodType {
  const type = zodOfType(field)
  return field.optional ? type.nullable().optional() : type
}

function zodOfType(field: FieldType): z.ZodType {
  switch (field.type) {
    case 'text':
    case 'id':
      return z.string()
    case 'decimal':
      return z
        .string()
        .regex(/^-?\d+(\.\d+)?$/, 'must be a decimal number')
        .transform(decimalSpelled)
    case 'integer':
      return z.int()
    case 'boolean':
      return z.boolean()
    case 'instant':
      return z.iso.datetime()
    case 'date':
      return z.iso.date()
    case 'choice':
      return z.enum(field.values as [string, ...string[]])
    case 'list':
      return z.array(zodOfType(field.of))
    case 'record':
      return zodOf(field.fields)
  }
}

/** The fields of an entity, those in it as well, by name; one name in several places has them all. */
export function fieldsNamed(fields: Fields, name: string): Field[] {
  return Object.entries(fields).flatMap(([own, field]) => {
    const type = field.type === 'list' ? field.of : field
    return [...(own === name ? [field] : []), ...(type.type === 'record' ? fieldsNamed(type.fields, name) : [])]
  })
}

/** Whoever changes one of them touches no money, and nothing by which a document is known again. */
export const isHarmless = (fields: readonly Field[]) => fields.length > 0 && fields.every(({ risk }) => risk === 'low')
