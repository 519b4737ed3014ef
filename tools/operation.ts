import { z } from 'zod'
import type { ToolAnswer, ToolContext } from './define-tool.ts'

/** One thing that can be done, beside what has a tool of its own. */
export interface Operation {
  /** "gp.customer.search", "prestashop.stockAvailable.update", "hub.runs". */
  readonly id: string
  readonly effect: 'read' | 'propose'
  readonly about: string
  readonly takes: z.ZodObject
  run(given: Given, context: ToolContext, integration: string, asked: Asked): Promise<ToolAnswer>
}

export type Given = Readonly<Record<string, unknown>>

/** What goes with a proposal. */
export interface Asked {
  readonly reason: string
  readonly incidents: readonly string[]
  readonly askedBy?: string | undefined
}

/** An entity as the hub's routes describe it. */
export interface DescribedEntity {
  readonly entity: string
  readonly about: string
  readonly key: string
  readonly fields: readonly { readonly name: string; readonly type: string; readonly readOnly?: true }[]
  readonly listed: boolean
  readonly searchedBy: readonly string[]
  readonly write: {
    readonly about: string
    readonly create: boolean
    readonly update: readonly string[]
    readonly void: boolean
    readonly tellsCustomer: boolean
  } | null
}

/** A read of the hub's own routes; what comes back is data of others. */
export function reading(operation: Omit<Operation, 'effect' | 'run'> & { path(given: Given): string }): Operation {
  const { path, ...rest } = operation
  return {
    ...rest,
    effect: 'read',
    async run(given, { hub }, integration) {
      const result = await hub.get<unknown>(`/api/integrations/${integration}/${path(given)}`)
      return { says: [Array.isArray(result) ? `${result.length} found.` : `${rest.id}:`], remote: { result } }
    },
  }
}

export const limit = z.coerce.number().int().min(1).max(50).default(10)
export const key = z.string().min(1).max(100)
export const filter = z.record(z.string().regex(/^\w{1,60}$/), z.string().max(255))
