import type { Fix, FixChange, FixChoice } from '../../domain/fix.ts'
import { nearest } from '../../domain/nearest.ts'
import { type Json, memberOf, refText } from '../../domain/record.ts'
import type { Missing } from '../../domain/run.ts'
import type { ValueMap } from '../../language/index.ts'
import { valueTaskOf } from '../value-maps.ts'
import { type RowSuggestion, suggestValues } from '../values/suggest.ts'
import { withoutSigns } from '../words/text.ts'
import { type FixFacts, namedBy } from './facts.ts'

export type Part = Pick<Fix, 'kind' | 'title' | 'reason'> & Partial<Fix>

/** A value without an answer gets the one that is suggested; where none is sure enough, somebody chooses. */
export function missingValue(facts: FixFacts): Part | null {
  const missing = facts.question.missing?.find((one) => one.what === 'value')
  if (!missing) return null
  const valueMap = memberOf(facts.definition.valueMaps, missing.valueMap)
  if (!valueMap) return null
  const found = suggestionFor(missing, facts)
  const choices = choicesOf(found)
  const [top] = found?.candidates ?? []
  const named = missing.label ?? missing.from
  if (!top?.suggested || top.against.length > 0)
    return {
      kind: 'step',
      title: `Say what “${named}” of value map ${valueMap.id} is in GP`,
      reason: `Nothing in GP is clearly “${named}”, and no default is taken for it.`,
      choices,
      steps: [
        {
          owner: 'integrator',
          says: `Choose the GP value for ${missing.from} on the page of the value map, in value-maps/${valueMap.id}.json, or in a chat, and propose it. Where GP has none yet, its admin creates it first.`,
        },
      ],
    }
  return {
    kind: 'value-map-entry',
    title: `In value map ${valueMap.id}, ${missing.from} becomes ${top.key}`,
    reason: `“${named}” has no answer, and “${top.label}” is it by ${Math.round(top.probability * 100)} %: ${top.reasons.join(' ')}`,
    changes: [setValue(valueMap, missing.from, top.key, missing.label)],
    evidence: top.evidence.map(({ from, to }) => `Shop, ${from.cell}: “${from.text}”. GP, ${to.cell}: “${to.text}”.`),
    choices: choices.slice(1),
  }
}

function suggestionFor(missing: Extract<Missing, { what: 'value' }>, { sides, rejected }: FixFacts) {
  const task = sides && valueTaskOf({ ...sides, from: sides.from.rows, to: sides.to.rows, rejected })
  if (!task) return null
  const row = { key: missing.from, label: missing.label ?? missing.from }
  const known = task.from.some(({ key }) => key === missing.from)
  // "FR 20": a value that no list has may say its country.
  const country = task.country || (/^[A-Z]{2} /.exec(missing.from)?.[0].trim() ?? '')
  const found = suggestValues({ ...task, country, from: known ? task.from : [...task.from, row] })
  return found.find(({ key }) => key === missing.from) ?? null
}

/** An item that GP has under another number: written a little differently, or the product's reference of today. */
export function missingItem(facts: FixFacts): Part | null {
  const missing = facts.question.missing?.find((one) => one.what === 'record')
  if (missing?.record.entity !== 'gp.item' || missing.record.key === '') return null
  const { key } = missing.record
  const rows = facts.others?.rows ?? []
  const has = new Set(rows.map((row) => row.key.trim()))
  const alike = rows.filter((row) => plainNumber(row.key) === plainNumber(key))
  const valueMap = memberOf(facts.definition.valueMaps, 'item')
  const [same] = alike
  if (same && alike.length === 1 && valueMap)
    return {
      kind: 'value-map-entry',
      title: `In value map item, ${key} becomes ${same.key}`,
      reason: `GP has ${same.key} (“${same.label ?? ''}”): the same number, but for signs between its parts.`,
      changes: [setValue(valueMap, key, same.key.trim(), facts.lines[0]?.name)],
      evidence: [`Shop: ${key}. GP: ${same.key}, “${same.label ?? ''}”.`],
    }
  const renamed = facts.lines.filter(({ now }) => now !== null && now !== key && has.has(now.trim()))
  const [first] = renamed
  if (first && renamed.length === facts.lines.length && new Set(renamed.map(({ now }) => now)).size === 1)
    return {
      kind: 'record-correction',
      title: `Take item ${key} as ${first.now} in ${renamed.length === 1 ? 'its order' : `${renamed.length} order lines`}`,
      reason: `The product has the reference ${first.now} in the shop by now, and GP has that item; the orders still carry the one it had before.`,
      changes: correctionsOf(renamed),
      evidence: renamed.map(
        (line) => `${refText(line.record)}: ${line.path} says ${line.reference}; the product says ${line.now}.`,
      ),
    }
  const line = facts.lines[0]
  const choices = choicesOf(
    line && rows.length > 0
      ? (suggestValues({ ...kindless, from: [{ key, label: line.name }], to: rows })[0] ?? null)
      : null,
  )
  return {
    kind: 'step',
    title: `Create item ${key} in GP, or name the one that it is`,
    reason: `GP has no item ${key}, and no other number is surely the same item.`,
    choices,
    steps: [
      {
        owner: 'GP admin',
        says: `In GP: Cards > Inventory > Item. Item Number ${key}${line ? `, Description “${line.name}”` : ''}; give it an item class, and assign it to the site of web orders (Cards > Inventory > Quantities/Sites).`,
      },
      {
        owner: 'integrator',
        says: `Or, where GP has it under another number: an entry in the value map “item” for ${key}.`,
      },
    ],
  }
}

const kindless = { kind: 'product->item', country: '', language: '' }
const plainNumber = (text: string) => withoutSigns(text).toUpperCase()

/**
 * A name that GP does not know stands in a setting or as an answer of a value map. One that is surely only misspelt is
 * corrected; any other is a person's choice.
 */
export function unknownName(facts: FixFacts): Part | null {
  const where = memberOf(namedBy, facts.question.diagnosis?.cause ?? '')
  const { others, definition } = facts
  if (!where || !others) return null
  const keys = others.rows.map(({ key }) => key.trim())
  const { setting, maps } = where
  const set = setting === undefined ? undefined : memberOf(definition.settings.settings, setting)
  if (setting !== undefined && set?.type === 'text' && set.value && !keys.includes(set.value)) {
    const meant = onlyNear(set.value, keys)
    if (meant)
      return {
        kind: 'setting',
        title: `Setting ${setting} becomes ${meant}`,
        reason: `The setting ${setting} says ${set.value}, which GP does not have; ${meant} is the only name like it.`,
        changes: [
          { do: 'edit-definition', edits: [{ do: 'set-setting', name: setting, before: set.value, after: meant }] },
        ],
        evidence: [`GP has ${keys.slice(0, 20).join(', ')}.`],
      }
    return chooseFor(`the setting ${setting}`, set.value, others.rows)
  }
  for (const name of maps) {
    const valueMap = memberOf(definition.valueMaps, name)
    const saw = facts.question.diagnosis?.evidence.join(' ') ?? ''
    const dead = valueMap?.entries.filter(({ to }) => to !== null && !keys.includes(to) && names(saw, to)) ?? []
    const [entry] = dead
    if (!valueMap || !entry || entry.to === null) continue
    const meant = dead.length === 1 ? onlyNear(entry.to, keys) : null
    if (meant)
      return {
        kind: 'value-map-entry',
        title: `In value map ${name}, ${entry.from} becomes ${meant}`,
        reason: `${entry.from} is answered with ${entry.to}, which GP does not have; ${meant} is the only name like it.`,
        changes: [setValue(valueMap, entry.from, meant, entry.label)],
        evidence: [`GP has ${keys.slice(0, 20).join(', ')}.`],
      }
    return chooseFor(`the answer for ${entry.from} in value map ${name}`, entry.to, others.rows)
  }
  return null
}

function chooseFor(
  what: string,
  value: string,
  rows: readonly { readonly key: string; readonly label?: string | undefined }[],
): Part {
  return {
    kind: 'step',
    title: `Correct ${what}`,
    reason: `It says ${value}, which GP does not have, and no other name is surely meant.`,
    choices: rows
      .slice(0, 10)
      .map(({ key, label = key }) => ({ value: key, label, probability: 0, because: 'GP has it.' })),
    steps: [{ owner: 'integrator', says: `Name in ${what} one that GP has, or have the GP admin create ${value}.` }],
  }
}

/** What was read names it as a word of its own. */
const names = (saw: string, name: string) => saw.includes(` ${name}.`) || saw.includes(` ${name} `)

/** The name of so few letters that another is within two of it is no misspelling. */
const fewLetters = 4
function onlyNear(name: string, keys: readonly string[]): string | null {
  if (name.length < fewLetters) return null
  const meant = nearest(name, keys)
  return meant !== null &&
    nearest(
      name,
      keys.filter((key) => key !== meant),
    ) === null
    ? meant
    : null
}

function setValue(valueMap: ValueMap, from: string, to: string, label: string | undefined): FixChange {
  const known = valueMap.entries.find((entry) => entry.from === from)
  const { from: _, ...before } = known ?? { from }
  const name = known?.label ?? label
  return {
    do: 'edit-definition',
    edits: [
      {
        ...{ do: 'set-value', valueMap: valueMap.id, from },
        before: known ? (before as Json) : null,
        after: { ...(name === undefined ? {} : { label: name.slice(0, 200) }), to },
      },
    ],
  }
}

function correctionsOf(lines: FixFacts['lines']): FixChange[] {
  return [...Map.groupBy(lines, ({ record }) => refText(record)).values()].map((its) => ({
    do: 'correct-record',
    record: its[0]!.record,
    edits: its.map(({ path, reference, now }) => ({
      path: `${path}.product_reference`,
      before: reference,
      after: now,
    })),
  }))
}

const choicesOf = (found: RowSuggestion | null): FixChoice[] =>
  (found?.candidates ?? []).slice(0, 5).map(({ key, label, probability, reasons, against }) => ({
    value: key,
    label,
    probability,
    because: [...reasons, ...against.map((sentence) => `But: ${sentence}`)].join(' '),
  }))
