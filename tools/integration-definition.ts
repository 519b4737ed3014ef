import { InvalidInput } from '../src/domain/errors.ts'
import { type Json, memberOf } from '../src/domain/record.ts'
import { type Definition, definitionFromParts, explainMapping } from '../src/language/index.ts'
import type { HubDoor } from './define-tool.ts'

/** The newest definition of an integration. */
export async function definitionOf(hub: HubDoor, integration: string): Promise<Definition> {
  const { 'integration.json': _, ...parts } = await hub.get<Record<string, Json>>(`/api/integrations/${integration}`)
  return definitionFromParts(parts)
}

/** Every mapping of an integration, in sentences and as data. */
export async function mappingsOf(hub: HubDoor, integration: string): Promise<Record<string, unknown>> {
  const { mappings } = await definitionOf(hub, integration)
  return Object.fromEntries(
    Object.entries(mappings).map(([name, mapping]) => [
      name,
      { sentences: explainMapping(mapping), definition: mapping },
    ]),
  )
}

/** @throws InvalidInput naming those there are */
export function settingEdit({ settings: { settings } }: Definition, { name, value }: { name: string; value: Json }) {
  const known = memberOf(settings, name)
  if (known) return { do: 'set-setting', name, before: known.value as Json, after: value } as const
  throw new InvalidInput('The setting', [
    { at: 'name', reason: `is not known; there are ${Object.keys(settings).join(', ')}` },
  ])
}

/** An answer of a value map as an edit of the definition, with what stands there now. */
export function valueEdit({ valueMaps }: Definition, answer: { valueMap: string; from: string; to: string }) {
  const { valueMap, from, to } = answer
  const { from: _, ...before } = memberOf(valueMaps, valueMap)?.entries.find((entry) => entry.from === from) ?? { from }
  const known = Object.keys(before).length > 0
  const label = 'label' in before && before.label ? { label: before.label } : {}
  return { do: 'set-value', valueMap, from, before: known ? before : null, after: { ...label, to } } as const
}
