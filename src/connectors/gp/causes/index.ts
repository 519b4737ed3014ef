import { amountCauses } from './amounts.ts'
import { documentCauses } from './documents.ts'
import { masterRecordCauses } from './master-records.ts'
import type { GpCause } from './row.ts'
import { serviceCauses, wrongPasswordCause } from './service.ts'

export { type Facts, runCheck } from './checks.ts'
export type { GpCause } from './row.ts'
export { wrongPasswordCause }

/** GP's part of the catalogue of causes. Of rows that weigh the same the earlier counts. */
export const gpCauses: readonly GpCause[] = [
  ...documentCauses,
  ...masterRecordCauses,
  ...amountCauses,
  ...serviceCauses,
]
