import { randomBytes } from 'node:crypto'
import { InvalidInput } from '../../domain/errors.ts'
import type { RecordRef, RecordValue } from '../../domain/record.ts'
import { placeProblems } from './account-addresses.ts'
import { associatedIds } from './associations.ts'
import type { Webservice } from './webservice.ts'
import type { WireRow } from './xml.ts'

/** A customer number as it stands in a note that a filter can name. */
export const newAccountKey = /^(?=\S)[^<>={}[\]|]{1,15}$/u
export const newAccountKeyForm = 'must be a customer number: 1 to 15 characters, none of < > = { } [ ] |'

export interface NewAccountParts {
  readonly webservice: Webservice
}

const numbersInOneAnswer = 50

/**
 * What the private note of an account says that was made for a customer. Staff see it in the back office; the customer never does.
 * One that is taken out makes the account nobody's: the link that the hub has kept still says whose it is.
 */
const noteOf = (number: string) => `GP ${number}`
const blank = {
  ...{ email: '', firstname: '', lastname: '', company: '', siret: '' },
  ...{ id_default_group: '0', max_payment_days: '0', outstanding_allow_amount: '0' },
}
const blankAddress = {
  ...{ company: '', firstname: '', lastname: '', vat_number: '', address1: '', address2: '' },
  ...{ postcode: '', city: '', phone: '', id_country: '0', id_state: '0' },
}

/** Of each number its record, by number. Letter case counts for nothing, as in GP. */
export async function readNewAccounts(
  numbers: readonly string[],
  { webservice }: NewAccountParts,
): Promise<ReadonlyMap<string, RecordValue>> {
  const found = new Map<string, RecordValue>()
  for (let from = 0; from < numbers.length; from += numbersInOneAnswer) {
    const some = numbers.slice(from, from + numbersInOneAnswer)
    const accounts = await webservice.list('customers', {
      display: ['id', 'note'],
      filter: { note: `[${some.map(noteOf).join('|')}]`, deleted: '[0]' },
      sort: '[id_DESC]',
    })
    // The oldest one stands for all that have the note.
    const byNote = new Map(accounts.rows.map((row) => [String(row.note).toUpperCase(), String(row.id)]))
    const ids = [...new Set(byNote.values())]
    const addresses =
      ids.length === 0
        ? []
        : (
            await webservice.list('addresses', {
              display: ['id', 'id_customer', 'alias'],
              filter: { id_customer: `[${ids.join('|')}]`, deleted: '[0]' },
              sort: '[id_DESC]',
            })
          ).rows
    const byCustomer = new Map(addresses.map((row) => [String(row.id_customer), row]))
    for (const number of some) {
      const customer = byNote.get(noteOf(number).toUpperCase()) ?? '0'
      const address = byCustomer.get(customer)
      found.set(number, {
        ...{ number, is_there: address !== undefined, id_customer: customer, id_address: String(address?.id ?? '0') },
        address_key: address ? `${number}/${String(address.alias)}` : '',
        ...{ ...blank, address: { ...blankAddress } },
      })
    }
  }
  return found
}

/**
 * Makes the account and its address, or what an earlier attempt has not made of them. The shop mails nobody about an account
 * that comes by its Webservice, and lets its customer ask for a password at once: no field of it is one that anybody knows.
 *
 * @see Customer::addWs, which refuses an e-mail address of a registered customer; Customer::add, which dates the last password back
 */
export async function makeAccount(
  record: RecordRef,
  document: RecordValue,
  { webservice }: NewAccountParts,
): Promise<WireRow> {
  const number = record.key
  const refuse = (problems: readonly { readonly at: string; readonly reason: string }[]) =>
    new InvalidInput('The account', problems)
  if (document.is_there === false)
    throw refuse([{ at: number, reason: 'was made by the hub; close it in the shop (Customers)' }])
  const there = (await readNewAccounts([number], { webservice })).get(number)!
  if (there.is_there === true) return { id: number }
  const address = (document.address ?? {}) as RecordValue
  const lacking = [
    ...['email', 'firstname', 'lastname', 'id_default_group'].filter((field) => !document[field]),
    ...['firstname', 'lastname', 'address1', 'city', 'id_country'].filter(
      (field) => !address[field] || address[field] === '0',
    ),
  ]
  if (lacking.length > 0) throw refuse(lacking.map((at) => ({ at, reason: 'is needed to make it' })))
  const wrong = await placeProblems(textsOf(address), webservice)
  if (wrong.length > 0) throw refuse(wrong)
  const groups = { group: [{ id: String(document.id_default_group) }] }
  const customer = there.id_customer === '0' ? await addCustomer() : await memberOfGroup(String(there.id_customer))
  const alias = String(document.address_key ?? '').slice(number.length + 1)
  await webservice.add('addresses', 'address', { id_customer: customer, alias, ...textsOf(address) }, record)
  return { id: number }

  async function addCustomer(): Promise<string> {
    const { is_there, address_key, address: _, number: __, ...fields } = document
    const made = await webservice.add(
      'customers',
      'customer',
      {
        ...textsOf(fields),
        ...{ passwd: randomBytes(32).toString('base64url'), note: noteOf(number) },
        ...{ active: '1', is_guest: '0', newsletter: '0', optin: '0' },
        // The default group alone is no membership.
        associations: { groups },
      },
      record,
    )
    return String(made.id)
  }

  /** The shop writes the groups of an account after the account: where its PHP was ended between, it is in none. */
  async function memberOfGroup(id: string): Promise<string> {
    const row = await webservice.one('customers', id)
    if (row && associatedIds(row, 'groups', record).length === 0)
      await webservice.patch('customers', 'customer', { id, associations: { groups } }, record)
    return id
  }
}

const textsOf = (fields: RecordValue): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, String(value ?? '')]))
