import type { Json } from '../domain/record.ts'
import {
  type DefinitionParts,
  type Flow,
  type Mapping,
  type Setting,
  settingsFile,
  type ValueMap,
} from '../language/index.ts'

/** One business process, ready to be added to an integration: everything that its flows need beside the standard. */
export interface Process {
  readonly id: string
  /** What it does, and for whom, in a sentence. */
  readonly about: string
  readonly flows: readonly Flow[]
  readonly mappings: readonly Mapping[]
  readonly settings?: Readonly<Record<string, Setting>>
  readonly valueMaps?: readonly ValueMap[]
}

export interface Added {
  /** The parts of the integration, with those of the process. */
  readonly parts: DefinitionParts
  /** Files that are new, and settings as "settings.json/NAME". */
  readonly added: readonly string[]
  /** There already, and other than the process has them: they stay as they are. */
  readonly kept: readonly string[]
}

/** Adds a process to an integration's parts. Whatever is there already stays: a person may have changed it. */
export function withProcess(parts: DefinitionParts, process: Process): Added {
  const files: readonly (readonly [string, Json])[] = [
    ...process.flows.map((flow) => [`flows/${flow.id}.json`, json(flow)] as const),
    ...process.mappings.map((mapping) => [`mappings/${mapping.id}.json`, json(mapping)] as const),
    ...(process.valueMaps ?? []).map((map) => [`value-maps/${map.id}.json`, json(map)] as const),
  ]
  const [added, kept]: [string[], string[]] = [[], []]
  const note = (place: string, before: Json | undefined, its: Json) => {
    if (before === undefined) added.push(place)
    else if (JSON.stringify(before) !== JSON.stringify(its)) kept.push(place)
    return before === undefined
  }
  const fresh = files.filter(([name, its]) => note(name, parts[name], its))
  const before = parts[settingsFile] as { readonly settings?: Readonly<Record<string, Json>> } | undefined
  const settings = Object.entries(process.settings ?? {})
    .map(([name, setting]) => [name, json(setting)] as const)
    .filter(([name, its]) => note(`${settingsFile}/${name}`, before?.settings?.[name], its))
  return {
    parts: {
      ...parts,
      ...Object.fromEntries(fresh),
      [settingsFile]: { format: 1, ...before, settings: { ...before?.settings, ...Object.fromEntries(settings) } },
    },
    added,
    kept,
  }
}

const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as Json
