import { z } from 'zod'
import { type IntegrationId, type RecordRef, type RecordValue, recordKey } from './record.ts'
import type { OwnRecordStore } from './stores/own-records.ts'

/** A value that the shop has and a value map does not answer, where nothing in GP is surely it. */
export interface UnsureValue {
  readonly valueMap: string
  readonly value: string
  /** What it may be in GP; null: nothing there is like it. */
  readonly perhaps: string | null
}

const stored = z.object({
  values: z.array(z.object({ valueMap: z.string(), value: z.string(), perhaps: z.string().nullable() })),
})
/** Those of the newest look at both systems: one record an integration. */
export const unsureValuesRecord: RecordRef = { entity: 'hub.newValues', key: recordKey('unsure') }

export const unsureValuesValue = (values: readonly UnsureValue[]) => ({ values }) as unknown as RecordValue

/** Empty before the first look. */
export async function readUnsureValues(
  ownRecords: Pick<OwnRecordStore, 'get'>,
  integration: IntegrationId,
): Promise<readonly UnsureValue[]> {
  const value = await ownRecords.get(integration, unsureValuesRecord)
  return value === null ? [] : stored.parse(value).values
}
