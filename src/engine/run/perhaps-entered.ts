import { instant } from '../../domain/clock.ts'
import { type Integration, startsOf } from '../../domain/definition.ts'
import { factsOf, worthOf } from '../../domain/entity.ts'
import { AccessDenied } from '../../domain/errors.ts'
import { type RecordRef, ref, refText } from '../../domain/record.ts'
import { type JournalEntry, type PlannedWrite, type Question, valueRead } from '../../domain/run.ts'
import type { LoopParts } from '../parts.ts'
import { enteredBeside, enteredFor } from './entered-documents.ts'

/**
 * Whether people have perhaps entered what a person now has a flow take up: records of before the flow began were theirs; and some
 * kinds of document they enter at any time (`whenNew`). Asked before the first send, once for each record; a document that is another record's by its link is none of it.
 */
export async function perhapsEntered(
  { parts, connections }: Pick<LoopParts, 'parts' | 'connections'>,
  integration: Integration,
  run: AskedRun,
  { source, entity, key, document }: PlannedWrite,
  step: string,
): Promise<Question | null> {
  const schema = parts.entities.get(entity)!
  if (!schema.enteredAs || refText(source) !== refText(run.record)) return null
  const own = parts.entities.get(source.entity)
  const value = valueRead(run.journal, source)
  const madeAt = own && value ? factsOf(own, value)?.madeAt : undefined
  if (!own || !value || madeAt === undefined) return null
  const isNew = instant(madeAt) >= startsOf(integration, run.flow).flowSince
  if (isNew && !schema.enteredAs.whenNew) return null
  const target = ref(entity, key)
  const { link, intent } = await parts.database.stores.intents.look(integration.id, source, target)
  if (link || (intent && intent.state !== 'open')) return null
  const about = { step, subject: refText(source), code: 'perhaps_entered', once: true } as const
  const sought = { document, madeAt, written: writtenIn(run.journal) }
  const hint = `If it is the same, say so: "ledgerline incidents ID --entered-as NUMBER". Of several that are it together name one, with --although-different. What has become another kind of document cannot be named: leave the incident open then, and nothing is written. If people have not entered it, resolve the incident: the record goes over.`
  try {
    const found = isNew
      ? {
          numbers: await enteredBeside({ parts, connections }, integration, schema, {
            ...{ ...sought, reference: factsOf(own, value)?.reference },
          }),
          unseen: null,
        }
      : // The document may be of a part, and have the first day that is open.
        await enteredFor({ parts, connections }, integration, schema, {
          ...{ ...sought, amount: worthOf(own, value).amount },
        })
    const { unseen } = found
    const named = found.numbers.map(({ number, same }) => `${number} (same ${same})`).join(', ')
    if (named === '')
      return (
        unseen && {
          ...{ ...about, hint },
          message: `Whether people have entered ${refText(source)} already cannot be seen, since ${unseen.whose} has more than ${unseen.most} documents.`,
        }
      )
    return {
      ...{ ...about, subject: `${refText(source)} ${named}`, hint },
      message: `People have perhaps entered ${refText(source)} already: ${named}.`,
    }
  } catch (error) {
    if (!(error instanceof AccessDenied) || error.signIn !== null) throw error
    // Where nobody entered anything before, what may not be seen is not likely either.
    if (isNew) return null
    return {
      ...{ step, subject: refText(source), code: 'perhaps_entered' },
      message: `Whether people have entered ${refText(source)} already is not known: the hub may not list all of ${schema.enteredAs.places.map((place) => place.entity).join(', ')}.`,
      hint: error.hint,
    }
  }
}

/** The run that writes. */
interface AskedRun {
  readonly flow: string
  readonly record: RecordRef
  readonly journal: readonly JournalEntry[]
}

/** What the run has written already is nobody's else: its links may not be stored yet. */
const writtenIn = (journal: readonly JournalEntry[]) =>
  new Set(journal.flatMap((entry) => (entry.kind === 'written' ? [refText(entry.record)] : [])))
