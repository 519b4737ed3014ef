import { type Candidate, type Cause, candidatesFor, closestFor } from '../../domain/cause.ts'
import type { Catalogue, Failure, Triage } from './failure.ts'
import { nearestExample } from './nearest.ts'
import { type Facts, readFailure } from './read-failure.ts'
import { amountRules } from './rules/amounts.ts'
import { connectionRules } from './rules/connections.ts'
import { hubRules } from './rules/hub.ts'
import { requestRules } from './rules/requests.ts'
import type { Rule } from './rules/rule.ts'

/** What surrounds a failure may turn its words around; the narrow rules come first. */
const rules: readonly Rule[] = [...connectionRules, ...requestRules, ...amountRules, ...hubRules]

/**
 * Class, cause, owner and next step of a failure. Pure, offline, below a millisecond. In this order: rules over the
 * request, the history and the health around it, since they say what the words do not; the catalogue of causes by number,
 * member and words; labelled failures with the same words; else a person has to look.
 */
export function triage(failure: Failure, catalogue: Catalogue): Triage {
  const facts = readFailure(failure, catalogue)
  const known = bestRow(facts, catalogue)
  for (const rule of rules) {
    const found = rule.when(facts, known?.cause ?? null)
    if (found) return fromRule(rule, found, known?.cause ?? null, failure)
  }
  if (known && (known.weight >= 3 || known.cause.class !== 'unknown')) return fromRow(known, failure)
  const like = nearestExample(facts)
  if (like)
    return {
      ...{ id: `like ${like.example.id}`, class: like.example.class, owner: like.example.owner },
      cause: like.example.cause,
      nextStep: like.example.next,
      retryHelps: like.example.retryHelps,
      confidence: Math.min(0.7, like.likeness),
      evidence: [`Its words are those of a known failure: ${like.words.join(', ')}.`],
      abstain: false,
    }
  return known ? fromRow(known, failure) : unknown(facts)
}

/** The closest row over all complaints; of equal weight the first complaint counts. */
export const bestRow = ({ failure, complaints }: Facts, catalogue: Catalogue): Candidate | null =>
  closestFor(catalogue.causesOf(failure.system), complaints)

/** The rows of the catalogue that come nearest, for whoever judges beside the rules. */
export function likelyRows(failure: Failure, catalogue: Catalogue): readonly Cause[] {
  const causes = catalogue.causesOf(failure.system)
  const rows = readFailure(failure, catalogue).complaints.flatMap((complaint) => candidatesFor(causes, complaint))
  const nearest = rows.sort((a, b) => b.weight - a.weight).map(({ cause }) => cause)
  return [...new Set(nearest)].slice(0, mostLikely)
}
const mostLikely = 6

/** The more of a row's signs are met, the surer. Estimates: nobody has measured them yet. */
const confidenceOf = (weight: number) => (weight >= 8 ? 0.9 : weight >= 4 ? 0.85 : weight >= 3 ? 0.75 : 0.55)

function fromRow({ cause, weight }: Candidate, failure: Failure): Triage {
  return {
    id: cause.id,
    class: cause.class,
    cause: cause.says,
    owner: ownerOf(cause, failure),
    nextStep: cause.next,
    retryHelps: cause.retryHelps,
    confidence: confidenceOf(weight),
    evidence: [`The answer names it (${cause.source}).`],
    abstain: cause.class === 'unknown',
  }
}

function fromRule(rule: Rule, saw: string, row: Cause | null, failure: Failure): Triage {
  const { id, owner, says, next, retryHelps, confidence = 0.85, ...more } = rule
  return {
    id,
    class: more.class,
    cause: says,
    owner: owner === 'its admin' ? adminOf(failure) : owner,
    nextStep: next,
    retryHelps,
    confidence,
    evidence: [saw, ...(row && row.class !== more.class ? [`The words alone would say: ${row.says}`] : [])],
    abstain: more.class === 'unknown',
  }
}

const ownerOf = ({ owner }: Cause, failure: Failure) => (owner === 'its admin' ? adminOf(failure) : owner)

/** Who runs the system that the call went to. */
function adminOf({ system, request }: Failure): 'GP admin' | 'shop admin' {
  if (system === 'prestashop') return 'shop admin'
  if (system.startsWith('gp') || system === 'sql') return 'GP admin'
  return /\/api\/|shop|prestashop|boutique|tienda|sklep/i.test(
    `${String(request.url ?? '')} ${String(request.operation ?? '')}`,
  )
    ? 'shop admin'
    : 'GP admin'
}

const unknown = ({ text }: Facts): Triage => ({
  id: 'unknown',
  class: 'unknown',
  cause: 'Nothing that is known has these words.',
  owner: 'hub developer',
  nextStep: 'Read the answer and the log of the system at that time, then judge.',
  retryHelps: false,
  confidence: 0.3,
  evidence: text === '' ? ['The answer is empty.'] : [],
  abstain: true,
})
