import type { ToolContext } from './define-tool.ts'
import { entityOperations } from './entity-operations.ts'
import { hubOperations } from './hub-operations.ts'
import type { DescribedEntity, Operation } from './operation.ts'

/** Every operation: what the entities of both systems offer, and the hub's own. */
export async function operations({ hub }: ToolContext): Promise<Operation[]> {
  // The same for every integration.
  const entities = await hub.get<DescribedEntity[]>('/api/integrations/any/records/entities')
  return [...entities.flatMap(entityOperations), ...hubOperations(entities)]
}
