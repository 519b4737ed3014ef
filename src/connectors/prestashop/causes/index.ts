import type { Cause } from '../../../domain/cause.ts'
import { accessCauses } from './access.ts'
import { requestCauses } from './requests.ts'

/** PrestaShop's part of the catalogue of causes. Of rows that weigh the same the earlier counts. */
export const prestashopCauses: readonly Cause[] = [...accessCauses, ...requestCauses]
