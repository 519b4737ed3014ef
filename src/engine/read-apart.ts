import type { Integration } from '../domain/definition.ts'
import { UnexpectedAnswer } from '../domain/errors.ts'
import { type RecordRef, type RecordValue, refText } from '../domain/record.ts'
import type { Connections } from './connections.ts'
import { inLanes } from './lanes.ts'

/** Records by `refText`: what each holds, null where there is none, or why it cannot be read. */
export type ReadApart = ReadonlyMap<
  string,
  { readonly value: RecordValue | null } | { readonly error: UnexpectedAnswer }
>

/**
 * Reads many records together; where one of them cannot be read, each by itself, so that it keeps none of the others from
 * being read. @throws what the connection throws
 */
export async function readApart(
  connections: Connections,
  integration: Integration,
  records: readonly RecordRef[],
): Promise<ReadApart> {
  try {
    return await connections.readMany(integration, records, { fresh: true })
  } catch (error) {
    if (!(error instanceof UnexpectedAnswer)) throw error
  }
  const found = new Map<string, { readonly value: RecordValue | null } | { readonly error: UnexpectedAnswer }>()
  await inLanes(records, async (record) => {
    try {
      found.set(refText(record), { value: await connections.read(integration, record, { fresh: true }) })
    } catch (error) {
      if (!(error instanceof UnexpectedAnswer)) throw error
      found.set(refText(record), { error })
    }
  })
  return found
}
