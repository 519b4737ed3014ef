import { canonicalJson, type Json } from '../../domain/record.ts'
import type { Definition } from '../../language/index.ts'

/**
 * What a flow goes by, as text that differs where that does: its steps, the mappings, value maps and settings that it names, and
 * custom fields. An approval about shipments begins no round of prices anew. Pure; what is named by chance counts as well.
 */
export function rulesOf({ flows, mappings, valueMaps, settings, customFields }: Definition, flow: string): string {
  const named = <T>(all: Readonly<Record<string, T>>, text: string) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => text.includes(name)))
  const its = (value: object) => canonicalJson(value as Json)
  const steps = its(flows[flow] ?? {})
  const maps = its(named(mappings, steps))
  const all = steps + maps
  return [all, its(named(valueMaps, all)), its(named(settings.settings, all)), its(customFields)].join('\n')
}
