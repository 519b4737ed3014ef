import type { Checked } from '../../../domain/cause.ts'
import type { RemoteWrite } from '../../../domain/connector.ts'
import { dec } from '../../../domain/decimal.ts'
import { HubError, InvalidInput, NotFound } from '../../../domain/errors.ts'
import { type RecordKey, type RecordRef, type RecordValue, ref, refText } from '../../../domain/record.ts'
import { type Facts, gpCauses, runCheck } from '../causes/index.ts'
import type { Currencies } from './currencies.ts'
import { explainFault, explainRefusal } from './explain-fault.ts'
import { GpFault } from './faults.ts'
import type { InOurWords } from './in-our-words.ts'
import { canBeKey, type Prepared } from './prepared.ts'
import type { Reading } from './reading.ts'
import { optionIn, type WebServices } from './services.ts'
import type { Money } from './wire-codecs.ts'

/** Writes over Web Services: creates, updates, voids. */
export function createWriting(
  services: WebServices,
  { read }: Pick<Reading, 'read'>,
  currencies: Currencies,
  entityOf: (name: string) => Prepared,
  explained: InOurWords,
): {
  write(request: RemoteWrite): Promise<RecordKey>
  /** @see Connector.causeHolds */
  causeHolds(cause: string, request: RemoteWrite): Promise<Checked | null>
  /** @see Connector.voidAlso */
  voidAlso(record: RecordRef, held: RecordValue): Promise<string | null>
} {
  /** The currency its amounts are in. An update may leave it out: then it is the document's. */
  async function moneyOf({ record, document, do: mode }: RemoteWrite, { whole }: Prepared): Promise<Money> {
    if (!whole.hasMoney) return null
    const current = document.CurrencyKey === undefined && mode === 'update' ? await read(record) : document
    const currency = current?.CurrencyKey
    if (typeof currency !== 'string' || currency === '') return null
    const money = await currencies.money(currency)
    if (money) return money
    throw new InvalidInput(`${refText(record)} cannot be sent`, [
      { at: 'CurrencyKey', reason: `GP has no currency with the ISO code ${currency.slice(0, 10)}` },
    ])
  }

  async function write(request: RemoteWrite): Promise<RecordKey> {
    const { record, do: mode } = request
    const prepared = entityOf(record.entity)
    const { schema, names, whole } = prepared
    const { write } = names
    if (!write) throw new NotFound(`A way to write ${record.entity}`, 'The hub only reads this entity.')
    const operation = mode === 'update' ? write.update : write.create
    if (!operation)
      throw new NotFound(`A way to change ${record.entity}`, 'GP Web Services only enter it; change it in GP.')
    if (!canBeKey(prepared, record.key))
      throw new InvalidInput(`${refText(record)} cannot be sent`, [
        { at: schema.key, reason: 'is empty, too long for GP, or has characters no key may have' },
      ])
    try {
      if (mode === 'void') {
        if (!write.void || !names.byKey)
          throw new NotFound(`A way to void ${record.entity}`, 'Sales orders are voided.')
        await services.call(write.void, { key: names.byKey.key(record.key) })
        return record.key
      }
      const document = { ...request.document, [schema.key]: record.key }
      const money = await moneyOf(request, prepared)
      const derived = await write.derive?.(document, record.key, (...call) => services.call(...call))
      const wire = whole.toWire(record, derived ?? document, money, mode)
      const complete = write.complete?.(wire) ?? wire
      await services.call(operation, { [write.parameter]: complete })
      return record.key
    } catch (error) {
      const facts = factsAbout(request, operation)
      throw await explained(error, (fault) => explainRefusal(fault, record, facts))
    }
  }

  /** What the causes of a refusal are checked against. A record is read once. */
  function factsAbout({ document }: RemoteWrite, operation: string): Facts {
    const known = new Map<string, Promise<RecordValue | null>>()
    return {
      document,
      read(entity, key) {
        const place = `${entity} ${key}`
        const found = known.get(place) ?? read(ref(entity, key))
        known.set(place, found)
        return found
      },
      async option(behavior) {
        try {
          return optionIn(await services.policy(operation), behavior)
        } catch (error) {
          throw error instanceof GpFault ? explainFault(error, null) : error
        }
      },
    }
  }

  /** By the policy that is in force: it says whether posted deposits are taken back. */
  async function voidAlso(record: RecordRef, held: RecordValue): Promise<string | null> {
    const { names } = entityOf(record.entity)
    const amount = typeof held.DepositAmount === 'string' ? held.DepositAmount : '0'
    if (!names.write?.void || !dec(amount).gt(0)) return null
    const numbers = ((held.Payments ?? []) as readonly RecordValue[]).map(({ Number: number }) => String(number))
    const deposits = `It has deposits of ${amount} ${String(held.CurrencyKey ?? '')}${numbers.length > 0 ? ` (${numbers.join(', ')})` : ''}, which are posted.`
    const option = await services
      .policy(names.write.void)
      .then((policy) => optionIn(policy, 'Remove Posted Deposits'))
      .catch((error: unknown) => {
        if (error instanceof GpFault || error instanceof HubError) return null
        throw error
      })
    if (option === null)
      return `${deposits} Whether the void takes them back by a reversing entry cannot be seen: look at the policy “Remove Posted Deposits” of VoidSalesOrder in GP first.`
    if (/^do not/i.test(option))
      return `${deposits} The void leaves them as they are (policy “Remove Posted Deposits”: ${option}): the money stays on the account of the customer. Give it back in GP, or apply it to another document.`
    return `${deposits} The void takes them back by a reversing entry (policy “Remove Posted Deposits”: ${option}). That is right where the money went back to the customer or never came; where you keep it, enter it as a cash receipt as well.`
  }

  return {
    write,
    voidAlso,
    async causeHolds(cause, request) {
      const check = gpCauses.find(({ id }) => id === cause)?.check
      const operation = entityOf(request.record.entity).names.write?.create
      return check && operation ? runCheck(check, factsAbout(request, operation)) : null
    },
  }
}
