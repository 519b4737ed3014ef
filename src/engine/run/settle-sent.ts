import { NeedsPerson } from '../../domain/errors.ts'
import { type RecordRef, type RecordValue, ref, refText } from '../../domain/record.ts'
import { isOfLostTime, lastRestored } from '../../domain/restored.ts'
import type { JournalEntry, Run } from '../../domain/run.ts'
import type { Fence, Link } from '../../domain/stores.ts'
import { knownBy, type Program, type StepOf, writeSteps } from '../../language/index.ts'
import { lastIntended } from '../write/intended-before.ts'
import { isOurs } from '../write/linked-update.ts'
import { linkTo } from '../write/read-back.ts'
import { isLinkOf, marksRead } from '../write/same-record.ts'
import { waitUntilSettled } from '../write/settling.ts'
import type { Looking } from '../write/target-gone.ts'

type Leaving = Looking & { readonly fence: Fence; readonly run: Run; readonly program: Program }
type Arrived = { readonly link: Link; readonly entries: readonly JournalEntry[] }

/**
 * A run that leaves its record alone, as the order was cancelled, while a document that an earlier run sent for it may still
 * arrive: GP would have a sales order of which nobody knows. So it is looked for first. There: it is linked, and the
 * flow decides again with the link. Not there, and too late to arrive: the intent is open again.
 *
 * @returns what has arrived; null: nothing
 * @throws RemoteUnavailable while it may still be on its way
 */
export async function settleSent(looking: Leaving): Promise<Arrived | null> {
  const { parts, connections, integration, run, fence, journal, program } = looking
  const { stores } = parts.database
  const source = run.record
  for (const step of writeSteps(program.flows.get(run.flow)!.flow.steps)) {
    // A row that is appended has no key of ours to be found by (append.ts).
    const { way } = parts.entities.get(step.to)!
    if (way === 'set' || way === 'append') continue
    const key = (await stores.intents.sent(integration.id, step.to, [source])).get(source.key)
    if (key === undefined) {
      const lost = await fromLostTime(looking, step)
      if (lost) return lost
      continue
    }
    const target = ref(step.to, key)
    // It is linked with the run's end: the flow has decided with it.
    if (journal.some((entry) => entry.kind === 'settled' && entry.arrived && refText(entry.record) === refText(target)))
      continue
    const { link, intent } = await stores.intents.look(integration.id, source, target)
    if (link || intent?.state !== 'sent') continue
    if (!isLinkOf(parts, { source, marks: intent.marks }, marksRead(parts, journal, source))) continue
    const found = await connections.read(integration, target)
    const sent = found && (await lastIntended({ ...looking, record: source, flow: run.flow }, target))
    if (found && !sent) throw notKnown(source, target)
    if (found && sent && isOurs(step, sent, found)) return arrivedAs(looking, step, target, found, intent.marks)
    await waitUntilSettled(looking, intent)
    await parts.database.transaction((tx) => tx.intents.reopen(fence, { integration: integration.id, source, target }))
  }
  return null
}

/**
 * Of a record that was changed between a backup and its restore: what the hub wrote for it in that time is not known here,
 * and stands under the key that it would have. Nothing is sent, so a document that is not there never comes.
 */
async function fromLostTime(looking: Leaving, step: StepOf<'write'>): Promise<Arrived | null> {
  const { parts, connections, integration, run, journal, program } = looking
  const { stores } = parts.database
  const source = run.record
  const read = journal.find((entry) => entry.kind === 'read' && refText(entry.record) === refText(source))
  const schema = program.entities.get(source.entity)
  if (read?.kind !== 'read' || !read.value || !schema) return null
  const restored = await lastRestored(stores, integration.id)
  if (!restored || !isOfLostTime(schema, read.value, restored)) return null
  const document = knownBy(program, run, journal, step.id)
  if (!document) return null
  const target = ref(step.to, String(document[program.keyField(step.to)]))
  const { link, intent } = await stores.intents.look(integration.id, source, target)
  if (link || intent || journal.some((entry) => entry.kind === 'settled' && refText(entry.record) === refText(target)))
    return null
  const found = await connections.read(integration, target)
  return found && isOurs(step, document, found)
    ? arrivedAs(looking, step, target, found, marksRead(parts, journal, source))
    : null
}

function arrivedAs(
  looking: Leaving,
  step: StepOf<'write'>,
  target: RecordRef,
  found: RecordValue,
  marks: Link['marks'],
): Arrived {
  const source = looking.run.record
  return {
    link: linkTo(looking, { source }, target, found, marks),
    entries: [
      { kind: 'settled', step: step.id, record: target, arrived: true },
      { kind: 'looked-up', links: [{ source, entity: target.entity, target: target.key }], records: [] },
    ],
  }
}

/** Which run sent it is forgotten, so nothing shows that it is this record's. */
const notKnown = (source: RecordRef, target: RecordRef) =>
  new NeedsPerson(
    'sent_and_left',
    `${refText(target)} is there, and may have been made for ${refText(source)}, which is not wanted any more; what was sent for it is not kept.`,
    `If it is this one's, void it there. If not, leave it. Then resolve the incident.`,
    { subject: `${refText(target)} for ${refText(source)}`, record: source },
  )
