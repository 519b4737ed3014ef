import type { ProofSheet } from '../domain/proof.ts'
import { type RecordRef, refText } from '../domain/record.ts'
import type { Missing, Question } from '../domain/run.ts'

/** Questions in words that the owner of the shop understands. The subject makes two of them the same cause. */

export function missingThings(step: string, missing: readonly [Missing, ...Missing[]]): Question {
  const [first] = missing
  const all = missing.map((one) => describe(one).message)
  return {
    code: `missing_${first.what}`,
    step,
    message: all.join(' '),
    hint: describe(first).hint,
    subject: describe(first).subject,
    missing,
  }
}

function describe(missing: Missing): { message: string; hint: string; subject: string } {
  switch (missing.what) {
    case 'value': {
      const shown = missing.label === undefined ? `"${missing.from}"` : `"${missing.label}" (${missing.from})`
      return {
        message: `The value map "${missing.valueMap}" has no answer for ${shown}.`,
        hint: `Say in value-maps/${missing.valueMap}.json what stands for ${shown}, import it, and replay the incident.`,
        subject: `valueMap ${missing.valueMap} ${missing.from}`,
      }
    }
    case 'link':
      return {
        message: `${refText(missing.source)} has no counterpart in ${missing.entity} yet.`,
        hint: 'Replay the order; its customer and addresses are then brought over first.',
        subject: `link ${missing.entity} ${refText(missing.source)}`,
      }
    case 'record': {
      const what =
        missing.record.entity === 'gp.item'
          ? `GP has no item "${missing.record.key}".`
          : `${refText(missing.record)} does not exist.`
      const empty =
        missing.record.key === '' ? 'An order line has no product reference, so its GP item is not known.' : what
      return {
        message: empty,
        hint:
          missing.record.key === ''
            ? 'Give the product a reference in the shop and correct this order line by a replay, or name the item in the value map.'
            : 'Create it in GP, or correct the product reference in the shop, and replay the incident.',
        subject: refText(missing.record),
      }
    }
    case 'setting':
      return {
        message: `The setting "${missing.name}" is not decided.`,
        hint: 'Fill it in settings.json and import it.',
        subject: `setting ${missing.name}`,
      }
  }
}

export function totalsHeld(step: string, sheet: ProofSheet): Question {
  return {
    code: 'totals_held',
    step,
    message: `The order's parts add up to ${sheet.total} ${sheet.currency}, but the shop charged ${sheet.anchor} ${sheet.currency}: ${sheet.difference} ${sheet.currency} are not explained.`,
    hint: 'Look at the sheet: was the order edited by hand, or did a shop module change its totals? Correct it in the shop, or enter this order in GP by hand.',
    subject: `totals ${sheet.difference}`,
    sheet,
  }
}

export function recordGone(step: string, record: RecordRef): Question {
  return {
    code: 'record_gone',
    step,
    message: `The shop no longer has ${refText(record)}.`,
    hint: 'It was deleted in the shop. Enter the order in GP by hand if it is still wanted, then resolve the incident.',
    subject: refText(record),
  }
}

export function unfit(step: string, at: string, reason: string): Question {
  return {
    code: 'unfit_value',
    step,
    message: `The field ${at} cannot be filled: ${reason}.`,
    hint: 'Correct the mapping so that the value fits, or correct this record by a replay with an edit.',
    subject: `${step} ${at} ${reason.replace(/\d+/g, 'n')}`,
  }
}
