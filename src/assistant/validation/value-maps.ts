import type { EntityRegistry } from '../../domain/connector.ts'
import { stateHolds } from '../../domain/document.ts'
import type { JudgedPlace } from '../../domain/judged-place.ts'
import { type EntityName, systemOf } from '../../domain/record.ts'
import type { ListedSide } from '../../language/index.ts'
import { valueTaskOf } from '../value-maps.ts'
import { suggestValues } from '../values/suggest.ts'
import type { JudgedSides, ValidationFacts } from './facts.ts'

/** Entries of value maps beside what both systems have now. A side that could not be read judges nothing. Pure. */
export function judgeValueMaps({ definition, entities, sides }: ValidationFacts): JudgedPlace[] {
  return Object.values(definition.valueMaps).flatMap(({ id }) => {
    const both = sides.get(id)
    return both ? [...deadOnes(both), ...unfitOnes(both, entities), ...doubtfulOnes(both)] : []
  })
}

/** Answers that are there, and that nothing may be booked on. */
function unfitOnes({ valueMap: { id, between, entries }, to }: JudgedSides, entities: EntityRegistry): JudgedPlace[] {
  const { unfit = [] } = entities.get(between.to.entity as EntityName) ?? {}
  const rows = new Map(unfit.length > 0 ? to.rows.map((row) => [String(row[between.to.key] ?? '').trim(), row]) : [])
  return entries.flatMap((entry): JudgedPlace[] => {
    const row = rows.get((entry.to ?? '').trim())
    const rule = row && unfit.find((one) => stateHolds(one, row))
    if (!rule) return []
    return [
      {
        kind: 'gone-answer',
        at: `value-maps/${id} ${entry.from}`,
        says: `${named(entry.from, entry.label)} is answered with ${entry.to}. ${rule.says} The next record that needs it is refused or asked about.`,
        evidence: [`${rule.field}: ${String(row[rule.field])}.`],
        sure: true,
      },
    ]
  })
}

/** Some maps stand between GP and the shop, the other way round. */
const homesOf = ({ from, to }: JudgedSides['valueMap']['between']) => ({
  ...{
    from: homes[systemOf(from.entity as EntityName)] ?? from.entity,
    to: homes[systemOf(to.entity as EntityName)] ?? to.entity,
  },
})
const atStart = (name: string) => `${name[0]!.toUpperCase()}${name.slice(1)}`
const homes: Readonly<Record<string, string>> = { prestashop: 'the shop', gp: 'GP' }

const named = (from: string, label: string | undefined) => (label && label !== from ? `${from} (“${label}”)` : from)

function deadOnes({ valueMap: { id, between, entries }, from, to }: JudgedSides): JudgedPlace[] {
  // A list that was cut says nothing of what is not in it, and an empty one was hardly read.
  const has = ({ rows, whole }: ListedSide, key: string) =>
    whole && rows.length > 0 ? new Set(rows.map((row) => String(row[key] ?? '').trim())) : null
  const home = homesOf(between)
  const sources = has(from, between.from.key)
  const targets = has(to, between.to.key)
  return entries.flatMap((entry): JudgedPlace[] => {
    const at = `value-maps/${id} ${entry.from}`
    return [
      ...(sources && !sources.has(entry.from)
        ? [
            {
              kind: 'dead-entry' as const,
              at,
              says: `${atStart(home.from)} has no ${named(entry.from, entry.label)} any more: nothing new can need this answer.`,
              evidence: [`${atStart(home.from)} lists ${sources.size}.`],
              sure: true,
            },
          ]
        : []),
      ...(targets && entry.to !== null && entry.to !== '' && !targets.has(entry.to.trim())
        ? [
            {
              kind: 'gone-answer' as const,
              at,
              says: `${named(entry.from, entry.label)} is answered with ${entry.to}, which ${home.to} does not have: the next record that needs it is refused.`,
              evidence: [
                `${atStart(home.to)} has ${[...targets].slice(0, 20).join(', ')}${targets.size > 20 ? ' …' : ''}.`,
              ],
              sure: true,
            },
          ]
        : []),
    ]
  })
}

/** An answer that nobody would suggest, while another one is clear. Judged by names and figures alone, as if nobody had answered anything. */
function doubtfulOnes({ valueMap, ...sides }: JudgedSides): JudgedPlace[] {
  const [from, to] = [sides.from.rows, sides.to.rows]
  const home = homesOf(valueMap.between)
  return valueMap.entries.flatMap((entry): JudgedPlace[] => {
    if (entry.to === null) return []
    const without = { ...valueMap, entries: [] }
    const task = valueTaskOf({ valueMap: without, from, to })
    if (!task?.from.some(({ key }) => key === entry.from) || !task.to.some(({ key }) => key === entry.to)) return []
    const found = suggestValues({ ...task, from: task.from.filter(({ key }) => key === entry.from) })[0]
    const top = found?.candidates[0]
    if (!top?.suggested || top.against.length > 0) return []
    if (top.key === entry.to) return []
    return [
      {
        kind: 'doubtful-entry',
        at: `value-maps/${valueMap.id} ${entry.from}`,
        says: `${named(entry.from, entry.label)} is answered with ${entry.to}, and ${top.key} (“${top.label}”) looks like it by ${Math.round(top.probability * 100)} %.`,
        evidence: [
          ...top.reasons,
          ...top.evidence.map(
            ({ from, to }) => `${atStart(home.from)}: “${from.text}”. ${atStart(home.to)}: “${to.text}”.`,
          ),
        ].slice(0, 3),
        sure: false,
      },
    ]
  })
}
