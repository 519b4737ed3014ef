import type { DefinitionParts } from '../../language/index.ts'
import first from './0.1.json' with { type: 'json' }

/**
 * Standards of released versions, oldest first. Integrations hold copies of them: they are recognised by what they hold,
 * and are the bases that a newer standard is put together with. A release adds its own; none is ever changed.
 */
export const releasedStandards: readonly DefinitionParts[] = [first as unknown as DefinitionParts]
