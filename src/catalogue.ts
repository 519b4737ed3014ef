import type { Catalogue } from './assistant/triage/index.ts'
import { connectionCauses, httpCauses, hubCauses, sqlServerCauses } from './connectors/causes/index.ts'
import { gpCauses, gpComplaintsIn } from './connectors/gp/index.ts'
import { prestashopCauses } from './connectors/prestashop/index.ts'
import type { Cause } from './domain/cause.ts'

const own: Readonly<Record<string, readonly Cause[]>> = {
  prestashop: [...prestashopCauses, ...connectionCauses, ...httpCauses],
  'gp-web-services': [...gpCauses, ...connectionCauses, ...httpCauses, ...sqlServerCauses],
  'gp-econnect': [...gpCauses, ...sqlServerCauses, ...connectionCauses],
  sql: [...sqlServerCauses, ...connectionCauses, ...gpCauses],
  transport: [...connectionCauses, ...httpCauses],
  hub: [...hubCauses, ...gpCauses, ...connectionCauses],
}

const ofOthers: readonly Cause[] = [...httpCauses, ...connectionCauses]

/** The one catalogue of causes: what each connector knows of its system, and what is neither system's. */
export const catalogue: Catalogue = {
  causesOf: (system) => own[system] ?? ofOthers,
  complaintsIn: gpComplaintsIn,
}
