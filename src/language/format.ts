import { z } from 'zod'
import type { FilledField } from '../domain/connector.ts'
import { type CustomFields, customFieldsFile, customFieldsPart } from '../domain/custom-fields.ts'
import { InvalidInput, type Problem } from '../domain/errors.ts'
import type { EntityName, Json } from '../domain/record.ts'

/**
 * What a person or a model may write, as data. A definition is all of it for one integration: settings, flows, mappings
 * and value maps. It is stored and exported in parts, one JSON file each, and has versions.
 */
export interface Definition {
  readonly settings: Settings
  readonly flows: Readonly<Record<string, Flow>>
  readonly mappings: Readonly<Record<string, Mapping>>
  readonly valueMaps: Readonly<Record<string, ValueMap>>
  /** What this shop and this company have beside the fields of their kind. */
  readonly customFields: CustomFields
}

const name = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be small letters, digits and dashes')
const variable = z
  .string()
  .regex(/^[a-z][A-Za-z0-9_]{0,63}$/, 'must begin with a small letter and hold letters, digits and _')
// A name of its own in the schemas for editors, which list the entities there.
const entity = z
  .string()
  .regex(/^[a-z]+\.[A-Za-z_]+$/, 'must be system.entity')
  .meta({ id: 'entity' })
  .transform((value) => value as EntityName)
/** CEL. 2,000 characters are a page of text: longer ones belong into several fields. */
const expression = z.string().min(1).max(2000)
const sentence = z.string().min(1).max(500)
const fieldName = z.string().min(1).max(100)

/** Where flows know some values alone: any other would set nothing, and no run would say so. "": it may be empty. */
const oneOf = z.array(z.string().max(100)).min(1).max(50).optional()
const setting = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), about: sentence, oneOf, value: z.string().max(500).nullable() }),
  z.strictObject({
    type: z.literal('decimal'),
    about: sentence,
    value: z
      .string()
      .regex(/^-?\d+(\.\d+)?$/, 'must be a decimal number in quotes')
      .nullable(),
  }),
  z.strictObject({ type: z.literal('integer'), about: sentence, value: z.int().nullable() }),
  z.strictObject({ type: z.literal('boolean'), about: sentence, value: z.boolean().nullable() }),
  z.strictObject({
    type: z.literal('texts'),
    about: sentence,
    oneOf,
    value: z.array(z.string().max(100)).max(200).nullable(),
  }),
])
/** A typed value that flows and mappings read as `settings.name`. `value` null: not decided yet, a run that needs it stops. */
export type Setting = z.output<typeof setting>

const settings = z.strictObject({ format: z.literal(1), settings: z.record(variable, setting) })
export type Settings = z.output<typeof settings>

const valueSource = z.strictObject({
  /** The entity whose records are the values, for example "gp.shippingMethod". */
  entity: z.string().regex(/^[a-z]{1,20}\.[a-zA-Z]{1,40}$/),
  /** The field that holds the value, and the one that says what people call it. */
  key: z.string().max(60),
  label: z.string().max(60),
  /** What the map writes before it: "group " for "group 3". */
  before: z.string().max(40).optional(),
  /**
   * How the values are known. Left out: the system lists all of its records. `seen`: the newest records show some, and others may be
   * in use as well. `unlisted`: nothing lists them, and one is known when a record needs it.
   */
  known: z.enum(['seen', 'unlisted']).optional(),
})
const valueMapSide = valueSource.extend({
  /** Where further values come from. One that has the name of an earlier one is that one. */
  also: z.array(valueSource).max(5).optional(),
  /** Values that are no records: "Check", "none". */
  words: z.array(z.string().min(1).max(100)).max(50).optional(),
})
export type ValueMapSide = z.output<typeof valueMapSide>

const valueMap = z.strictObject({
  format: z.literal(1),
  id: name,
  about: sentence,
  /** Whose values stand for whose. Without it, no candidates can be read: an older definition, or values of no entity. */
  between: z.strictObject({ from: valueMapSide, to: valueMapSide }).optional(),
  /**
   * What answers for a value that is not listed, so that no run stops: a setting, while it has a value; the value itself, where the
   * target system has it; or, with neither, what mappings say. Left out: a run that needs it stops.
   */
  otherwise: z.strictObject({ setting: variable.optional(), itself: z.literal(true).optional() }).optional(),
  /** Its answers say how much is booked, or where: who proposes one needs an approver for money. */
  money: z.literal(true).optional(),
  entries: z
    .array(
      z.strictObject({
        from: z.string().max(200),
        /** What people call `from`. */
        label: z.string().max(200).optional(),
        /** What the target system expects; null: an open question, at which a run stops. */
        to: z.string().max(200).nullable(),
        why: z.string().max(500).optional(),
        /** Open, and no recent order used it: nobody is asked before an order needs it. */
        unused: z.literal(true).optional(),
      }),
    )
    .max(20_000),
})
/** Which value of one system stands for which of the other. A value that is not listed stops the run: there is no default. */
export type ValueMap = z.output<typeof valueMap>

/** How one target field is made: an expression, a list made row by row, or a record of fields. */
export type FieldForm =
  | string
  | {
      each: string
      as: string
      /** Named intermediate values of a row. */
      let?: Readonly<Record<string, string>> | undefined
      fields: Readonly<Record<string, FieldForm>>
    }
  | { fields: Readonly<Record<string, FieldForm>> }
const fieldForm: z.ZodType<FieldForm> = z.lazy(() =>
  z.union([
    expression,
    z.strictObject({
      each: expression,
      as: variable,
      let: z.record(variable, expression).optional(),
      fields: z.record(z.string(), fieldForm),
    }),
    z.strictObject({ fields: z.record(z.string(), fieldForm) }),
  ]),
)

const mapping = z.strictObject({
  format: z.literal(1),
  id: name,
  about: sentence,
  /** The records it is made of, by the names its expressions use. */
  from: z.record(variable, entity),
  /** Lists of records that a step has found, by the names its expressions use. */
  lists: z.record(variable, entity).optional(),
  to: entity,
  /** Named intermediate values, each an expression that may use the ones above it. */
  let: z.record(variable, expression).optional(),
  fields: z.record(z.string(), fieldForm),
})
/** How one entity becomes another. Pure: what it needs from elsewhere (links, value maps) it names, and gets or stops. */
export type Mapping = z.output<typeof mapping>

const source = { entity, key: expression, as: variable }
const step = z.discriminatedUnion('do', [
  /** Reads a record under a name. One that is not there: a person is asked, or with `missing` the run is skipped. */
  z.strictObject({
    do: z.literal('read'),
    id: name,
    ...source,
    missing: z.literal('skip').optional(),
    because: sentence.optional(),
  }),
  /**
   * Finds records by their fields and reads them. An expression that gives a list means any of it; `until`: times up to
   * this one. One record goes by the name, and two of them ask; without one the run is skipped or a person is asked, as
   * `missing` says. With `most` the name is a list, and more than that ask, unless `tooMany` says that the first of them do; one without records is empty, or does what `empty`
   * says. `missing` of a list says nothing: definitions of before `empty` have it.
   */
  z.strictObject({
    do: z.literal('find'),
    id: name,
    entity,
    where: z.record(z.string(), expression),
    until: z.record(z.string(), expression).optional(),
    as: variable,
    most: z.int().min(1).max(200).optional(),
    missing: z.enum(['skip', 'ask']).optional(),
    empty: z.enum(['skip', 'ask']).optional(),
    tooMany: z.literal('first').optional(),
    because: sentence.optional(),
  }),
  /**
   * Ends the run as skipped unless the condition holds: this record is not for the other side, or not yet. `says`: what of
   * this record keeps it, after the reason. `again`: the record is looked at again `every` so often, until it is older than
   * `for`; what it waits for happens in a system that reports no changes. After that a person is asked, or with `then` nobody
   * is: nothing has to come. `goOnAfter`: hours after which a record that has waited here for so long goes on without; 0: never.
   */
  z.strictObject({
    do: z.literal('skip'),
    id: name,
    unless: expression,
    because: sentence,
    says: expression.optional(),
    goOnAfter: expression.optional(),
    again: z
      .strictObject({ every: z.string().max(20), for: z.string().max(20), then: z.literal('leave').optional() })
      .optional(),
  }),
  /**
   * Opens an incident unless the condition holds. `says`: amounts and names of this record, after the reason. `once`: after a
   * person has resolved it the run goes on, and it is not asked again while it says the same.
   */
  z.strictObject({
    do: z.literal('stop'),
    id: name,
    unless: expression,
    because: sentence,
    hint: sentence,
    says: expression.optional(),
    once: z.literal(true).optional(),
    /** A record of the flow that a person may link to one that is there already: that settles it, too. The likeliest come first. */
    links: z
      .strictObject({
        of: variable,
        to: entity,
        /** The records of `to` are linked to this one: `sure` and `perhaps` are theirs. Left out: this one to one of them. */
        back: z.literal(true).optional(),
        /** Keys that are surely the same, and why; and keys that are perhaps. */
        sure: expression,
        because: sentence,
        perhaps: expression,
        perhapsBecause: sentence,
      })
      .optional(),
  }),
  /** Finds the record's counterpart, creates it when there is none under the key its mapping makes, and brings it up to date. */
  z.strictObject({
    do: z.literal('ensure'),
    id: name,
    ...source,
    to: entity,
    by: name,
    /** Names of the mapping's records → names read in this flow, where they differ. */
    with: z.record(variable, variable).optional(),
    identity: z.array(z.string()).min(1),
    update: z.enum(['difference', 'never']),
  }),
  /** Makes a document by a mapping, under a name. */
  z.strictObject({ do: z.literal('map'), id: name, by: name, as: variable }),
  /** Brings the document to what was charged, to the cent, by the rule of its entity's totals, or stops with the sheet. */
  z.strictObject({
    do: z.literal('balance'),
    id: name,
    document: variable,
    /** What was charged; of a journal, what each side comes to. */
    to: expression,
    /** The sum of the lines as the source states it, so that line roundings add up to it. */
    lines: expression.optional(),
    digits: expression,
    /** The largest remainder that may be placed; above it the run stops. Left out: none is placed. */
    cap: expression.optional(),
    /** Where a remainder is placed, of the places that the entity allows: one that is missing, one that is too much. */
    over: fieldName.optional(),
    under: fieldName.optional(),
  }),
  /**
   * Writes the document once, under the key its mapping made: whichever run comes later finds the first one. `of`: the record
   * whose document it is, by its name; left out: the run's own. A record has one document of a kind, so in rows each names its
   * own.
   */
  z.strictObject({
    do: z.literal('write'),
    id: name,
    document: variable,
    of: variable.optional(),
    to: entity,
    identity: z.array(z.string()).min(1),
    update: z.enum(['difference', 'never']),
    /** Of earlier versions: a document that was balanced is proved again from the read-back, whatever stands here. */
    total: z.string().optional(),
    /** Whether the other system mails its customer about it, where it can. Left out: it does not. */
    tellCustomer: expression.optional(),
    /** Customers that this flow may have mailed in an hour; a person is asked before the next one. Left out: any number. */
    mostTold: expression.optional(),
  }),
])
type PlainStep = z.output<typeof step>
/** Steps that only some records take. */
export interface Branch {
  readonly do: 'branch'
  readonly id: string
  readonly if: string
  readonly because: string
  readonly then: readonly Step[]
  readonly otherwise: readonly Step[]
}
/**
 * Steps that are taken for each row of a list, in its order: what is found, made, written or asked about there is that row's own.
 * A row is known by its place, which does not change in a run: what the run has read stays as it was read.
 */
export interface ForEach {
  readonly do: 'each'
  readonly id: string
  readonly list: string
  readonly as: string
  readonly because: string
  readonly steps: readonly Step[]
}
export type Step = PlainStep | Branch | ForEach
export type StepOf<D extends Step['do']> = Extract<Step, { do: D }>

const branch: z.ZodType<Branch> = z.lazy(() =>
  z.strictObject({
    do: z.literal('branch'),
    id: name,
    if: expression,
    because: sentence,
    then: z.array(anyStep).max(50),
    otherwise: z.array(anyStep).max(50),
  }),
)
const forEach: z.ZodType<ForEach> = z.lazy(() =>
  z.strictObject({
    do: z.literal('each'),
    id: name,
    list: expression,
    as: variable,
    because: sentence,
    steps: z.array(anyStep).min(1).max(20),
  }),
)
const anyStep: z.ZodType<Step> = z.lazy(() => z.union([step, branch, forEach]))

/** What a step does that finds no record; undefined: its list is empty. */
export const noneOf = ({ most, missing, empty }: StepOf<'find'>) => (most === undefined ? missing : empty)

/** The lists of steps that a step holds. */
export const stepsWithin = (step: Step): readonly (readonly Step[])[] =>
  step.do === 'branch' ? [step.then, step.otherwise] : step.do === 'each' ? [step.steps] : []

/**
 * When ticks are due. `every`: counted from midnight UTC, "15 minutes". `cron`: minute, hour, day of the month, month, day of
 * the week, by the clock of the time zone. `missed`: of ticks that were due while the hub was down or the flow was paused,
 * the newest is made `once` when it goes on, or they are left out.
 */
const missed = z.enum(['once', 'skip'])
const schedule = z.union([
  z.strictObject({ every: z.string().max(20), missed }),
  z.strictObject({ cron: z.string().max(100), timezone: z.string().max(60), missed }),
])
export type Schedule = z.output<typeof schedule>

/**
 * A round counts the records for which `counts` holds, of what is there (`before`), what would be written (`after`), and what
 * the hub wrote last (`written`; `unwritten`: nothing yet). With `eachTime` the same records are asked about again when something else is there. More
 * than `most`, or than this share of the records that were written before (and more than three), stop the round until a person
 * has looked. `mostIs` and `percentIs` name settings that say so in their place. With `of` it is the share of those for which
 * that holds, of what is there (`before`). With `leave` these records are left as they are and the round goes on: what differs
 * is reported, and proposed to be set.
 */
const guard = z.strictObject({
  id: name,
  counts: expression,
  most: z.int().min(0).optional(),
  share: z
    .string()
    .regex(/^0\.\d{1,4}$/, 'must be a share such as "0.05"')
    .optional(),
  mostIs: fieldName.optional(),
  percentIs: fieldName.optional(),
  of: expression.optional(),
  eachTime: z.literal(true).optional(),
  leave: z.literal(true).optional(),
  because: sentence,
  hint: sentence,
})
export type Guard = z.output<typeof guard>

const flow = z.strictObject({
  format: z.literal(1),
  id: name,
  about: sentence,
  /** The entity whose change starts a run; its record is read by the first step. */
  on: entity,
  /** When: of a flow on hub.tick, and of one in bulk. */
  schedule: schedule.optional(),
  /**
   * Its records are set in bulk: each tick of the schedule reads all of them a page at a time, compares what they make with
   * what was written last, and writes what differs. `guards`: what a round may not do without a person.
   */
  bulk: z
    .strictObject({
      guards: z.array(guard).max(20),
      /**
       * The mapping that says what one piece of an order line takes from stock: it gets the order with that line alone, and
       * makes a hub.taking. For flows that read hub.uncounted.
       */
      takes: name.optional(),
      /**
       * The setting that lists the places of the ledger that are sold from. What the orders of other integrations with the same
       * company take is counted too, where these sell from one of the places.
       */
      places: fieldName.optional(),
      /** Entities whose lists show whether a record changed: what was made of such a record is looked at again. */
      watch: z.array(entity).max(5).optional(),
      /** A number of `before` and `after`: what is wanted is written in its order, the smallest first. */
      first: expression.optional(),
      /** "24 hours": at least so often a round looks at every record again, whatever was seen. */
      full: z.string().max(20).optional(),
    })
    .optional(),
  /** No change starts it: only a person, for a record or for a period. */
  onRequest: z.literal(true).optional(),
  /**
   * Lists of its record that a person is otherwise asked about, as "refunds" of an order: the flow carries by itself what is
   * known to the cent of them.
   */
  carries: z.array(fieldName).max(5).optional(),
  steps: z.array(anyStep).min(1).max(100),
})
/** A business process: a list of steps, read from top to bottom. */
export type Flow = z.output<typeof flow>

/** The part that holds the settings. */
export const settingsFile = 'settings.json'

/** The form of each file, by the folder or the file that holds it. @see editorSchemas */
export const forms = {
  flows: flow,
  mappings: mapping,
  'value-maps': valueMap,
  settings,
  'custom-fields': customFieldsPart,
}

/** File name → JSON. @see definitionFromParts */
export type DefinitionParts = Readonly<Record<string, Json>>

/** @throws InvalidInput naming the file, the place in it and the reason. */
export function definitionFromParts(parts: DefinitionParts): Definition {
  const problems = tooLarge(parts)
  // Reading what nests without end would itself take time without end.
  if (problems.length > 0) throw new InvalidInput('Definition', problems)
  const read = <T>(file: string, schema: z.ZodType<T>, part: unknown): T | null => {
    const parsed = schema.safeParse(part)
    if (parsed.success) return parsed.data
    for (const issue of parsed.error.issues)
      problems.push({ at: [file, ...issue.path.map(String)].join('/'), reason: issue.message })
    return null
  }
  const folder = <T extends { id: string }>(prefix: string, schema: z.ZodType<T>): Record<string, T> => {
    const found: Record<string, T> = {}
    for (const file of Object.keys(parts)
      .filter((key) => key.startsWith(`${prefix}/`))
      .sort()) {
      const part = read(file, schema, parts[file])
      if (!part) continue
      if (file !== `${prefix}/${part.id}.json`)
        problems.push({ at: file, reason: `holds "${part.id}"; its file must be ${prefix}/${part.id}.json` })
      found[part.id] = part
    }
    return found
  }
  if (!Object.hasOwn(parts, settingsFile)) problems.push({ at: settingsFile, reason: 'is missing' })
  const definition = {
    settings: read(settingsFile, settings, parts[settingsFile]) ?? { format: 1 as const, settings: {} },
    flows: folder('flows', flow),
    mappings: folder('mappings', mapping),
    valueMaps: folder('value-maps', valueMap),
    customFields: Object.hasOwn(parts, customFieldsFile)
      ? (read(customFieldsFile, customFieldsPart, parts[customFieldsFile])?.fields ?? {})
      : {},
  }
  if (problems.length > 0) throw new InvalidInput('Definition', problems)
  return definition
}

/**
 * Bounds of a definition as a whole: the standard one with every process has 4,800 texts of 400,000 characters, and nests 8 deep; what
 * people add to it must fit as well. At the bounds it takes a second or two to check.
 */
const bounds = { depth: 24, texts: 8_000, characters: 650_000, lets: 200 }

function tooLarge(parts: DefinitionParts): Problem[] {
  const problems: Problem[] = []
  const total = { texts: 0, characters: 0 }
  for (const [file, part] of Object.entries(parts)) {
    const waiting: [value: Json, depth: number][] = [[part, 1]]
    const counts = !file.startsWith('value-maps/')
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [value, depth] = next
      if (depth > bounds.depth) {
        problems.push({ at: file, reason: `nests more than ${bounds.depth} deep` })
        break
      }
      if (counts && typeof value === 'string') {
        total.texts += 1
        total.characters += value.length
      }
      if (value !== null && typeof value === 'object')
        for (const inside of Object.values(value)) waiting.push([inside, depth + 1])
    }
    const lets = (part as { let?: unknown } | null)?.let
    if (lets !== null && typeof lets === 'object' && Object.keys(lets).length > bounds.lets)
      problems.push({ at: `${file}/let`, reason: `has more than ${bounds.lets} values` })
  }
  for (const what of ['texts', 'characters'] as const)
    if (total[what] > bounds[what])
      problems.push({
        at: 'definition',
        reason: `its flows, mappings and settings hold more than ${bounds[what].toLocaleString('en-US')} ${what}`,
      })
  return problems
}

/** What the mappings of a definition fill, by the names of the fields that stand in the record itself. */
export const filledBy = ({ mappings }: Pick<Definition, 'mappings'>): FilledField[] =>
  Object.values(mappings).flatMap(({ id, to, fields }) =>
    Object.keys(fields).map((field) => ({ at: `mappings/${id}/fields/${field}`, entity: to, field })),
  )

export function partsOfDefinition({ settings, flows, mappings, valueMaps, customFields }: Definition): DefinitionParts {
  const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as Json
  return Object.fromEntries([
    [settingsFile, json(settings)],
    ...Object.values(flows).map((part) => [`flows/${part.id}.json`, json(part)] as const),
    ...Object.values(mappings).map((part) => [`mappings/${part.id}.json`, json(part)] as const),
    ...Object.values(valueMaps).map((part) => [`value-maps/${part.id}.json`, json(part)] as const),
    ...(Object.keys(customFields).length > 0
      ? [[customFieldsFile, json({ format: 1, fields: customFields })] as const]
      : []),
  ])
}

/** What nobody has decided yet: a run that needs it stops there. */
export interface OpenQuestion {
  readonly at: string
  readonly question: string
}

export function openQuestions(definition: Definition): OpenQuestion[] {
  const settingsOpen = Object.entries(definition.settings.settings).flatMap(([key, { value, about }]) =>
    value === null ? [{ at: `settings.json/${key}`, question: about }] : [],
  )
  const valuesOpen = Object.values(definition.valueMaps).flatMap(({ id, about, entries }) =>
    entries.flatMap(({ from, label, to, why, unused }) =>
      to === null && !unused
        ? [
            {
              at: `value-maps/${id}.json`,
              question: `${about} Which value belongs to "${label ?? from}" (${from})?${why ? ` ${why}` : ''}`,
            },
          ]
        : [],
    ),
  )
  return [...settingsOpen, ...valuesOpen]
}
