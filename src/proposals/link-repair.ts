import type { Integration } from '../domain/definition.ts'
import type { EntitySchema } from '../domain/entity.ts'
import { InvalidInput } from '../domain/errors.ts'
import { describeMarks, type Marks, marksOf, otherBy } from '../domain/identity.ts'
import type { Change } from '../domain/proposal.ts'
import {
  canonicalJson,
  type EntityName,
  type IntegrationId,
  type RecordKey,
  type RecordRef,
  type RecordValue,
  recordKey,
  ref,
  refText,
} from '../domain/record.ts'
import { openStates } from '../domain/run.ts'
import type { Database, Link, Stores } from '../domain/stores.ts'
import { type Step, stepsWithin } from '../language/index.ts'
import { type CarryOutParts, integrationWithDefinition } from './parts.ts'

export type LinkRepairChange = Extract<Change, { do: 'repair-link' }>

/** Puts a link right, or takes it away. What was done already is left as it is. @throws InvalidInput as `checkLink` */
export async function repairLink(parts: CarryOutParts, id: IntegrationId, change: LinkRepairChange): Promise<void> {
  const { database, clock } = parts
  const { source, entity, before, after } = change
  const known = (await database.stores.links.find(id, entity, [source])).get(source.key) ?? null
  const { integration } = await integrationWithDefinition(database, id)
  if (after === null) {
    if (!known) return
    await checkLink(database.stores, id, change, false)
    const { intent } = await database.stores.intents.look(id, source, known.target)
    // While the document is there, the number that it was sent under stays with its record.
    const there = before === null ? null : await parts.remote.read(integration, ref(entity, before))
    return database.transaction(async (tx) => {
      await tx.integrations.hold(id)
      await checkLink(tx, id, change, false)
      await tx.links.remove(id, source, entity)
      if (intent && !there) await tx.intents.forget(intent)
    })
  }
  if (known?.target.key === after && canonicalJson(known.marks) === canonicalJson(change.marks ?? null)) return
  const alone = await isDocument(database, id, entity)
  await checkLink(database.stores, id, change, alone)
  const now = await marksNow(parts, integration, source)
  const other = now && change.marks ? otherBy(parts.entities.get(source.entity)!, change.marks, now) : []
  if (other.length > 0)
    throw new InvalidInput('The link', [{ at: refText(source), reason: 'is another record in the shop by now' }])
  const target = ref(entity, after)
  const held = await parts.remote.read(integration, target)
  if (!held) throw new InvalidInput('The link', [{ at: refText(target), reason: 'is not there' }])
  // What it was made of is known, where only the record is another. Else the next run looks at what stands there.
  const link: Link =
    known?.target.key === after
      ? known
      : {
          ...{ integration: id, source, target, written: held, readBack: held, marks: null },
          ...{ writtenHash: '', writtenBy: null, rules: null, at: clock.now() },
        }
  await database.transaction(async (tx) => {
    // Of two who link records to one document at a time, the second finds it taken.
    await tx.integrations.hold(id)
    await checkLink(tx, id, change, alone)
    await tx.links.put({ ...link, marks: change.marks ?? now })
  })
}

/**
 * A record under the key that its system spells: GP finds "ord1005" and "ORD1005" alike, and links are compared letter by letter.
 * One that is not there stays as it was typed.
 */
export function asSpelled(schema: EntitySchema | undefined, typed: RecordRef, held: RecordValue | null): RecordRef {
  const key = schema && held?.[schema.key]
  return typeof key === 'string' ? { ...typed, key: recordKey(key) } : typed
}

async function spelledKey(
  { entities, remote }: Pick<CarryOutParts, 'entities' | 'remote'>,
  integration: Integration,
  target: RecordRef,
): Promise<RecordKey> {
  const schema = entities.get(target.entity)
  return asSpelled(schema, target, schema ? await remote.read(integration, target) : null).key
}

/** What a record is known by now; null: it is not there, or its entity has no marks. */
async function marksNow(
  { entities, remote, sealMark }: Pick<CarryOutParts, 'entities' | 'remote' | 'sealMark'>,
  integration: Integration,
  record: RecordRef,
): Promise<Marks | null> {
  const schema = entities.get(record.entity)
  const held = schema?.sameBy ? await remote.read(integration, record) : null
  return held && schema ? marksOf(schema, held, sealMark) : null
}

/**
 * A link repair as it is kept: with what its record is known by, and what differs from what the link was made for.
 * @throws InvalidInput as `checkLink`
 */
export async function prepareLink(
  parts: Pick<CarryOutParts, 'database' | 'entities' | 'remote' | 'sealMark'>,
  integration: Integration,
  { marks: _, confirms: __, ...typed }: LinkRepairChange,
): Promise<LinkRepairChange> {
  const { database, entities } = parts
  const { source, entity } = typed
  const after = typed.after === null ? null : await spelledKey(parts, integration, ref(entity, typed.after))
  const change = { ...typed, after }
  await checkLink(database.stores, integration.id, change, await isDocument(database, integration.id, entity))
  if (after === null) return change
  const marks = await marksNow(parts, integration, source)
  if (!marks) return change
  const schema = entities.get(source.entity)!
  const known = (await database.stores.links.find(integration.id, entity, [source])).get(source.key)
  const differ = known?.marks ? otherBy(schema, known.marks, marks) : []
  if (known?.target.key !== after || (known.marks && differ.length === 0)) return { ...change, marks }
  const confirms = known.marks
    ? `${describeMarks(schema, known.marks, differ)} then; ${describeMarks(schema, marks, differ)} now`
    : `${describeMarks(schema, marks, schema.sameBy!.always)} now`
  return { ...change, marks, confirms }
}

/** What a flow writes once for each record: two records of one kind cannot share it, as they can a customer. */
async function isDocument(database: Database, id: IntegrationId, entity: EntityName): Promise<boolean> {
  const { definition } = await integrationWithDefinition(database, id)
  const writes = (steps: readonly Step[]): boolean =>
    steps.some((step) => (step.do === 'write' && step.to === entity) || stepsWithin(step).some(writes))
  return Object.values(definition.flows).some(({ steps }) => writes(steps))
}

/**
 * @param alone a document: no two records of a kind share it
 * @throws InvalidInput when the link is not what the plan says it was, or another record of its kind has the document, or a run
 * is about to link the record itself: it would put its own document in the place of the one that a person has named
 */
async function checkLink(
  { links, intents, runs }: Pick<Stores, 'links' | 'intents' | 'runs'>,
  id: IntegrationId,
  change: LinkRepairChange,
  alone: boolean,
): Promise<void> {
  const { source, entity, before, after } = change
  const refuse = (at: RecordRef, reason: string) => new InvalidInput('The link', [{ at: refText(at), reason }])
  const now = (await links.find(id, entity, [source])).get(source.key)?.target.key ?? null
  if (now !== before) throw refuse(source, `is linked to ${now ?? 'nothing'}, not to ${before ?? 'nothing'}`)
  const sent = (await intents.unsettled(id, source)).find((one) => one.entity === entity)
  // What stopped has left it to a person: its outcome may be what they link.
  if (sent && (await runs.list({ integration: id, record: source, states: openStates, limit: 1 })).length > 0)
    throw refuse(sent, 'is on its way: wait until its run has ended')
  if (after === null || !alone) return
  const target = ref(entity, after)
  const holder = (await links.byTarget(id, target)).find(
    (link) => link.source.entity === source.entity && link.source.key !== source.key,
  )
  if (holder) throw refuse(target, `is linked to ${refText(holder.source)} already; repair that link first`)
}
