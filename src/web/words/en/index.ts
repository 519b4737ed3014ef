import type { SentenceRow } from '../../kit/sentence.ts'
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

/** Everything that the pages say in English, by page. Sentences about records come from the hub and stand in no catalogue. */
export const en = {
  /** Sentences of the hub, as it says them, and what stands in their place. In English: as they are. */
  hubSentences: [] as readonly SentenceRow[],
  /** What the hub calls what it found, and what the standard says of its flows, value maps and settings: as it is. */
  hubLabels: {} as Readonly<Record<string, string>>,
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
