import type { Change } from '../../../domain/proposal.ts'
import type { Json } from '../../../domain/record.ts'

/** What a change does field by field, where it is made of fields. The sentences beside it say the rest. */
export function changedFields(
  change: Change,
): readonly { readonly path: string; readonly before: Json; readonly after: Json }[] {
  switch (change.do) {
    case 'correct-record':
      return change.edits.map(({ path, before, after }) => ({
        path: `${change.record.entity} ${change.record.key} · ${path}`,
        before,
        after,
      }))
    case 'repair-link':
      return [
        {
          path: `${change.source.entity} ${change.source.key} → ${change.entity}`,
          before: change.before,
          after: change.after,
        },
      ]
    case 'write':
      return Object.entries(change.after).map(([field, after]) => ({
        path: `${change.record.entity} ${change.record.key} · ${field}`,
        before: change.before?.[field] ?? null,
        after,
      }))
    case 'rewrite':
      return change.documents.flatMap(({ target, fields }) =>
        fields.map(({ path, before, after }) => ({ path: `${target.key} · ${path}`, before, after })),
      )
    default:
      return []
  }
}
