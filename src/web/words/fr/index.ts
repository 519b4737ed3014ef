import type { Words } from '../index.ts'
import { account } from './account.ts'
import { alerts } from './alerts.ts'
import { approvals } from './approvals.ts'
import { audit } from './audit.ts'
import { common } from './common.ts'
import { flows } from './flows.ts'
import { home } from './home.ts'
import { incidents } from './incidents.ts'
import { people } from './people.ts'
import { reconciliation } from './reconciliation.ts'
import { records } from './records.ts'
import { setUp } from './set-up.ts'
import { shell } from './shell.ts'
import { valueMaps } from './value-maps.ts'
import { welcome } from './welcome.ts'

/** Everything that the pages say in French. What the hub itself says stands beside it, in hub/. */
export const fr: Words = {
  hubSentences: [],
  hubLabels: {},
  ...common,
  ...shell,
  ...account,
  ...people,
  ...welcome,
  ...home,
  ...records,
  ...incidents,
  ...approvals,
  ...flows,
  ...valueMaps,
  ...setUp,
  ...reconciliation,
  ...alerts,
  ...audit,
}
