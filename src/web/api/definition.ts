import { useQuery } from '@tanstack/react-query'
import type { CustomFields } from '../../domain/custom-fields.ts'
import type { Definition, Mapping, Setting, ValueMap } from '../../language/index.ts'
import { queries } from './queries.ts'

export type Flow = Definition['flows'][string]

/** The rules of an integration, by what they are. */
export interface Rules {
  readonly version: number
  readonly settings: Readonly<Record<string, Setting>>
  readonly valueMaps: readonly ValueMap[]
  readonly flows: readonly Flow[]
  readonly mappings: readonly Mapping[]
  readonly customFields: CustomFields
}

/**
 * The newest rules. The hub sends them as files, which it has checked when they were stored: they are sorted here, not
 * checked again.
 */
export function useRules(integration: string) {
  return useQuery({
    ...queries.definition(integration),
    select: (parts): Rules => {
      const files = Object.entries(parts as Readonly<Record<string, unknown>>)
      const inFolder = <T>(folder: string) =>
        files
          .filter(([name]) => name.startsWith(`${folder}/`))
          .toSorted(([one], [other]) => (one < other ? -1 : 1))
          .map(([, content]) => content as T)
      return {
        version: (parts['integration.json'] as { version?: number } | undefined)?.version ?? 0,
        settings:
          (parts['settings.json'] as unknown as { settings: Record<string, Setting> } | undefined)?.settings ?? {},
        valueMaps: inFolder<ValueMap>('value-maps'),
        flows: inFolder<Flow>('flows'),
        mappings: inFolder<Mapping>('mappings'),
        customFields: (parts['custom-fields.json'] as unknown as { fields: CustomFields } | undefined)?.fields ?? {},
      }
    },
  })
}
