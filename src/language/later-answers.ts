import type { Definition, Setting, ValueMap } from './format.ts'

/**
 * A definition with what was answered since: what it answers itself stays, and what was an open question in it takes the
 * answer of the later one. So an older set of rules can go on with values that were new to it.
 */
export function withLaterAnswers(definition: Definition, later: Definition): Definition {
  const settings = Object.entries(definition.settings.settings).map(([name, setting]): [string, Setting] => {
    const answer = later.settings.settings[name]
    return [name, setting.value === null && answer?.type === setting.type ? answer : setting]
  })
  const valueMaps = Object.entries(definition.valueMaps).map(([id, map]): [string, ValueMap] => {
    const answered = new Set(map.entries.flatMap(({ from, to }) => (to === null ? [] : [from])))
    const since = (later.valueMaps[id]?.entries ?? []).filter(({ from, to }) => to !== null && !answered.has(from))
    if (since.length === 0) return [id, map]
    const open = new Set(since.map(({ from }) => from))
    return [id, { ...map, entries: [...map.entries.filter(({ from }) => !open.has(from)), ...since] }]
  })
  return {
    ...definition,
    settings: { ...definition.settings, settings: Object.fromEntries(settings) },
    valueMaps: Object.fromEntries(valueMaps),
  }
}
