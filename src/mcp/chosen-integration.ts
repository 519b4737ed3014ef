import type { HubDoor } from '../../tools/index.ts'
import { InvalidInput } from '../domain/errors.ts'

/**
 * The integration that was named, the only one, or the one a person chooses.
 * @throws InvalidInput naming those there are
 */
export async function chosenIntegration(
  hub: HubDoor,
  named?: string,
  ask: (ids: readonly string[]) => Promise<string | null> = async () => null,
): Promise<string> {
  const ids = (await hub.get<{ id: string }[]>('/api/integrations?runs=false')).map(({ id }) => id)
  if (named !== undefined && ids.includes(named)) return named
  if (named === undefined && ids.length === 1) return ids[0]!
  const chosen = named === undefined && ids.length > 1 ? await ask(ids) : null
  if (chosen !== null) return chosen
  throw new InvalidInput('The integration', [
    {
      at: 'integration',
      reason: ids.length > 0 ? `must be one of ${ids.join(', ')}` : 'there is none yet; import one first',
    },
  ])
}
