import type { ProofSheet } from '../domain/proof.ts'
import { type RecordKey, type RecordRef, refText } from '../domain/record.ts'
import type { Missing, Question } from '../domain/run.ts'
import { entityWords } from './entity-words.ts'
import type { StepOf } from './format.ts'

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
        hint: `Say in value-maps/${missing.valueMap}.json which value belongs to ${shown}, import it, and replay the incident.`,
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
      const { system, name } = entityWords(missing.record.entity)
      const what = `${system} has no ${name} "${missing.record.key}".`
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
  }
}

/** What became of a document. */
export const did = {
  wrote: 'is written and read back',
  found: 'was there already, as it was meant; nothing was sent',
  nothing: 'needed no change',
} as const

/** The totals first: taxes cannot be judged in a document that does not add up. */
export function sheetHeld(step: string, sheet: ProofSheet): Question {
  const differing = (sheet.taxes ?? []).flatMap(({ problems }) => problems)
  if (sheet.difference !== '0' || differing.length === 0) return totalsHeld(step, sheet)
  return {
    code: 'taxes_held',
    step,
    message: `The taxes of the document are not those of the shop: ${differing.join('. ')}.`,
    hint: 'The mapping makes tax rows of its own. Let it take them from taxSplit, or correct the rows, and replay the incident.',
    subject: 'tax rows of the mapping',
    sheet,
  }
}

function totalsHeld(step: string, sheet: ProofSheet): Question {
  return {
    code: 'totals_held',
    step,
    message: `The order's parts add up to ${sheet.total} ${sheet.currency}, but the shop charged ${sheet.anchor} ${sheet.currency}: ${sheet.difference} ${sheet.currency} are not explained.`,
    hint: 'Look at the sheet: was the order edited by hand, or did a shop module change its totals? Correct it in the shop, or enter this order in GP by hand.',
    subject: `totals ${sheet.difference}`,
    sheet,
  }
}

/** The document of a run's own record. `arrived` false: it was sent, and whether it is there is not known. */
export interface OwnDocument {
  readonly document: RecordRef
  readonly arrived: boolean
}

/** The id 0 is no record that was deleted: none was ever chosen. */
export function notNamed(step: string, { entity }: RecordRef, root: RecordRef): Question {
  const what = entity.slice(entity.indexOf('.') + 1)
  return {
    code: 'not_named',
    step,
    message: `${refText(root)} names no ${what}: its number there is 0.`,
    hint: `Choose the ${what} on the page of the order in the shop (Orders > Orders); the hub then goes on by itself. Where none can be chosen, enter the order in GP by hand, and resolve the incident with "ledgerline incidents ID --resolve".`,
    subject: `${refText(root)} names no ${what}`,
  }
}

/** @param root the record that the run is about */
export function recordGone(step: string, record: RecordRef, root: RecordRef, held: OwnDocument | null): Question {
  const own = refText(record) === refText(root)
  if (entityWords(record.entity).system === 'GP' && (own || !held)) return goneFromGp(step, record, root, held)
  const gone =
    own && !held
      ? `The shop has no ${refText(record)}: it was deleted, or there never was one`
      : `The shop no longer has ${refText(record)}`
  const document = held && refText(held.document)
  const question = { code: 'record_gone', step, subject: refText(record) }
  if (!held && entityWords(root.entity).name !== 'order')
    return {
      ...question,
      message: `${gone}.${own ? '' : ` Nothing was carried over for ${refText(root)}.`}`,
      hint: 'Look in the shop what became of it. Where nothing is left to be done, resolve the incident with "ledgerline incidents ID --resolve".',
    }
  if (!held)
    return {
      ...question,
      message: `${gone}.${own ? '' : ` ${refText(root)} is not in GP.`}`,
      hint: 'If the order is still wanted, enter it in GP by hand. Then resolve the incident with "ledgerline incidents ID --resolve".',
    }
  if (!held.arrived)
    return {
      ...question,
      message: `${gone}. ${refText(root)} was sent to GP as ${document}, and whether it arrived is not known.`,
      hint: `Look for ${document} in GP. Where it is there, leave it or void it; do not enter the order again. Then resolve the incident with "ledgerline incidents ID --resolve".`,
    }
  return {
    ...question,
    message: `${gone}. ${refText(root)} is in GP already, as ${document}.`,
    hint: `Do not enter it again. If nobody wants the order any more, void ${document} in GP; else leave it there. Then resolve the incident with "ledgerline incidents ID --resolve".`,
  }
}

/** What the shop does not have any more nobody enters there again; what GP does not have somebody can. */
function goneFromGp(step: string, record: RecordRef, root: RecordRef, held: OwnDocument | null): Question {
  const question = { code: 'missing_record', step, subject: refText(record) }
  const { system, name } = entityWords(record.entity)
  if (refText(record) !== refText(root))
    return {
      ...question,
      message: `${system} has no ${name} "${record.key}", which ${refText(root)} needs.`,
      hint: 'Enter it there, or correct the setting, the value map or the reference that leads to it. Then replay the incident.',
    }
  const deleted = `${system} has no ${name} "${record.key}": it was deleted, or there never was one.`
  if (!held)
    return {
      ...question,
      message: deleted,
      hint: 'If it was deleted on purpose, resolve the incident with "ledgerline incidents ID --resolve". If not, enter it in GP again, and replay the incident.',
    }
  const document = refText(held.document)
  return {
    ...question,
    message: `${deleted} ${held.arrived ? `${document} was made of it.` : `${document} was sent for it, and whether it arrived is not known.`}`,
    hint: `Look whether ${document} is still wanted in the shop. Then resolve the incident with "ledgerline incidents ID --resolve".`,
  }
}

interface Told {
  readonly code: string
  readonly subject: string
  readonly says: string
}

/** Money went back before the document was made: it would promise goods that nobody paid for. */
export function beforeTransfer(root: RecordRef, { says, ...question }: Told): Question {
  return {
    ...question,
    step: null,
    once: true,
    message: `${refText(root)} is not in GP yet, and was refunded in the shop. ${says}`,
    hint: 'If it is to go to GP as it was placed, resolve the incident with "ledgerline incidents ID --resolve" and book the refund in GP. If not, leave it as it is, or cancel the order in the shop.',
  }
}

/** @param inShort what GP holds now, in short; empty where that is not known */
export function afterTransfer(
  root: RecordRef,
  { says, ...question }: Told,
  { document, arrived }: OwnDocument,
  inShort: string,
): Question {
  const held = arrived
    ? `GP has ${refText(document)}: ${inShort}.`
    : `It was sent to GP as ${refText(document)}, and whether it arrived is not known.`
  return {
    ...question,
    step: null,
    once: true,
    message: `${refText(root)} was refunded in the shop after its transfer. ${says} ${held}`,
    hint: `What was given back is not known to the cent, so the hub leaves it to a person. What of it has a credit memo or a return in GP is booked already. Book the rest in GP: change ${refText(document)} while it is open, else by a return or a credit memo. Or, where no credit slip says it yet and the setting creditMemos is on, make one in the shop before you resolve the incident, and book nothing: the hub credits it. Then resolve the incident with "ledgerline incidents ID --resolve".`,
  }
}

/** `own`: it is the value of this record that does not fit, whatever the mapping. */
export function unfit(
  step: string,
  {
    at,
    reason,
    own,
    fits,
  }: { readonly at: string; readonly reason: string; readonly own?: true; readonly fits?: number },
  root: RecordRef,
): Question {
  if (own)
    return {
      code: 'text_does_not_fit',
      step,
      message: `The field ${at} cannot be filled: ${reason}.`,
      hint: 'Correct it in the shop, or for this record alone by a replay with an edit.',
      subject: `${step} ${at} ${refText(root)}`,
      ...(fits === undefined ? {} : { tooLong: { field: at, fits } }),
    }
  return {
    code: 'unfit_value',
    step,
    message: `The field ${at} cannot be filled: ${reason}.`,
    hint: 'Correct the mapping so that the value fits, or correct this record by a replay with an edit.',
    subject: `${step} ${at} ${reason.replace(/\d+/g, 'n')}`,
  }
}

export const correctionErased = (record: RecordRef, paths: readonly string[]): Question => ({
  code: 'correction_erased',
  step: null,
  message: `${refText(record)} was corrected (${paths.join(', ')}), and the correction was erased with the data of its customer. Without it the order goes on as the shop has it.`,
  hint: 'Correct it again with "ledgerline replay"; or resolve the incident, then the order goes on without the correction.',
  subject: `${refText(record)} corrections ${paths.join(' ')}`,
  once: true,
})

/** A step looked for one record, and there is none. */
export function foundNone(step: StepOf<'find'>, because: string, record: RecordRef): Question {
  return {
    code: 'found_none',
    step: step.id,
    message: `${refText(record)} has no ${step.entity}: ${because}`,
    hint: 'Make the record there, or correct what it is found by; then replay the incident.',
    subject: `${step.id} ${refText(record)}`,
  }
}

/** A step looked for one record, or for a few, and there are more. Which one is meant, nobody can tell. */
export function foundTooMany(step: StepOf<'find'>, keys: readonly RecordKey[], record: RecordRef): Question {
  const some = keys.slice(0, 5).join(', ')
  return {
    code: 'found_too_many',
    step: step.id,
    message:
      step.most === undefined
        ? `${refText(record)} has more than one ${step.entity}: ${some}. Which one is meant is not known.`
        : `More than ${step.most} records of ${step.entity} fit what the step ${step.id} looks for.`,
    hint:
      step.most === undefined
        ? 'Give each a value of its own in what it is found by; then replay the incident.'
        : 'Narrow what the step looks for, or raise its limit; then replay the incident.',
    subject: `${step.id} ${refText(record)}`,
  }
}
