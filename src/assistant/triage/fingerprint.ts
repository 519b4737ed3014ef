import type { Cause } from '../../domain/cause.ts'
import type { Catalogue, Failure } from './failure.ts'
import { type Facts, readFailure } from './read-failure.ts'
import { bestRow, triage } from './triage.ts'

/**
 * What makes two failures the same cause, so that they are one incident: the row or rule that explains them, else the
 * text without what varies; and what tells them apart in the request. Pure.
 */
export function fingerprint(failure: Failure, catalogue: Catalogue): string {
  const facts = readFailure(failure, catalogue)
  const { id } = triage(failure, catalogue)
  const row = bestRow(facts, catalogue)?.cause ?? null
  const told = explanations(facts)
  return [
    familyOf(failure),
    id.startsWith('like ') || id === 'unknown' ? template(facts.text) : id,
    ...told,
    ...subject(facts, row, id, told.length > 0),
  ].join(' | ')
}

/** Failures of two systems are never one cause. */
const familyOf = ({ system }: Failure) => system

/** A text without numbers, quoted names, ids and dates. */
const template = (text: string) =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '#')
    .replace(/"[^"]*"|'[^']*'|“[^”]*”|«[^»]*»/g, '“…”')
    .replace(/\b(?=\w*\d)[\w.:-]+/g, '#')
    .replace(/\s+/g, ' ')
    .slice(0, 300)

/** Members that name the record itself, not why it failed. */
const naming =
  /^(?:id|id_\w+|key|.*key|name|reference|number|sopnumbe|docnumbr|.*nmbr|.*numb|customer|email|at|operation|flow|entity|url|http_status|status|attempt|database|lines|orders|currency|total\w*|amount\w*|price\w*|quantity|rows|waiting|lastname|firstname|company|psws_version|sent_xml|request_bytes|idle_minutes|trace|headers)$/i
const volatile = (value: string) =>
  value.replace(/\b\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+Z?)?\b/g, 'date').replace(/\d+(?:[.,]\d+)?/g, '#')

/** Facts beside the record's own names: "customer_flow: off for shop 2". They say why, so they tell causes apart. */
function explanations({ failure }: Facts): string[] {
  const { request } = failure
  const { record, context, ...own } = request
  const members = [own, record, context].flatMap((part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? Object.entries(part) : [],
  )
  const because = members
    .filter(([name]) => !naming.test(name))
    .map(([name, value]) => `${name}=${volatile(worth(value))}`)
  return because.sort()
}

/** Lists and records by what is in them that is a word. */
function worth(value: unknown): string {
  if (value === null) return 'none'
  if (Array.isArray(value)) return [...new Set(value.map(worth))].join(',')
  if (typeof value === 'object')
    return Object.entries(value)
      .filter(([name]) => !/value|amount|total/i.test(name))
      .map(([name, part]) => `${name}:${worth(part)}`)
      .join(' ')
  return String(value)
}

/** What a cause is about: a missing record is another cause than another missing record. */
function subject({ failure, json, text }: Facts, row: Cause | null, id: string, explained: boolean): string[] {
  const host = hostOf(failure)
  if (
    /^(?:net|tls|http|ps\.(?:switched|header|key)|down|restarting|maintenance|mistyped|vpn|domain|circuit|rewrite)/.test(
      id,
    )
  )
    return [host]
  if (json.table !== undefined) return [`${String(json.table)} ${String(json.key ?? '')}`]
  if (json.map !== undefined)
    return [`${String(json.map)} ${typeof json.key === 'object' ? worth(json.key) : String(json.key)}`]
  // The reason is known: whose records they are does not matter.
  if (explained || (failure.system !== 'hub' && id !== row?.id)) return []
  const kind = row?.class
  if (
    kind === 'missing_master_record' ||
    kind === 'invalid_value' ||
    kind === 'too_long' ||
    kind === 'missing_mapping' ||
    kind === 'quantity_shortage'
  )
    return [subjectIn(text, row)]
  return failure.system === 'hub' && row === null ? [template(text)] : []
}

/** The key of the record that is missing or wrong: eConnect repeats it, others quote it; else the property. */
function subjectIn(text: string, row: Cause | null): string {
  const related = /Related Error Code Parameters[^=]*?:?\s*\w+\s+(\w+\s*=\s*\S+)/.exec(text)?.[1]
  if (related) return related.replace(/\s+/g, '')
  const property = /Property (\w+->\w+)|property (\w+->\w+)|propiedad (\w+->\w+)/i
    .exec(text)
    ?.slice(1)
    .find((name) => name)
  if (property) return property
  const quoted = /['"“«]([^'"”»]{2,40})['"”»]/.exec(text)?.[1]
  if (quoted) return quoted
  const capitals = /\b([A-Z][A-Z0-9]+(?:-[A-Z0-9]+)+)\b/.exec(text)?.[1]
  return capitals ?? row?.id ?? ''
}

function hostOf({ request, raw }: Failure): string {
  const url = String(request.url ?? '')
  const found =
    /https?:\/\/([^/\s"]+)/.exec(url)?.[1] ??
    /\b(\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?)\b/.exec(raw)?.[1] ??
    /https?:\/\/([^/\s"]+)/.exec(raw)?.[1]
  return found ?? ''
}
