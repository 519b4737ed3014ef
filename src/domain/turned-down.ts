import type { Proposal } from './proposal.ts'
import type { Json } from './record.ts'

type Edit = { readonly [member: string]: Json }

/** Edits of a definition in proposals. */
const editsOf = (proposals: readonly Pick<Proposal, 'changes'>[]): Edit[] =>
  proposals.flatMap(({ changes }) =>
    changes.flatMap((change) => (change.do === 'edit-definition' ? (change.edits as readonly Edit[]) : [])),
  )

/** What people said no to, as "MAP VALUE" or "SETTING VALUE": the hub does not ask it again. Pure. @param rejected proposals */
export function turnedDownIn(rejected: readonly Pick<Proposal, 'changes'>[]): ReadonlySet<string> {
  const names = editsOf(rejected).flatMap((edit) => {
    if (edit.do === 'set-value') return [`${String(edit.valueMap)} ${String(edit.from)}`]
    if (edit.do !== 'set-setting' || !Array.isArray(edit.after)) return []
    const before = new Set(Array.isArray(edit.before) ? edit.before : [])
    return edit.after.filter((value) => !before.has(value)).map((value) => `${String(edit.name)} ${String(value)}`)
  })
  return new Set(names)
}

/**
 * Pairs of a value map that people said no to: they are suggested no more. Of a proposal of several pairs nobody has said which
 * one is wrong, so the right ones are suggested again. Pure.
 * @param rejected proposals
 */
export function rejectedPairs(
  rejected: readonly Pick<Proposal, 'changes'>[],
  valueMap: string,
): { readonly from: string; readonly to: string }[] {
  return rejected.flatMap((proposal) => {
    const pairs = editsOf([proposal]).flatMap(({ do: kind, valueMap: of, from, after }) => {
      const to = typeof after === 'object' && after !== null && !Array.isArray(after) ? after.to : undefined
      return kind === 'set-value' && typeof from === 'string' && typeof to === 'string' ? [{ of, from, to }] : []
    })
    return pairs.length === 1 ? pairs.flatMap(({ of, ...pair }) => (of === valueMap ? [pair] : [])) : []
  })
}
