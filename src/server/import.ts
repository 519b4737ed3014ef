import { z } from 'zod'
import { type Clock, type Instant, instant } from '../domain/clock.ts'
import type { Connectors, EntityRegistry } from '../domain/connector.ts'
import { movesBetween, type Places, placeOf } from '../domain/credential.ts'
import type { Integration, VersionNote } from '../domain/definition.ts'
import { InvalidInput, NeedsPerson, type Problem } from '../domain/errors.ts'
import { type Actor, actorText } from '../domain/person.ts'
import { integrationId, type Json, type System } from '../domain/record.ts'
import { settingUses } from '../domain/setting-uses.ts'
import type { Database, Stores } from '../domain/stores.ts'
import { typedLine } from '../domain/typed-text.ts'
import {
  collisionsWithOthers,
  type Engine,
  sameCompany,
  stopForAnotherCompany,
  takeUpAgain,
  takeUpForNew,
} from '../engine/index.ts'
import {
  beginningFlows,
  broughtIn,
  carriedSince,
  type Definition,
  type DefinitionParts,
  definitionFromParts,
  differencesOf,
  openQuestions,
} from '../language/index.ts'
import type { Standards } from '../proposals/index.ts'
import { settingsOfBooks } from '../reconcile/index.ts'
import type { Comparison, Imported, routes } from '../routes/index.ts'
import { parseInput } from './input.ts'
import { type ShopSources, type Tried, tryImport } from './try-import.ts'

export interface ImportParts {
  readonly database: Database
  readonly engine: Pick<Engine, 'check'>
  readonly entities: EntityRegistry
  readonly clock: Clock
  readonly standards: Standards
  /** Checks the settings of both connections. Returns what is wrong. */
  readonly checkConnections: (
    connections: Integration['connections'],
    before: Integration['connections'] | null,
  ) => readonly Problem[]
  /** Where the credentials of these connections go. */
  readonly placesOf: (connections: Integration['connections']) => Places
  /** Connections to try an import with. The caller closes them. */
  readonly tryConnections: (
    integration: Pick<Integration, 'connections' | 'cutOver'>,
    secret: (name: string) => Promise<string | null>,
    only?: System,
  ) => Promise<Connectors>
  readonly shopSources: ShopSources
}

/** `integration.json`: who is joined to whom. Secrets stay out; they are stored encrypted, under their names. */
export const integrationFile = z.strictObject({
  format: z.literal(1),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be 1–40 small letters, digits and dashes'),
  /** The version that the folder was exported from, or became by its last import. */
  version: z.int().min(1).optional(),
  name: typedLine(1, 100),
  connections: z.strictObject({ prestashop: z.json(), gp: z.json(), mail: z.json().exactOptional() }),
  /** Orders placed earlier are not taken over by themselves. Left out: the moment of the first import. */
  cutOver: z.iso.datetime({ offset: true }).optional(),
  /** Flows that began later, and when. Only an integration that the hub does not know yet takes it from here. */
  flowsSince: z.record(z.string(), z.iso.datetime({ offset: true })).optional(),
})

interface Folder {
  readonly described: z.output<typeof integrationFile>
  readonly definitionParts: Readonly<Record<string, Json>>
  readonly definition: Definition
  readonly before: Integration | null
}

/** @throws InvalidInput naming the file, the place in it and the reason */
async function readFolder(
  { database }: ImportParts,
  id: string,
  parts: Readonly<Record<string, Json>>,
): Promise<Folder> {
  const { 'integration.json': file, ...definitionParts } = parts
  const described = parseInput('integration.json', integrationFile, file)
  if (described.id !== id)
    throw new InvalidInput('integration.json', [{ at: 'id', reason: `is ${described.id}, not ${id}` }])
  const before = await database.stores.integrations.get(integrationId(id))
  return { described, definitionParts, definition: definitionFromParts(definitionParts), before }
}

/** How a folder differs from the newest version, and what an import of it would undo. Stores nothing. */
export async function compareFolder(
  parts: ImportParts,
  id: string,
  given: Readonly<Record<string, Json>>,
  actor: Actor,
): Promise<Comparison> {
  return compared(parts, await readFolder(parts, id, given), actor)
}

async function compared(
  { database, placesOf }: ImportParts,
  { described, definitionParts, before }: Folder,
  actor: Actor,
): Promise<Comparison> {
  const { connections, name, cutOver, id } = described
  if (!before)
    return { id, base: null, newest: 0, newer: [], differences: differencesOf({}, definitionParts), moved: [] }
  const versions = await database.stores.integrations.versions(before.id)
  const base = versions.find(({ version }) => version === described.version)?.version ?? null
  // A folder that does not say where it comes from is taken for the one that the same person or token imported last: what
  // others have imported since, and approved changes, are not in it.
  const own = versions.find((version) => !isApproved(version) && version.by === actorText(actor))
  const known = base ?? own?.version ?? 0
  const stored = await database.stores.integrations.version(before.id, before.version)
  const differences = differencesOf(
    { ...comparable(before), ...stored },
    { ...comparable({ connections, name, cutOver: wholeSecond(cutOver ?? before.cutOver) }), ...definitionParts },
  )
  return {
    id,
    base,
    newest: before.version,
    // The same as the newest, whoever imported that: nothing is undone.
    newer: base === null && differences.length === 0 ? [] : versions.filter(({ version }) => version > known),
    differences,
    moved: movesBetween(placesOf(before.connections), placesOf(connections)),
  }
}

const comparable = ({
  connections,
  name,
  cutOver,
}: Pick<Integration, 'connections' | 'name'> & { cutOver: string }) => ({
  'integration.json': { connections, name, cutOver },
})

/** Flows that come later begin now: what was made before was perhaps entered by hand. */
const since = (before: DefinitionParts, after: Definition, now: Instant) =>
  Object.fromEntries(beginningFlows(definitionFromParts(before), after).map((flow) => [flow, now]))

const begunElsewhere = ({ flowsSince = {} }: Folder['described']) =>
  Object.fromEntries(Object.entries(flowsSince).map(([flow, at]) => [flow, wholeSecond(at)]))

/** Approved proposals make versions with a note of this form. */
const isApproved = ({ note }: VersionNote) => note.startsWith('proposal ')

/**
 * Checks a folder, tries it on both systems, and makes it the newest version.
 * @throws InvalidInput: it does not check, or a system does not take a credential of it; NeedsPerson: it would undo
 * versions that it does not come from, and nobody has agreed to that
 */
export async function importFolder(
  parts: ImportParts,
  id: string,
  input: z.output<(typeof routes)['importIntegration']['body']>,
  actor: Actor,
): Promise<Imported> {
  const { database, clock } = parts
  const given = await readFolder(parts, id, input.parts)
  const { described, definition, definitionParts, before } = given
  const known = before ? await database.stores.integrations.version(before.id, before.version) : {}
  const found = await parts.engine.check(definition)
  const foundBefore = before && found.length > 0 ? await parts.engine.check(definitionFromParts(known)) : []
  const problems = [
    ...parts.checkConnections(described.connections, before?.connections ?? null),
    ...broughtIn(found, foundBefore),
    ...(await collisionsWithOthers(
      parts,
      {
        id: integrationId(id),
        connections: described.connections,
        confirmed:
          before && sameCompany(before.connections.gp ?? null, described.connections.gp) ? before.confirmed : null,
        definition,
      },
      before && definitionFromParts(known),
    )),
  ]
  if (problems.length > 0) throw new InvalidInput('Import', problems)
  const comparison = await compared(parts, given, actor)
  if (comparison.newer.length > 0 && input.over !== comparison.newest && !input.dryRun) throw wouldUndo(comparison)
  if (before && described.cutOver && input.cutOver !== 'earlier' && !input.dryRun)
    refuseEarlier(before, wholeSecond(described.cutOver), { definition, entities: parts.entities })

  const now = clock.now()
  const begin = before ? since(known, definition, wholeSecond(now)) : begunElsewhere(described)
  const newFlows = Object.keys(definition.flows).filter((flow) => !Object.hasOwn(known, `flows/${flow}.json`))
  const integration = {
    id: integrationId(id),
    name: described.name,
    connections: described.connections,
    cutOver: described.cutOver ? wholeSecond(described.cutOver) : (before?.cutOver ?? wholeSecond(now)),
  }
  // Somebody may switch a flow while this is tried on both systems.
  const switches = (now: Integration | null) => ({
    paused: now?.paused ?? false,
    pausedFlows: now?.pausedFlows ?? [],
    offFlows: [...new Set([...(now?.offFlows ?? []), ...(input.newFlows === 'off' ? newFlows : [])])],
    flowsSince: { ...now?.flowsSince, ...begin },
  })
  const places = parts.placesOf(described.connections)
  const tried = input.tryIt ? await tryWith(parts, integration, definition, places, input.credentials) : untried
  if (tried.refused.length > 0) throw new InvalidInput('Import', tried.refused)

  const { moved } = comparison
  const stays = before && moved.length === 0 && sameCompany(before.connections.gp ?? null, described.connections.gp)
  const anotherCompany =
    before && input.links !== 'keep' && !sameCompany(before.connections.gp ?? null, described.connections.gp)
  const forgotten = anotherCompany ? await linksElsewhere(parts, before, input.links) : 0
  // Also where integration.json alone differs: a folder from before must not set that back without a word.
  const changed = comparison.differences.length > 0 || !before
  // What it is made from must be known when a later program brings something newer.
  if (!input.dryRun) await parts.standards.remember()
  const standards = await parts.standards.originsOf(definitionParts)
  const version = input.dryRun
    ? comparison.newest
    : await database.transaction(async (tx) => {
        const current = await tx.integrations.hold(integration.id)
        // What follows from the cut-over of the folder was judged by the one of before.
        const isMoved = described.cutOver !== undefined && current?.cutOver !== before?.cutOver
        const changedMeanwhile = () =>
          new NeedsPerson('changed_meanwhile', `“${id}” was changed while this was checked`, 'Import again.', {
            subject: `integration ${id}`,
          })
        if ((current?.version ?? 0) !== comparison.newest || isMoved) throw changedMeanwhile()
        // Somebody may have gone live since then.
        const cutOver = described.cutOver ? integration.cutOver : (current?.cutOver ?? integration.cutOver)
        const switched = { ...integration, cutOver, ...switches(current) }
        // Another shop or company than the one that was confirmed asks again.
        await tx.integrations.put({
          ...switched,
          confirmed: stays ? (current?.confirmed ?? null) : null,
          ...(anotherCompany ? { liveSince: null } : {}),
        })
        if (current && switched.cutOver > current.cutOver) await tx.runs.forgetRequests(integration.id, now)
        const flows = Object.values(definition.flows)
        // Also without a link: what people have decided about the company before is nothing about this one.
        if (anotherCompany) {
          if (input.links !== 'forget') await linksElsewhere({ database: { stores: tx } }, before, input.links)
          // First: what a worker stores waits for this or is forgotten by it. The look at both systems may have taken a while.
          const at = clock.now()
          await tx.runs.supersede(integration.id, leadsElsewhere, at)
          await tx.links.forgetIn(integration.id, 'gp', at)
          await tx.levels.forgetIn(integration.id, 'gp')
          await stopForAnotherCompany(tx, integration.id, now)
          await takeUpAgain(tx, switched, flows, now, 'gp')
        } else if (before) {
          const fresh = flows.filter((flow) => newFlows.includes(flow.id))
          await takeUpForNew(tx, switched, fresh, now)
        }
        if (moved.some(({ system }) => system === 'prestashop')) await tx.webhooks.forget(integration.id)
        for (const [name, value] of Object.entries(input.credentials))
          await tx.secrets.put(integration.id, name, value, placeOf(places, name))
        const by = actorText(actor)
        const saved = changed
          ? await tx.integrations.saveVersion(integration.id, definitionParts, {
              ...{ by, note: input.note, at: now, standards },
            })
          : before.version
        // What is not there yet is held by nobody: somebody else may have made it in this moment.
        if (!before && saved !== 1) throw changedMeanwhile()
        const details = {
          version: saved,
          credentials: Object.keys(input.credentials),
          ...(comparison.newer.length > 0 ? { over: comparison.newer.map((one) => one.version) } : {}),
          ...(moved.length > 0 ? { moved: moved.map((move) => ({ ...move })) } : {}),
          ...(forgotten > 0 ? { linksForgotten: forgotten } : {}),
          ...(current?.confirmed && !stays ? { unconfirmed: current.confirmed.company } : {}),
        }
        await tx.audit.append({ at: now, actor, deed: 'integration.imported', subject: `integration ${id}`, details })
        // What was claimed meanwhile: a worker does it in the company before, and nothing of it may count here.
        if (anotherCompany) await tx.runs.supersede(integration.id, leadsElsewhere, clock.now())
        return saved
      })
  const stored = await database.stores.secrets.list(integration.id)
  return {
    ...comparison,
    version,
    openQuestions: [...openQuestions(definition), ...tried.unknown],
    unusedSettings: unusedSettings(definition, parts.entities),
    unchecked: tried.unchecked,
    unconfirmed: Boolean(before?.confirmed && !stays),
    secrets: stored.filter(({ name, place }) => place === placeOf(places, name)).map(({ name }) => name),
  }
}

/**
 * Links of a test company would count as those of the live one: its orders as done, its customers as gone from GP.
 * @returns how many are to be forgotten
 * @throws NeedsPerson where records are linked in the company before, and nothing says what becomes of that
 */
async function linksElsewhere(
  { database }: { readonly database: { readonly stores: Pick<Stores, 'links'> } },
  { id }: Integration,
  links: 'keep' | 'forget' | undefined,
): Promise<number> {
  const count = await database.stores.links.countIn(id, 'gp')
  if (count === 0 || links === 'forget') return count
  throw new NeedsPerson(
    'links_of_another_company',
    `The connection to GP leads elsewhere, and ${count} record${count === 1 ? ' is' : 's are'} linked in the company before`,
    'If it is the same company under another address, import with --links keep. If it is another company, as the live one after the test company, begin a new integration with another id; or import with --links forget: orders since cutOver count as not transferred then, and go to the new company.',
    { subject: `integration ${id}` },
  )
}

/**
 * An earlier cut-over takes in all orders since then that are not transferred, and people may have entered them by hand.
 * @throws NeedsPerson: only who says so may set it back, whatever versions the folder comes from
 */
function refuseEarlier(
  { id, cutOver, flowsSince = {} }: Integration,
  wanted: Instant,
  rules: Parameters<typeof carriedSince>[0],
): void {
  if (wanted >= wholeSecond(cutOver)) return
  const ordersSince = carriedSince(rules, { cutOver: wanted, flowsSince })
  throw new NeedsPerson(
    'earlier_cut_over',
    `The cut-over of “${id}” is ${cutOver}, and the folder says ${wanted}. All orders placed since ${ordersSince === wanted ? 'then' : `${ordersSince}, when their flow began,`} that are not transferred would go to GP by themselves`,
    `If people have entered them by hand, write "cutOver": "${cutOver}" in integration.json. If they are to go over, import with --cut-over earlier; single ones go with "ledgerline run ORDER".`,
    { subject: `integration ${id}` },
  )
}

const leadsElsewhere = 'The connection to GP leads to another company by now.'

const untried: Tried = {
  refused: [],
  unknown: [],
  unchecked: ['Neither system was asked whether it has what the definition names.'],
}

/** With the credentials of this import, and those that are stored for the same place. */
async function tryWith(
  parts: ImportParts,
  integration: Pick<Integration, 'id' | 'connections' | 'cutOver'>,
  definition: Definition,
  places: Places,
  credentials: Readonly<Record<string, string>>,
): Promise<Tried> {
  const { entities, shopSources: sources } = parts
  const stored = (name: string) => parts.database.stores.secrets.get(integration.id, name, placeOf(places, name))
  const connectors = await parts.tryConnections(integration, async (name) => credentials[name] ?? stored(name))
  try {
    return await tryImport({ connectors, definition, entities, places, sources, given: Object.keys(credentials) })
  } finally {
    await Promise.allSettled(Object.values(connectors).map((connector) => connector.close()))
  }
}

function wouldUndo({ id, base, newest, newer }: Comparison): NeedsPerson {
  const from = base === null ? 'does not say which version it comes from' : `comes from version ${base}`
  const list = newer.slice(0, 5).map(({ version, by, note }) => `${version} (${by}: ${note})`)
  return new NeedsPerson(
    'newer_versions',
    `The folder ${from}, and “${id}” is at version ${newest}. An import would undo ${list.join(', ')}${newer.length > 5 ? ' and others' : ''}`,
    `See what would change with "ledgerline diff FOLDER". Export into another folder and bring the changes together, or import with --over ${newest}.`,
    { subject: `integration ${id}` },
  )
}

/** The shop's times have no fractions: an order of the cut-over's own second counts as placed after it. */
const wholeSecond = (at: string) => instant(Math.floor(Date.parse(at) / 1000) * 1000)

/** The integration as the files of its folder, at its newest version. */
export async function exportParts(
  database: Database,
  { id, name, connections, cutOver, flowsSince = {}, version }: Integration,
): Promise<Record<string, Json>> {
  const definition = await database.stores.integrations.version(id, version)
  const later = Object.keys(flowsSince).length > 0 ? { flowsSince } : {}
  return { 'integration.json': { format: 1, id, version, name, connections, cutOver, ...later }, ...definition }
}

/** What neither a flow nor the comparison reads, and no entity names. */
function unusedSettings(definition: Definition, entities: EntityRegistry): string[] {
  const named = new Set(
    [...entities.values()].flatMap(({ letters }) => (letters ? Object.values(letters) : [])).concat(settingsOfBooks),
  )
  return [...settingUses(definition)].flatMap(([name, flows]) => (flows.length === 0 && !named.has(name) ? [name] : []))
}
