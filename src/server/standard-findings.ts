import type { Finding } from '../domain/connector.ts'
import type { StandardState } from '../proposals/index.ts'

/** How an integration stands to the standard flows and mappings of this program, and what to do. */
export function standardFindings(state: StandardState): Finding[] {
  const check = 'hub.standard'
  switch (state.is) {
    case 'newest':
      return []
    case 'offered':
      return [
        {
          ...{ check, level: 'warning' },
          found: `The standard flows and mappings of this program are newer than this integration's: ${state.parts.join(', ')}.`,
          todo:
            state.proposal === null
              ? 'The hub proposes them by itself while it runs: see "ledgerline proposals list", or ask for them with "ledgerline standard --again".'
              : `See what would change with "ledgerline proposals show ${state.proposal}", then decide: "ledgerline proposals approve ${state.proposal}" or "ledgerline proposals reject ${state.proposal}".`,
        },
      ]
    case 'declined':
      return [
        {
          ...{ check, level: 'ok' },
          found: `Newer standard flows and mappings were not taken over, by decision on proposal ${state.proposal}${state.at === null ? '' : ` of ${state.at.slice(0, 10)}`}. "ledgerline standard --again" proposes them again.`,
        },
      ]
    case 'stuck':
      return [
        {
          ...{ check, level: 'warning' },
          found: `The standard flows and mappings of this program are newer, and do not go together with what was changed here: ${state.problems.map(({ at, reason }) => `${at} ${reason}`).join('; ')}.`,
          todo: 'Write the integration to a folder with "ledgerline export FOLDER", and a fresh one with "ledgerline init OTHER-FOLDER --shop URL --gp URL --company-id ID". Carry over by hand what is wanted, then "ledgerline import FOLDER".',
        },
      ]
  }
}
