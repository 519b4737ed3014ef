import { type Decimal, dec } from '../domain/decimal.ts'
import {
  type EntityName,
  inASentence,
  type Json,
  memberOf,
  type RecordRef,
  type RecordValue,
  ref,
  refText,
  systemOf,
} from '../domain/record.ts'
import type { BulkRow } from '../domain/stores.ts'
import { sameValue } from '../language/index.ts'
import type { BothSides, Drifted } from './both-sides.ts'
import type { Cause } from './causes.ts'
import type { Difference } from './differences.ts'
import type { Period } from './page.ts'

/** Where a page of the comparison begins: a flow by its place among those that set records, and the row after which. */
export interface DriftPlace {
  readonly flow: number
  readonly after: string | null
}

/** Rows of a page: the shop is asked for them together. */
const pageSize = 200
/** Days of a period of which reports are read. */
const mostDays = 366

/** A flow that sets fields of many records of the shop by what GP says. */
interface SettingFlow {
  readonly id: string
  readonly on: EntityName
  readonly to: EntityName
  /** The fields, as its mapping fills them. */
  readonly sets: readonly string[]
  readonly isOff: boolean
}

const madeOnce: readonly EntityName[] = ['newProduct', 'newCombination', 'newAccount'].map(
  (name) => `prestashop.${name}` as EntityName,
)

/** Those of the definition. What one has set that is switched off stays as it is, unless the hub can take it back. */
export function settingFlows({
  parts,
  offFlows,
  schema,
}: Pick<BothSides, 'parts' | 'offFlows' | 'schema'>): readonly SettingFlow[] {
  return Object.entries(parts).flatMap(([name, part]) => {
    const flow = part as {
      id?: string
      on?: EntityName
      bulk?: Json
      steps?: readonly { do: string; to?: EntityName; by?: string; as?: string; document?: string }[]
    }
    if (!name.startsWith('flows/') || !flow.bulk || !flow.id || !flow.on) return []
    const write = flow.steps?.find((step) => step.do === 'write')
    const to = write?.to
    // What a flow makes once is the shop's own from then on.
    if (!to?.startsWith('prestashop.') || madeOnce.includes(to)) return []
    const isOff = offFlows.includes(flow.id)
    if (isOff && !schema(to).takenBack) return []
    const by = flow.steps?.find((step) => step.do === 'map' && step.as === write?.document)?.by
    const mapping =
      by === undefined ? undefined : (parts[`mappings/${by}.json`] as { fields?: RecordValue } | undefined)
    const { key } = schema(to)
    const sets = Object.keys(mapping?.fields ?? {}).filter((field) => field !== key)
    return [{ id: flow.id, on: flow.on, to, sets, isOff }]
  })
}

/** A difference, with what would put it right: what these fields hold, and what GP says. Null: a person has to see first. */
export interface Drift {
  readonly difference: Difference
  readonly set: { readonly record: RecordRef; readonly before: RecordValue; readonly after: RecordValue } | null
}

/**
 * Stock, prices and names that the shop has and GP says otherwise: a page of what the rounds of one flow have set, by key, as it
 * is in the shop now. What differs is made again as a run would, so that a piece that was sold meanwhile is no difference. With
 * the last page of a flow, what its rounds found and set right on the days of the period.
 */
export async function driftPage(
  sides: BothSides,
  period: Period,
  place: DriftPlace,
): Promise<{ readonly differences: readonly Difference[]; readonly next: DriftPlace | null }> {
  const { flow, found, next } = await driftNow(sides, place)
  const isLast = flow !== null && next?.flow !== place.flow
  const earlier = isLast && !flow.isOff ? (await reports(sides, flow, period)).map((one) => setRight(flow, one)) : []
  return { differences: [...found.map(({ difference }) => difference), ...earlier], next }
}

/** The same page, of what is different now. */
export async function driftNow(
  sides: BothSides,
  place: DriftPlace,
): Promise<{ readonly flow: SettingFlow | null; readonly found: readonly Drift[]; readonly next: DriftPlace | null }> {
  const flow = settingFlows(sides)[place.flow]
  if (!flow) return { flow: null, found: [], next: null }
  const rows = await sides.bulkRows(flow.id, place.after, pageSize)
  return {
    flow,
    found: [...(flow.isOff ? [] : await unlike(sides, flow, rows)), ...(await leftBehind(sides, flow, rows))],
    next:
      rows.length === pageSize ? { flow: place.flow, after: rows.at(-1)!.key } : { flow: place.flow + 1, after: null },
  }
}

/** The same of some records. */
export async function driftOf(sides: BothSides, records: readonly RecordRef[]): Promise<readonly Drift[]> {
  const found: Drift[] = []
  for (const flow of settingFlows(sides)) {
    const { key } = sides.schema(flow.to)
    const keys = new Set(records.flatMap((record) => (record.entity === flow.to ? [String(record.key)] : [])))
    for (let after: string | null = null, more = keys.size > 0; more; ) {
      const rows = await sides.bulkRows(flow.id, after, pageSize)
      const its = rows.filter(({ targetKey, written }) => keys.has(targetKey) || keys.has(String(written?.[key])))
      found.push(...(flow.isOff ? [] : await unlike(sides, flow, its)), ...(await leftBehind(sides, flow, its)))
      after = rows.at(-1)?.key ?? null
      more = rows.length === pageSize
    }
  }
  return found
}

/**
 * What only the hub puts there, and no flow keeps any more: the flow is off, or it leaves the record out by now. It would be
 * there for ever.
 */
async function leftBehind(sides: BothSides, flow: SettingFlow, rows: readonly BulkRow[]): Promise<Drift[]> {
  const { key, takenBack } = sides.schema(flow.to)
  if (!takenBack || !sides.isProposed(flow.to, Object.keys(takenBack))) return []
  const left = rows.filter(({ targetKey, written }) => written && (flow.isOff || targetKey === ''))
  const read = await sides.readMany(left.map(({ written }) => ref(flow.to, String(written![key]))))
  return left.flatMap(({ written }) => {
    const record = ref(flow.to, String(written![key]))
    const one = read.get(refText(record))
    const current = one && 'value' in one ? one.value : null
    const fields = current ? differing(sides, flow, takenBack, current) : []
    if (!current || fields.length === 0) return []
    return [
      {
        difference: {
          ...difference(flow, record.key, flow.isOff ? 'its flow is off' : 'skipped by a rule', {
            ...{ field: '', before: '', after: '', amount: dec(0), correction: null },
            why: flow.isOff
              ? `The shop still has what ${flow.id} has set, which is switched off: nobody keeps it up to date.`
              : `The shop still has what ${flow.id} has set, which leaves the record out by now: nobody keeps it up to date.`,
            next: '"ledgerline reconcile --propose" proposes to take it back; what other people have set stays. Or switch the flow on again.',
          }),
          kind: 'left behind by the hub' as const,
        },
        set: { record, before: pick(current, fields), after: pick(takenBack, fields) },
      },
    ]
  })
}

const pick = (value: RecordValue, fields: readonly string[]): RecordValue =>
  Object.fromEntries(fields.map((field) => [field, value[field] ?? null]))

async function unlike(sides: BothSides, flow: SettingFlow, rows: readonly BulkRow[]): Promise<Drift[]> {
  const set = rows.filter(({ targetKey, written, wanted }) => targetKey !== '' && (wanted ?? written) !== null)
  const read = await sides.readMany(set.map(({ targetKey }) => ref(flow.to, targetKey)))
  const open = await sides.heldBy(flow.id)
  const held = rows.map(({ key }) => ref(flow.on, key)).filter((record) => open.has(refText(record)))
  const runs = await sides.runs(held, flow.id)
  const { key, replaces } = sides.schema(flow.to)
  // No round looks at what GP has changed since, so nothing is noted as wanted.
  const keptFrom = set.length > 0 ? await sides.blocked(flow.id) : null
  const moved = keptFrom === null ? () => false : await sides.moved(flow.id)
  const found: Drift[] = []
  const looked: { readonly row: BulkRow; readonly current: RecordValue }[] = []
  for (const row of rows) {
    if (held.some(({ key }) => key === row.key))
      found.push(waitsForPerson(flow, row, runs.get(row.key)?.reason ?? 'a person is asked.'))
    else {
      const target = read.get(refText(ref(flow.to, row.targetKey)))
      const current = target && 'value' in target ? target.value : null
      const expected = row.wanted ?? row.written
      if (!current || !expected) continue
      if (differing(sides, flow, expected, current).length === 0 && !moved(row)) continue
      // What took its place has a row of its own.
      if (replaces && current[replaces.by] !== current[key]) continue
      looked.push({ row, current })
    }
  }
  const gone = await goneFromShop(
    sides,
    flow,
    looked.map(({ row }) => row),
  )
  for (const { row, current } of looked)
    if (!gone.has(row.key)) found.push(...(await asRunSays({ sides, flow, keptFrom }, row, current)))
  return found
}

/**
 * Rows whose product or combination was deleted in the shop, which takes what belongs to it along, as its specific prices: none of it
 * differs. (What GP has no more of is another matter: the shop still sells it.)
 */
async function goneFromShop(
  sides: BothSides,
  { on, to }: SettingFlow,
  rows: readonly BulkRow[],
): Promise<ReadonlySet<string>> {
  if (on === to || systemOf(on) !== systemOf(to)) return new Set()
  const read = await sides.readMany(rows.map(({ key }) => ref(on, key)))
  const isGone = ({ key }: BulkRow) => {
    const one = read.get(refText(ref(on, key)))
    return one !== undefined && 'value' in one && one.value === null
  }
  return new Set(rows.filter(isGone).map(({ key }) => key))
}

/** The one field that differs is named; the key is none. */
const differing = (sides: BothSides, { to }: SettingFlow, wanted: RecordValue, current: RecordValue) => {
  const schema = sides.schema(to)
  return Object.keys(wanted).filter(
    (name) => name !== schema.key && !sameValue(schema, name, wanted[name], current[name]),
  )
}

async function asRunSays(
  {
    sides,
    flow,
    keptFrom,
  }: { readonly sides: BothSides; readonly flow: SettingFlow; readonly keptFrom: string | null },
  row: BulkRow,
  current: RecordValue,
): Promise<Drift[]> {
  const tried = await sides.tryRun(flow.id, ref(flow.on, row.key))
  if (tried.is === 'held') return [waitsForPerson(flow, row, tried.reason)]
  if (tried.is !== 'differs') return []
  const { wanted } = tried
  const fields = differing(sides, flow, wanted, current)
  if (fields.length === 0) return []
  const isEdited = row.written !== null && differing(sides, flow, wanted, row.written).length === 0
  const blocked = isEdited ? null : keptFrom
  const cause: Cause = isEdited ? 'edited in the shop' : blocked ? 'blocked' : 'waits'
  // The number of the night would be sold from in the morning, and nobody keeps it up to date.
  const isOld = cause === 'blocked' && kindOf(flow) === 'another stock'
  const isProposed = sides.isProposed(flow.to, fields)
  const found = difference(flow, row.targetKey, cause, {
    ...values(fields[0]!, current, wanted),
    why: isEdited
      ? 'The hub had set what GP says, and somebody changed it in the shop.'
      : (blocked ?? 'GP has changed since the last round.'),
    next: isEdited
      ? isProposed
        ? 'The next round sets it right, or asks, as the setting says; "ledgerline reconcile --propose" proposes to set it. See who changes it in the shop.'
        : 'The next round sets it right, or asks, as the setting says. See who changes it in the shop.'
      : isOld
        ? 'Answer the question, or let the flow go on: "ledgerline flows" shows it. Stock moves by the hour, so no number of now is proposed.'
        : blocked
          ? isProposed
            ? 'Answer the question, or let the flow go on: "ledgerline flows" shows it; "ledgerline reconcile --propose" proposes to set it alone.'
            : 'Answer the question, or let the flow go on: "ledgerline flows" shows it.'
          : 'Nothing, if the next round sets it; "ledgerline flows" says when.',
    correction: { do: 'run', entity: flow.on, key: row.key },
  })
  const isOffered = cause !== 'waits' && !isOld && isProposed
  const set = { record: ref(flow.to, row.targetKey), before: pick(current, fields), after: pick(wanted, fields) }
  return [{ difference: found, set: isOffered ? set : null }]
}

const waitsForPerson = (flow: SettingFlow, row: BulkRow, reason: string): Drift => ({
  difference: difference(flow, row.targetKey || row.key, 'stopped', {
    ...{ field: '', before: '', after: '', amount: dec(0) },
    why: `It is not set: ${reason}`,
    next: `Answer the incident: "ledgerline show ${row.key} --entity ${flow.on}" names it.`,
    correction: null,
  }),
  set: null,
})

/** What the flow's rounds noted on each day of the period, and set right since. */
async function reports(sides: BothSides, flow: SettingFlow, { from, to }: Period): Promise<readonly Drifted[]> {
  const days: RecordRef[] = []
  for (let at = Date.parse(from); at <= Date.parse(to) && days.length < mostDays; at += 86_400_000)
    days.push(ref('hub.drift', `${flow.id} ${new Date(at).toISOString().slice(0, 10)}`))
  const read = await sides.readMany(days)
  const rows = days.flatMap((day) => {
    const one = read.get(refText(day))
    return one && 'value' in one && one.value ? (one.value.rows as unknown as readonly Drifted[]) : []
  })
  // Of one record the last: it was set right each time.
  const last = [...new Map(rows.map((row) => [`${row.target} ${row.cause}`, row])).values()]
  const asFound = new Set<Drifted>()
  for (let from = 0; from < last.length; from += pageSize) {
    const page = last.slice(from, from + pageSize)
    const now = await sides.readMany([...new Set(page.map(({ target }) => target))].map((key) => ref(flow.to, key)))
    for (const row of page) {
      const one = now.get(refText(ref(flow.to, row.target)))
      const current = one && 'value' in one ? one.value : null
      if (current && inASentence(memberOf(current, row.field)) === row.before) asFound.add(row)
    }
  }
  if (asFound.size === 0) return last
  // While a person is asked it is among what differs now. What was set right holds the same perhaps by a sale.
  const now = await driftOf(
    sides,
    [...asFound].map(({ target }) => ref(flow.to, target)),
  )
  const differs = new Set(now.map(({ difference: { reference } }) => reference))
  return last.filter((row) => !asFound.has(row) || !differs.has(`${flow.to} ${row.target}`))
}

function setRight(flow: SettingFlow, { at, target, cause, field, before, after }: Drifted): Difference {
  return difference(flow, target, cause === 'edited' ? 'edited in the shop' : 'missed', {
    ...values(field, { [field]: before }, { [field]: after }),
    why:
      cause === 'edited'
        ? `A round found it on ${at.slice(0, 16).replace('T', ' ')} UTC: somebody had changed it in the shop.`
        : `A round that looked at every record found it on ${at.slice(0, 16).replace('T', ' ')} UTC: it had changed, and no list had shown it.`,
    next: 'Nothing, where it was set right since. If it comes again, see what changes it.',
    correction: null,
  })
}

interface Values {
  readonly field: string
  readonly before: string
  readonly after: string
  readonly amount: Decimal
}

function values(field: string, current: RecordValue, wanted: RecordValue): Values {
  const [before, after] = [current, wanted].map((one) => inASentence(memberOf(one, field))) as [string, string]
  const isNumber = [before, after].every((text) => /^-?\d{1,15}(\.\d{1,10})?$/.test(text))
  return { field, before, after, amount: isNumber ? dec(after).minus(before) : dec(0) }
}

/** Of flows that set one kind of record alone. */
const kindsByRecord: Readonly<Record<string, Difference['kind']>> = {
  'prestashop.stockAvailable': 'another stock',
  'prestashop.groupPrices': 'another price',
  'prestashop.customer': 'another account',
  'prestashop.accountAddress': 'another account',
  'prestashop.soldOut': 'another answer when sold out',
}

/** By what the flow sets, so that a record of which nothing was set yet has the kind of its others. People decide by it. */
const kindOf = ({ to, sets }: SettingFlow): Difference['kind'] =>
  kindsByRecord[to] ??
  (sets.includes('price')
    ? 'another price'
    : sets.includes('name')
      ? 'another name'
      : sets.includes('active') || sets.includes('available_for_order')
        ? 'discontinued, and sold'
        : 'other details')

/** Pieces, or the price of one: at stake is what nobody knows, so it stands in no sum of money. */
function difference(
  flow: SettingFlow,
  target: string,
  cause: Cause,
  its: Values & { readonly why: string; readonly next: string; readonly correction: Difference['correction'] },
): Difference {
  const { field, before, after, amount, why, next, correction } = its
  return {
    ...{
      order: '',
      about: [],
      mark: null,
      reference: `${flow.to} ${target}`,
      kind: kindOf(flow),
      cause,
      next,
      correction,
    },
    ...{ amount: amount.abs().toFixed(), currency: '' },
    says: `${field === '' ? '' : `${field} is ${before} in the shop, and ${after} by GP. `}${why}`,
  }
}
