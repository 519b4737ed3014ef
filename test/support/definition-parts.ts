import type { Parts } from '../../src/commands/definition-folder.ts'
import type { Json } from '../../src/domain/record.ts'
import type { Flow, Mapping, Setting } from '../../src/language/format.ts'

/** The parts of an integration with more flows, mappings and settings beside the standard ones. */
export function withParts(
  parts: Parts,
  more: {
    readonly flows?: readonly Flow[]
    readonly mappings?: readonly Mapping[]
    readonly settings?: Readonly<Record<string, Setting>>
  },
): Parts {
  const file = parts['settings.json'] as { settings: Record<string, Json> }
  const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as Json
  return {
    ...parts,
    'settings.json': { ...file, settings: { ...file.settings, ...(json(more.settings ?? {}) as object) } } as Json,
    ...Object.fromEntries((more.flows ?? []).map((flow) => [`flows/${flow.id}.json`, json(flow)])),
    ...Object.fromEntries((more.mappings ?? []).map((mapping) => [`mappings/${mapping.id}.json`, json(mapping)])),
  } as Parts
}
