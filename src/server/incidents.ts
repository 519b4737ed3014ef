import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { instant, later } from '../domain/clock.ts'
import { InvalidInput, NeedsPerson, NotFound } from '../domain/errors.ts'
import { tickEntity } from '../domain/hub-records.ts'
import { actorText } from '../domain/person.ts'
import { incidentId, integrationId, type RecordRef, ref, refText } from '../domain/record.ts'
import type { Database, Incident } from '../domain/stores.ts'
import { planIncident, type ReplayTarget } from '../engine/index.ts'
import { taxSums } from '../reconcile/index.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { csvAnswer, cutAfter } from './csv.ts'
import { mustApprove } from './deciding.ts'
import { OneAtATime } from './one-at-a-time.ts'
import type { OrderParts } from './orders.ts'
import { serve } from './serve.ts'

type State = Incident['state']
const mostInFile = 5_000
const longestSnoozeMs = 30 * 24 * 60 * 60_000
/** When a record that was let go on starts all the same, where the hub stops before it has started it. */
const startedAnywayMs = 5 * 60_000

/** Incidents: what stops runs until a person acts. */
export function incidentRoutes(parts: OrderParts): Hono<CallerEnv> {
  const { database, engine, clock } = parts
  const app = new Hono<CallerEnv>()
  const { incidents } = database.stores
  const trying = new OneAtATime()
  const careOf = async (id: Incident['id']) => {
    const [care] = await incidents.care([id])
    return { assignee: care?.assignee ?? null, snoozedUntil: care?.snoozedUntil ?? null }
  }
  async function listed({ integration, state }: { integration?: string | undefined; state: State }, limit: number) {
    const found = await incidents.list({
      ...{ state, limit },
      ...(integration ? { integration: integrationId(integration) } : {}),
    })
    const ids = found.map(({ id }) => id)
    const [sums, cares] = [await incidents.money(ids), await incidents.care(ids)]
    return found.map((incident) => {
      const care = cares.find((one) => one.incident === incident.id)
      const money = sums
        .filter((one) => one.incident === incident.id)
        .map(({ currency, amount, records }) => ({ currency, amount, records }))
      return { ...incident, assignee: care?.assignee ?? null, snoozedUntil: care?.snoozedUntil ?? null, money }
    })
  }

  serve(app, routes.listIncidents, ({ query: { limit, ...filter } }) => listed(filter, limit))
  serve(app, routes.downloadIncidents, async ({ query }) => {
    async function* pages() {
      const found = await listed(query, mostInFile + 1)
      yield found
        .slice(0, mostInFile)
        .map(({ id, flow, question, state, runs, firstAt, lastAt, assignee, money }) => [
          ...[id, question.code, question.message, question.hint, flow, state, runs],
          ...[money.map(({ currency, amount }) => `${amount} ${currency ?? '?'}`).join('; '), assignee ?? ''],
          ...[firstAt, lastAt],
        ])
      if (found.length > mostInFile) yield cutAfter(mostInFile)
    }
    const header = [
      'incident',
      'code',
      'message',
      'hint',
      'flow',
      'state',
      'records',
      'money',
      'assignee',
      'first',
      'last',
    ]
    return csvAnswer('incidents', header, pages())
  })
  serve(app, routes.readIncident, async ({ params }) => {
    const incident = await existing(database, params.id)
    const { id, integration } = incident
    const [records, sums, care, notes] = await Promise.all([
      incidents.records(id),
      incidents.money([id]),
      careOf(id),
      incidents.notes(id),
    ])
    const refs = records.map(({ record }) => record)
    const facts = await database.stores.runs.facts(integration, refs)
    return {
      incident,
      records: records.map(({ record, run }) => ({ record, run, facts: facts.get(record.key) ?? {} })),
      money: sums.map(({ currency, amount, records: many }) => ({ currency, amount, records: many })),
      ...care,
      notes,
    }
  })
  serve(app, routes.planIncident, async ({ params, body: { limit } }) => {
    const incident = await existing(database, params.id)
    return trying.run(incident.integration, () => planIncident({ engine, stores: database.stores }, incident, limit))
  })
  serve(app, routes.assignIncident, async ({ params, body: { to }, caller: { actor } }) => {
    const incident = await existing(database, params.id)
    const email = to?.trim().toLowerCase() ?? null
    if (email !== null && !(await database.people.list()).some((person) => person.email === email))
      throw new InvalidInput('The assignment', [{ at: 'to', reason: 'is nobody who can sign in here' }])
    await database.transaction(async (tx) => {
      await tx.incidents.assign(incident, email)
      const line = { at: clock.now(), actor, deed: 'incident.assigned', subject: `incident ${incident.id}` }
      await tx.audit.append({ ...line, details: { to: email } })
    })
    return careOf(incident.id)
  })
  serve(app, routes.snoozeIncident, async ({ params, body: { until }, caller: { actor } }) => {
    const incident = await existing(database, params.id)
    const at = until === null ? null : instant(until)
    if (at !== null && (at <= clock.now() || at > later(clock.now(), longestSnoozeMs)))
      throw new InvalidInput('The time', [{ at: 'until', reason: 'must lie ahead, and at most 30 days' }])
    await database.transaction(async (tx) => {
      await tx.incidents.snooze(incident, at)
      const line = { at: clock.now(), actor, deed: 'incident.snoozed', subject: `incident ${incident.id}` }
      await tx.audit.append({ ...line, details: { until: at } })
    })
    return careOf(incident.id)
  })
  serve(app, routes.noteIncident, async ({ params, body: { note }, caller: { actor } }) => {
    const incident = await existing(database, params.id)
    const noted = { at: clock.now(), by: actorText(actor), note }
    await database.transaction(async (tx) => {
      await tx.incidents.note(incident, { id: randomUUID(), ...noted })
      // What it says stands with the incident, where it can be erased.
      await tx.audit.append({
        at: noted.at,
        actor,
        deed: 'incident.noted',
        subject: `incident ${incident.id}`,
        details: {},
      })
    })
    return noted
  })
  // Every record of the incident starts again from the shop, in its flow, under the newest version.
  serve(app, routes.replayIncident, async ({ params, caller }) => {
    const incident = await stillOpen(database, params.id)
    const { integration, flow: metBy } = incident
    const records = await database.stores.incidents.records(incident.id)
    const again = { integration, by: actorText(caller.actor), metBy }
    const replayed = await startedAgain(engine, records, again)
    if (replayed.length === 0 && records.length > 0)
      throw new NotFound(
        `A flow ${metBy} that is switched on`,
        'Nothing was started: the flow that has met the incident is switched off. Switch it on, then replay the incident; or resolve it.',
      )
    return { replayed }
  })
  // A person says that it is settled. What is asked once goes on by that; the rest is only closed.
  serve(app, routes.resolveIncident, async ({ params, query, caller, from }) => {
    const incident = await stillOpen(database, params.id)
    const { actor } = caller
    const { once, settles } = incident.question
    if (once)
      await mustApprove(
        parts,
        { caller, from },
        settles
          ? 'This leaves a record as it is about which a person had to be asked'
          : 'This lets a record go on about which a person had to be asked',
        `incident ${params.id}`,
      )
    const { integration, flow } = incident
    const goesOn = once && !settles
    const its = goesOn ? (await engine.flowStates(integration)).find(({ id }) => id === flow) : undefined
    if (its?.state === 'off')
      throw new NeedsPerson(
        'off',
        `The flow “${flow}” is off, so incident ${incident.id} was not resolved`,
        `Resolving it lets its records go on, and nothing starts them while the flow is off. Switch it on with "ledgerline flows on ${flow}", then resolve the incident.`,
        { subject: `incident ${incident.id}` },
      )
    const at = clock.now()
    const records = await database.transaction(async (tx) => {
      // Two at once: the second has nothing to settle.
      if (!(await tx.incidents.resolve(incident.id, at))) await stillOpen(database, params.id)
      // Only now: until then another run may stop with the same question, and no incident would hold its record.
      const held = await tx.incidents.records(incident.id)
      // A tick of the clock is nothing that a person sees to: each round that meets the question again adds its own.
      const unseen = held.filter(
        ({ record, since }) => query.seen && since > instant(query.seen) && record.entity !== tickEntity,
      )
      if (unseen.length > 0) throw metSince(incident.id, unseen)
      // No incident holds them from here on: what is not started below, since the hub stops, would be lost.
      const startsAt = later(at, startedAnywayMs)
      if (its) await tx.enqueue(held.map(({ record }) => ({ integration, flow, record, at: startsAt })))
      // What it is about stands in the incident, where it can be erased.
      const details = { integration, code: incident.question.code }
      await tx.audit.append({ at, actor, deed: 'incident.resolved', subject: `incident ${incident.id}`, details })
      return held
    })
    const replayed = goesOn
      ? await startedAgain(engine, records, { integration, by: actorText(actor), metBy: flow })
      : []
    return { resolved: true as const, records: records.map(({ record }) => record), replayed }
  })
  serve(app, routes.enteredByHand, async ({ params, body, caller, from }) => {
    const incident = await stillOpen(database, params.id)
    const { id, integration, flow } = incident
    const records = (await database.stores.incidents.records(id)).map(({ record }) => record)
    const { record: wanted = null } = body
    const source = wanted
      ? records.find((one) => refText(one) === refText(ref(wanted.entity, wanted.key)))
      : records.length === 1 && records[0]
    if (!source)
      throw new InvalidInput('The document', [
        {
          at: 'record',
          reason: wanted
            ? 'is not one that this incident holds'
            : records[0]
              ? `must be named, with --record "${refText(records[0])}": the incident holds ${records.map(refText).join(', ')}`
              : 'is none: the incident holds none any more',
        },
      ])
    if (!body.look)
      await mustApprove(parts, { caller, from }, `This takes ${refText(source)} for carried over`, `incident ${id}`)
    const { actor } = caller
    const { target, there, held, facts, linked } = await engine.enteredByHand({
      ...{ integration, flow, source, number: body.number, by: actorText(actor) },
      ...{ confirmed: body.confirm, look: body.look },
      also: (tx, entered) =>
        tx.audit.append({
          ...{ at: clock.now(), actor, deed: 'record.entered-by-hand', subject: `incident ${id}` },
          details: { integration, record: refText(source), document: refText(entered.target) },
        }),
    })
    return { record: source, document: target, held, facts, tax: taxSums(source, there, held), linked }
  })
  return app
}

/** Records of an incident, in the flow that has met it. @returns those that were started: none where it is switched off */
async function startedAgain(
  engine: OrderParts['engine'],
  records: readonly { readonly record: RecordRef }[],
  again: Omit<ReplayTarget, 'record'>,
): Promise<RecordRef[]> {
  const started: RecordRef[] = []
  for (const { record } of records) if (await engine.replay({ ...again, record })) started.push(record)
  return started
}

/** @throws NeedsPerson: it is settled already, by a person or by itself */
async function stillOpen(database: Database, id: string) {
  const incident = await existing(database, id)
  if (incident.state === 'open') return incident
  throw new NeedsPerson(
    'not_open',
    `Incident ${id} is resolved already${incident.question.closed ? `: ${incident.question.closed}` : '.'}`,
    '"ledgerline incidents" lists those that are open; the same cause opens a new one.',
    { subject: `incident ${id}` },
  )
}

async function existing(database: Database, id: string) {
  const incident = await database.stores.incidents.get(incidentId(id))
  if (!incident) throw new NotFound(`Incident ${id}`, '"ledgerline incidents" lists them.')
  return incident
}

function metSince(id: string, records: readonly { readonly record: RecordRef }[]): NeedsPerson {
  const named = records.slice(0, 5).map(({ record }) => refText(record))
  const more = records.length > named.length ? [`${records.length - named.length} more`] : []
  return new NeedsPerson(
    'not_as_seen',
    `Incident ${id} was not resolved: it has come to hold more records since you saw it: ${[...named, ...more].join(', ')}.`,
    `See to these as well, and look at it again with "ledgerline incidents ${id}". Then resolve it.`,
    { subject: `incident ${id}` },
  )
}
