import { setImmediate } from 'node:timers/promises'
import type { Catalogue } from './failure.ts'
import { triage } from './triage.ts'

/** Those whose rows hold the words of all others. */
const systems = ['hub', 'prestashop', 'gp-web-services', 'transport']

/**
 * Has the words of the catalogue compiled before the first failure needs them: V8 compiles an expression when it is used first,
 * which takes 5–12 ms of the first failure of each system, and triage shall take 5. A turn of the loop for each.
 */
export async function makeReady(catalogue: Catalogue, closing: AbortSignal): Promise<void> {
  for (const system of systems) {
    await setImmediate()
    if (closing.aborted) return
    triage({ system, request: {}, raw: 'Nothing that is known has these words.', attempt: 1 }, catalogue)
  }
}
