import type { RemoteWrite } from '../../../domain/connector.ts'
import { HubError } from '../../../domain/errors.ts'
import type { SqlRow } from '../sql/driver.ts'
import { explainRefusal } from '../web-services/explain-fault.ts'
import { GpFault } from '../web-services/faults.ts'
import type { EconnectDocument } from './document.ts'
import type { Ledger } from './econnect-entity.ts'

/** Errors that are looked up: a procedure names a few. */
const mostErrors = 20

/**
 * What a refusal of eConnect means, by the one catalogue of causes. The procedures give numbers alone; their texts stand in
 * taErrorCode of the system database. They are put together as eConnect's own exception has them, which Web Services hand on.
 * @param row what the batch gave: `errors`, numbers with blanks between them
 */
export async function explainRefused(
  row: SqlRow,
  { record, document }: RemoteWrite,
  documents: readonly EconnectDocument[],
  ledger: Ledger,
  operation: string,
): Promise<HubError> {
  const numbers = [...new Set(String(row.errors ?? '').match(/\d+/g) ?? [])].slice(0, mostErrors)
  const all = documents.flatMap(({ nodes }) => nodes)
  const node = all[Number(row.node ?? 1) - 1]?.node ?? all[0]!.node
  const texts = await textsOf(numbers, ledger)
  const says = (number: string) =>
    `Error Number = ${number}  Stored Procedure= ${texts.get(number)?.procedure ?? node}  Error Description = ${texts.get(number)?.text ?? 'not in taErrorCode'}`
  const message = numbers.length > 0 ? numbers.map(says).join('\n') : `${node} returned the state ${String(row.state)}`
  const fault = new GpFault(
    { system: 'gp', operation },
    'write',
    { faultcode: 'econnect', faultstring: '', logId: 'econnect' },
    [{ message, objectType: node, propertyNames: [] }],
  )
  return explainRefusal(fault, record, {
    document,
    read: (entity, key) => ledger.read({ entity, key: key as typeof record.key }),
    // Policies are of Web Services.
    option: async () => null,
  })
}

interface Text {
  readonly procedure: string
  readonly text: string
}

/** A text that cannot be read leaves the number: a refusal must not fail a second time. */
async function textsOf(numbers: readonly string[], ledger: Ledger): Promise<ReadonlyMap<string, Text>> {
  if (numbers.length === 0) return new Map()
  const sql = ledger.sql()
  const parameters = numbers.map((number, index) => ({
    ...{ name: `n${index}`, type: 'integer' as const, value: Number(number) },
  }))
  const text = `SELECT ErrorCode AS number, RTRIM(SourceProc) AS source, RTRIM(ErrorDesc) AS text FROM [${sql.settings.systemDatabase}].dbo.taErrorCode WHERE ErrorCode IN (${parameters.map(({ name }) => `@${name}`).join(', ')});`
  try {
    const rows = await sql.run({ text, parameters }, { operation: 'read of taErrorCode' })
    return new Map(
      rows.map((one) => [String(one.number), { procedure: String(one.source), text: String(one.text) }] as const),
    )
  } catch (error) {
    if (error instanceof HubError) return new Map()
    throw error
  }
}
