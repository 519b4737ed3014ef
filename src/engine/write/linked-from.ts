import type { IntegrationId } from '../../domain/record.ts'
import type { FoundLink, LinkQuery } from '../../domain/run.ts'
import type { Stores } from '../../domain/stores.ts'

/** Looks from records back to those that are linked to them. A link is of one pair: what it was of before is not looked at. */
export async function linkedFrom(
  { links }: Pick<Stores, 'links'>,
  integration: IntegrationId,
  queries: readonly LinkQuery[],
): Promise<FoundLink[]> {
  const found: FoundLink[] = []
  for (const { source, entity } of queries) {
    const its = (await links.byTarget(integration, source)).filter((link) => link.source.entity === entity)
    found.push({ source, entity, target: null, sources: its.map((link) => link.source.key).sort() })
  }
  return found
}
