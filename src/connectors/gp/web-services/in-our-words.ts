import type { HubError } from '../../../domain/errors.ts'
import type { GpSettings } from '../settings.ts'
import { companyNotOpen } from './check.ts'
import { GpFault } from './faults.ts'
import type { WebServices } from './services.ts'

/** A failure in our words; what is no fault of GP's stays as it is. */
export type InOurWords = (error: unknown, explain: (fault: GpFault) => HubError | Promise<HubError>) => Promise<unknown>

/**
 * GP answers for a company that is not open to the user, or not there, with its general system exception: the list of open
 * companies tells the difference.
 */
export function inOurWords(settings: GpSettings, services: WebServices): InOurWords {
  return async (error, explain) => {
    if (!(error instanceof GpFault)) return error
    const found = await explain(error)
    if (found.diagnosis?.cause !== 'gp.system-exception') return found
    return (await companyNotOpen(settings, services, error.call)) ?? found
  }
}
