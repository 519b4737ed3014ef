import type { Integration } from '../../domain/definition.ts'
import { InvalidInput, perhapsOneRecord, type RemoteUnavailable, type UnexpectedAnswer } from '../../domain/errors.ts'
import { type RecordRef, type RecordValue, refText } from '../../domain/record.ts'
import type { Connections } from './connections.ts'
import { inLanes } from './lanes.ts'

type Broken = UnexpectedAnswer | RemoteUnavailable | InvalidInput
type Read = { readonly value: RecordValue | null } | { readonly error: Broken }

/** Records by `refText`: what each holds, null where there is none, or why it cannot be read. */
export type ReadApart = ReadonlyMap<string, Read>

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
    if (!perhapsOneRecord(error)) throw error
  }
  const found = new Map<string, Read>()
  await inLanes(records, async (record) => {
    try {
      found.set(refText(record), { value: await connections.read(integration, record, { fresh: true }) })
    } catch (error) {
      if (!perhapsOneRecord(error)) throw error
      found.set(refText(record), { error })
    }
  })
  // Of so many not one: the system fails, not its records.
  const errors = [...found.values()].flatMap((one) => ('error' in one ? [one.error] : []))
  const [failed] = errors.filter((error) => !(error instanceof InvalidInput))
  if (failed && errors.length === found.size && errors.length >= fewRecords) throw failed
  return found
}

const fewRecords = 8
