import { Hono } from 'hono'
import type { EntityRegistry } from '../domain/connector.ts'
import { NotFound } from '../domain/errors.ts'
import { type IntegrationId, integrationId, type Json } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { type Definition, definitionFromParts } from '../language/index.ts'
import type { Proposals } from '../proposals/index.ts'
import { routes } from '../routes/index.ts'
import { type CallerEnv, lacking } from './actors.ts'
import { serve } from './serve.ts'

/** The assistant, as far as this room asks it. */
export type DraftRule = (
  words: string,
  around: { readonly definition: Definition; readonly entities: EntityRegistry },
  asked: { readonly integration: IntegrationId; readonly withModel: boolean },
) => Promise<{
  readonly edits: readonly unknown[]
  readonly assumptions: readonly string[]
  readonly cannot: string | null
  readonly model: { readonly name: string | null; readonly says: string }
}>

export interface RuleParts {
  readonly database: Database
  readonly proposals: Pick<Proposals, 'tryOut'>
  readonly draftRule: DraftRule
  readonly entitiesOf: (integration: IntegrationId) => Promise<EntityRegistry>
}

/** Rules in words: made, compiled, and tried before anybody proposes them. Nothing in here changes anything. */
export function ruleRoutes({ database, proposals, draftRule, entitiesOf }: RuleParts): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  serve(
    app,
    routes.draftRule,
    async ({ params, body: { words, model: withModel, preview: tried }, caller }, context) => {
      const refused = withModel ? lacking(context, caller, 'propose') : null
      if (refused) return refused
      const id = integrationId(params.integration)
      const integration = await database.stores.integrations.get(id)
      if (!integration) throw new NotFound(`Integration ${id}`, '"ledgerline status" lists them.')
      const definition = definitionFromParts(await database.stores.integrations.version(id, integration.version))
      const around = { definition, entities: await entitiesOf(id) }
      const { edits, assumptions, cannot, model } = await draftRule(words, around, { integration: id, withModel })
      const none = { says: [], risk: null, preview: null }
      const shown = { edits: edits as Json[], assumptions: [...assumptions], cannot, model: { ...model } }
      if (edits.length === 0) return { ...shown, ...none }
      const changes = [{ do: 'edit-definition' as const, edits: edits as Json[] }]
      const found = await proposals.tryOut({ integration: id, changes, incidents: [], proposedBy: caller.actor }, tried)
      return { ...shown, ...found }
    },
  )
  return app
}
