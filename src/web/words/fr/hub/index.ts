import type { Words } from '../../index.ts'
import { proofTexts } from './proof.ts'
import { reconciliationLabels } from './reconciliation.ts'
import { hubSentences } from './sentences.ts'
import { settingTexts } from './settings.ts'
import { titleTexts } from './titles.ts'

/** What the hub itself says, in French: its sentences, and the texts of the standard. */
export const hub: Pick<Words, 'hubSentences' | 'hubLabels'> = {
  hubSentences,
  hubLabels: {
    ...{ ...reconciliationLabels, ...Object.fromEntries(titleTexts), ...Object.fromEntries(settingTexts) },
    ...Object.fromEntries(proofTexts),
    ...{ 'this machine': 'cette machine', 'the hub': 'le hub' },
  },
}
