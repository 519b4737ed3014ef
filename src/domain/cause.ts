import type { System } from './record.ts'

/**
 * The class of a failure: the cause that has to be repaired, not the words of its message. A message about totals whose
 * fault is the document type is `our_bug`.
 */
export const causeClasses = [
  'authentication',
  'permission',
  'connection',
  'intermittent',
  'rate_limit',
  'missing_master_record',
  'missing_mapping',
  'invalid_value',
  'too_long',
  'totals_mismatch',
  'duplicate',
  'locked',
  'closed_period',
  'quantity_shortage',
  'configuration',
  'remote_bug',
  'our_bug',
  'unknown',
] as const
export type CauseClass = (typeof causeClasses)[number]

/** Who has to act. */
export const owners = ['GP admin', 'shop admin', 'integrator', 'hub developer', 'nobody (waits)'] as const
export type Owner = (typeof owners)[number]

/** Who runs the system that failed: of causes that both have, as an expired certificate. */
const itsAdmin = 'its admin'

/**
 * One complaint of a remote system, or of the hub, in a form that does not depend on its language.
 *
 * `codes`: numbers with the system that gives them: "econnect:4776", "ps:21", "sql:1205", "net:ECONNREFUSED",
 * "http:503", "hub:missing_value". `properties`: the members that it names, without their path: "ItemKey".
 */
export interface Complaint {
  readonly codes: readonly string[]
  readonly procedure?: string
  readonly properties?: readonly string[]
  readonly text: string
}

/** How a cause shows itself: all that is given must hold for one complaint. */
export interface Sign {
  readonly codes?: readonly string[]
  /** The codes are shared by many causes: any words say more. */
  readonly wide?: true
  readonly procedure?: RegExp
  readonly property?: RegExp
  /** Words of its text, in any language. */
  readonly words?: RegExp
}

/**
 * One row of the catalogue of causes, as it stands beside the connector whose system fails so. One complaint can have
 * several candidates; what the hub can read of both systems confirms or excludes them.
 */
export interface Cause<Check extends string = string> {
  /** Stable: incidents group by it. "gp.batch-busy". */
  readonly id: string
  /** One of them is enough. */
  readonly signs: readonly Sign[]
  /** What the hub reads to confirm or exclude it. Absent: nothing can be read about it. */
  readonly check?: Check
  /** A special case of wider rows: it counts only when its check confirms it. */
  readonly mustHold?: true
  readonly class: CauseClass
  /** `its admin`: of the system that failed. */
  readonly owner: Owner | typeof itsAdmin
  /** The same request, sent again by the hub in minutes to hours, is likely to pass without anybody changing anything. */
  readonly retryHelps: boolean
  /** What is wrong, in a sentence. */
  readonly says: string
  /** What to do next, with where to click. */
  readonly next: string
  /** Where the knowledge is from: a page, a file of the vendor, or a case that was seen. */
  readonly source: string
}

/** A cause as an incident keeps it. */
export interface Diagnosis {
  readonly cause: string
  readonly class: CauseClass
  readonly owner: Owner
  readonly retryHelps: boolean
  readonly says: string
  readonly next: string
  /** What was read to confirm it, in sentences. Empty: the complaint alone says so. */
  readonly evidence: readonly string[]
}

/** What the assistant says of an incident's cause: as a diagnosis, with how sure it is and who says so. */
export interface IncidentTriage extends Diagnosis {
  /** 0–1, as measured on labelled failures. */
  readonly confidence: number
  /** Nothing fits: a person has to look. */
  readonly abstain: boolean
  /** The model that was asked, or why none answered; null: none had to be asked. */
  readonly model: { readonly name: string | null; readonly says: string } | null
  /** No model is asked again for it. */
  readonly final: boolean
  /** What a model said of it names nobody: it holds for other records of the same cause as well. */
  readonly general?: boolean
}

/** A cause as people are shown it. `confidence` null: it was checked, nobody estimates it. `by`: who explained it; null: the check. */
export interface Explained extends Diagnosis {
  readonly confidence: number | null
  readonly by: string | null
}

/**
 * What is known of an incident's cause: what was diagnosed when it failed, else what the assistant makes of it. Null where
 * neither says anything that a person could use. Pure.
 */
export function explained(diagnosis: Diagnosis | undefined, triage: IncidentTriage | null): Explained | null {
  if (diagnosis && diagnosis.class !== 'unknown')
    return { ...diagnosis, confidence: null, by: triage?.model?.says ?? null }
  if (triage && !triage.abstain)
    return {
      ...triage,
      by: triage.model?.says ?? 'Rules and the catalogue of causes answered; no model had to be asked.',
    }
  return diagnosis ? { ...diagnosis, confidence: null, by: triage?.model?.says ?? null } : null
}

/** What a local check found. `holds` null: it cannot be read. `saw`: in a sentence. */
export interface Checked {
  readonly holds: boolean | null
  readonly saw: string
}

/** A row that may explain a complaint. `weight`: how much of the complaint says so. */
export interface Candidate<C extends Cause = Cause> {
  readonly cause: C
  readonly weight: number
}

/** A member of the document that is named says where to look, not what is wrong. */
const placeAlone = 2

/**
 * The rows that may explain a complaint, the closest first: a number says more than words, words more than the member
 * that is named. Rows of equal weight stay in the order of the table. Pure.
 */
export function candidatesFor<C extends Cause>(causes: readonly C[], complaint: Complaint): readonly Candidate<C>[] {
  const weighed = causes.flatMap((cause) => {
    const weight = Math.max(...cause.signs.map((sign) => weightOf(sign, complaint)))
    return weight > 0 ? [{ cause, weight }] : []
  })
  return weighed.sort((a, b) => b.weight - a.weight)
}

/**
 * The closest row over all complaints, of those that need no check; of equal weight the first complaint counts, and in it
 * the first row. What can weigh no more than the closest so far is not looked at: most answers have a number, and the
 * words of some hundred rows in ten languages take milliseconds to be compiled. Pure.
 */
export function closestFor<C extends Cause>(
  causes: readonly C[],
  complaints: readonly Complaint[],
): Candidate<C> | null {
  let found: Candidate<C> | null = null
  let [weight, row] = [0, -1]
  for (const complaint of complaints) {
    // A later complaint has to weigh more; within one, an earlier row of the same weight wins.
    const before = weight
    const wins = (other: number, at: number) => other > weight || (other === weight && other > before && at < row)
    for (const one of heaviestFirst(causes)) {
      if (!wins(one.most, one.row)) continue
      const own = weightOf(one.sign, complaint)
      if (wins(own, one.row)) {
        ;[weight, row] = [own, one.row]
        found = { cause: one.cause, weight }
      }
    }
  }
  return found
}

interface Weighable<C extends Cause> {
  readonly cause: C
  readonly sign: Sign
  /** What the sign weighs where all of it holds. */
  readonly most: number
  readonly row: number
}

/** Signs of the rows that need no check, those that can weigh most first; made once for a list. */
function heaviestFirst<C extends Cause>(causes: readonly C[]): readonly Weighable<C>[] {
  let signs = sorted.get(causes) as Weighable<C>[] | undefined
  if (!signs) {
    signs = causes
      .flatMap((cause, row) =>
        cause.mustHold ? [] : cause.signs.map((sign) => ({ cause, sign, most: mostOf(sign), row })),
      )
      .sort((a, b) => b.most - a.most)
    sorted.set(causes, signs)
  }
  return signs
}
const sorted = new WeakMap<readonly Cause[], readonly Weighable<Cause>[]>()

/** A status of HTTP is shared by many causes as well. */
const codeWeight = (codes: readonly string[], wide: true | undefined) => (wide || codes[0]?.startsWith('http:') ? 1 : 8)

const mostOf = ({ codes, wide, procedure, property, words }: Sign): number =>
  (codes ? codeWeight(codes, wide) : 0) + (procedure ? 4 : 0) + (property ? placeAlone : 0) + (words ? 3 : 0)

/** 0: the sign does not show. */
function weightOf(sign: Sign, complaint: Complaint): number {
  const { codes, procedure, property, words } = sign
  if (codes && !codes.some((code) => complaint.codes.includes(code))) return 0
  if (procedure && !procedure.test(complaint.procedure ?? '')) return 0
  if (property && !(complaint.properties ?? []).some((name) => property.test(name))) return 0
  if (words && !words.test(complaint.text)) return 0
  return mostOf(sign)
}

/**
 * Of the candidates the one that a check confirms; else the first that is not excluded; else the first that the complaint
 * itself names, since what was wrong may be right again by the time of the check. Null: none is left.
 */
export async function diagnose<C extends Cause>(
  candidates: readonly Candidate<C>[],
  check: (cause: C) => Promise<Checked | null>,
): Promise<Diagnosis | null> {
  const open: C[] = []
  for (const { cause, weight } of candidates) {
    const found = cause.check === undefined ? null : await check(cause)
    if (found?.holds === true) return diagnosisOf(cause, [found.saw])
    // A place alone proves nothing where something can be checked, and a special case has to be proved.
    const likely = weight > placeAlone || cause.check === undefined
    if (found?.holds !== false && likely && !cause.mustHold) open.push(cause)
  }
  const named = candidates.find(({ cause, weight }) => weight > placeAlone && !cause.mustHold)?.cause
  const chosen = open[0] ?? named
  return chosen ? diagnosisOf(chosen) : null
}

/** @param system that failed */
export function diagnosisOf(
  { id, says, next, owner, retryHelps, ...cause }: Cause,
  evidence: readonly string[] = [],
  system: System = 'gp',
): Diagnosis {
  const acts = owner === itsAdmin ? (system === 'gp' ? 'GP admin' : 'shop admin') : owner
  return { cause: id, class: cause.class, owner: acts, retryHelps, says, next, evidence }
}
