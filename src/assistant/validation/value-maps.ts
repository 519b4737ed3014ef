import type { JudgedPlace } from '../../domain/judged-place.ts'
import { memberOf, type RecordValue } from '../../domain/record.ts'
import type { ValueMap } from '../../language/index.ts'
import { targetsOf } from '../fixes/facts.ts'
import { valueTaskOf } from '../value-maps.ts'
import { suggestValues } from '../values/suggest.ts'
import type { ListedSides, ValidationFacts } from './facts.ts'

/** Entries of value maps beside what both systems have now. A side that could not be read judges nothing. Pure. */
export function judgeValueMaps({ definition, sides }: ValidationFacts): JudgedPlace[] {
  return Object.values(definition.valueMaps).flatMap((valueMap) => {
    const side = sides.get(valueMap.id)
    return side ? [...deadOnes(valueMap, side), ...doubtfulOnes(valueMap, side)] : []
  })
}

const named = (from: string, label: string | undefined) => (label && label !== from ? `${from} (“${label}”)` : from)

function deadOnes({ id, between, entries }: ValueMap, { from, to, whole }: ListedSides): JudgedPlace[] {
  const targetKey = between?.to.key ?? memberOf(targetsOf, id)?.key
  const has = (rows: readonly RecordValue[], key: string) =>
    new Set(rows.flatMap((row) => (row.deleted === '1' || row.deleted === true ? [] : [String(row[key] ?? '').trim()])))
  const sources = between && from.length > 0 && whole?.from !== false ? has(from, between.from.key) : null
  const targets = targetKey && to.length > 0 && whole?.to !== false ? has(to, targetKey) : null
  return entries.flatMap((entry): JudgedPlace[] => {
    const at = `value-maps/${id} ${entry.from}`
    return [
      ...(sources && !sources.has(entry.from)
        ? [
            {
              kind: 'dead-entry' as const,
              at,
              says: `The shop has no ${named(entry.from, entry.label)} any more: no new order can need this answer.`,
              evidence: [`The shop lists ${sources.size}.`],
              sure: true,
            },
          ]
        : []),
      ...(targets && entry.to !== null && entry.to !== '' && !targets.has(entry.to.trim())
        ? [
            {
              kind: 'gone-answer' as const,
              at,
              says: `${named(entry.from, entry.label)} is answered with ${entry.to}, which GP does not have: the next order that needs it is refused.`,
              evidence: [`GP has ${[...targets].slice(0, 20).join(', ')}${targets.size > 20 ? ' …' : ''}.`],
              sure: true,
            },
          ]
        : []),
    ]
  })
}

/** An answer that nobody would suggest, while another one is clear. Judged by names and figures alone, as if nobody had answered anything. */
function doubtfulOnes(valueMap: ValueMap, { from, to }: ListedSides): JudgedPlace[] {
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
          ...top.evidence.map(({ from, to }) => `Shop: “${from.text}”. GP: “${to.text}”.`),
        ].slice(0, 3),
        sure: false,
      },
    ]
  })
}
