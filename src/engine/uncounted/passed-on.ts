import { Decimal, dec, decimalText, sum } from '../../domain/decimal.ts'
import type { Integration } from '../../domain/definition.ts'
import { isClosed, isParted, isVoided, stateHolds } from '../../domain/document.ts'
import type { EntitySchema } from '../../domain/entity.ts'
import { UnexpectedAnswer } from '../../domain/errors.ts'
import { type RecordValue, systemOf } from '../../domain/record.ts'
import type { Connections } from '../connections/connections.ts'

type Counting = EntitySchema & { readonly countsStock: NonNullable<EntitySchema['countsStock']> }

/** What became of a document whose lines stand in others by now. */
export interface PassedOn {
  /** One of the others may still be voided, or become an invoice: it is asked about again. */
  readonly mayChange: boolean
  /** All of it is in others that are void, or that were deleted. */
  readonly isFreed: boolean
  /** Its lines, without the pieces that are in void ones alone. */
  readonly lines: readonly RecordValue[]
}

/** Whether some of its lines may stand in other documents. */
export const isPassedOn = (schema: Counting, held: RecordValue): boolean =>
  !isVoided(schema, held) && (isClosed(schema, held) || isParted(schema, held))

/** A longer list may be cut: what is not in it is not known. */
const mostDocuments = 200

/**
 * The ledger counts the pieces of an order that was made an invoice by that invoice. A clerk who voids it before it is posted
 * frees them, and the order stays as it is: closed, and nothing of it says so.
 *
 * @param wasOpen the look before has found one that could still be voided: where there is none any more, it was deleted
 * @returns null where nothing of it was passed on, or nobody can say what
 * @throws what the ledger's connection throws; UnexpectedAnswer: more documents descend from it than are listed
 */
export async function passedOn(
  connections: Connections,
  integration: Integration,
  schema: Counting,
  held: RecordValue,
  wasOpen: boolean,
): Promise<PassedOn | null> {
  const { rows, quantity, canceled, passedOn: rule } = schema.countsStock
  if (!isPassedOn(schema, held)) return null
  const [reference, origin] = [textOf(held[rule.by]), textOf(held[rule.same])]
  if (reference === '' || origin === '') return null
  const name = rule.entity.slice(rule.entity.indexOf('.') + 1)
  const search = (where: Readonly<Record<string, string>>) =>
    connections.call(integration, systemOf(rule.entity), 'find', (connector) =>
      connector.search(name, { where, limit: mostDocuments + 1 }),
    )
  let found = await search({ [rule.by]: reference })
  // One that people give to many orders, "PHONE", does not list what descends from this one.
  if (found.length > mostDocuments) found = await search({ [rule.same]: origin })
  if (found.length > mostDocuments)
    throw new UnexpectedAnswer({ system: systemOf(rule.entity), operation: `search ${rule.entity}` }, [
      `more than ${mostDocuments} documents descend from ${textOf(held[schema.key])}`,
    ])
  const others = found.filter(
    (one) => textOf(one[rule.same]) === origin && textOf(one[rule.key]) !== textOf(held[schema.key]),
  )
  const isOpen = (one: RecordValue) => !rule.closed.some((closed) => stateHolds(closed, one))
  const isVoid = (one: RecordValue) => stateHolds(rule.voided, one)
  const counting = others.filter((one) => stateHolds(rule.counts, one))
  const living = others.filter((one) => isOpen(one) || (stateHolds(rule.counts, one) && !isVoid(one)))
  // Of an order that went over to a fulfilment order the invoice is still to come. A back order may stand for weeks.
  const mayChange = others.some((one) => isOpen(one) && stateHolds(rule.becomes, one))
  if (counting.length === 0 && !wasOpen && !mayChange) return null

  const itemOf = (line: RecordValue) => rule.item.map((field) => textOf(line[field])).join('\n')
  const linesOf = (one: RecordValue, field: string) => (one[field] ?? []) as readonly RecordValue[]
  const freed = Map.groupBy(
    counting.filter(isVoid).flatMap((one) => linesOf(one, rule.rows)),
    itemOf,
  )
  const left = new Map(
    [...freed].map(([item, lines]) => [item, sum(lines.map((line) => dec(textOf(line[rule.quantity]) || '0')))]),
  )
  const lines = linesOf(held, rows).map((line) => {
    const number = (field: string) => dec(textOf(line[field]) || '0')
    const gone = Decimal.min(left.get(itemOf(line)) ?? 0, number(quantity).minus(number(canceled)))
    if (gone.lte(0)) return line
    left.set(itemOf(line), left.get(itemOf(line))!.minus(gone))
    return { ...line, [quantity]: decimalText(number(quantity).minus(gone)) }
  })
  return {
    mayChange,
    isFreed: isClosed(schema, held) && living.length === 0,
    lines,
  }
}

const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value))
