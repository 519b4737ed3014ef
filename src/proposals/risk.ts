import type { Change, Risk } from '../domain/proposal.ts'
import type { Json } from '../domain/record.ts'

type Level = Risk['level']
/** Lowest first. */
export const riskLevels: readonly Level[] = ['low', 'medium', 'high']

/** One rule: what it looks for in a change or an edit, and what follows. The highest level of all that match counts. */
interface Rule {
  readonly level: Level
  readonly reason: string
  readonly matches: (change: Change, edit: Edit | null) => boolean
}
type Edit = { readonly [member: string]: Json }

/**
 * What can be changed without touching money, or by what a document is known again, or who owes it. What is not listed
 * here is of high risk: a field that nobody thought of is on the safe side.
 */
const harmless = {
  settings: ['batchPrefix', 'site', 'timezone'],
  /** Fields and values of mappings, by their own name. */
  fields: (
    'Name Shortname StatementName ContactPerson Line1 Line2 Line3 City State PostalCode CountryRegion Phone1 Phone2 Phone3 Fax ' +
    'EmailToAddress ShipToAddress ShippingMethodKey WarehouseKey RequestedShipDate ItemDescription Comment Comment1 Comment2 ' +
    'UserDefined UserDefined1 Text01 Text02 Text03 Text04 Text05 name person'
  ).split(' '),
  /** Values of a shop record, by the last part of their path. */
  values: (
    'product_reference product_name id_carrier gift_message firstname lastname company address1 address2 postcode city other phone ' +
    'phone_mobile email'
  ).split(' '),
}

/** Value maps that say where money goes; an integrator's own are known by their name. */
const moneyMap = /tax|vat|pay|account|checkbook|currency|price|discount|terms/i
/** On what terms somebody buys, and which batch is posted. */
const termsField = /batch|terms|price|class|hold|active|tax|vat|siret|id_country/i

/** The policy, as a table: read from top to bottom by people, all of it by the engine. */
const policy: readonly Rule[] = [
  {
    level: 'high',
    reason: 'It changes whole parts of the definition: how documents are made from then on.',
    matches: (_, edit) => edit?.do === 'set-part',
  },
  {
    level: 'high',
    reason: 'It writes documents anew that stand in GP, with other amounts, accounts or terms.',
    matches: (change) =>
      change.do === 'rewrite' &&
      change.documents.some(({ fields }) =>
        fields.some(({ path }) => !harmless.fields.includes(path.split(' ').at(-1)!)),
      ),
  },
  {
    level: 'high',
    reason: 'It changes the steps of a flow.',
    matches: (_, edit) => /-step$|^set-condition$/.test(String(edit?.do)),
  },
  {
    level: 'high',
    reason: 'It changes how taxes or payments are booked.',
    matches: (_, edit) => edit?.do === 'set-value' && moneyMap.test(String(edit.valueMap)) && answered(edit.before),
  },
  {
    level: 'high',
    reason: 'It changes how money is computed, who owes it, or by what a document is known again.',
    matches: (_, edit) =>
      (edit?.do === 'set-field' && !harmless.fields.includes(last(edit.path))) ||
      (edit?.do === 'set-let' && !harmless.fields.includes(String(edit.name))) ||
      (edit?.do === 'set-setting' && !harmless.settings.includes(String(edit.name))),
  },
  {
    level: 'high',
    reason: 'It corrects more than a name, an address, a carrier or an item of a record.',
    matches: (change) =>
      change.do === 'correct-record' &&
      change.edits.some(
        ({ path, after }) =>
          !harmless.values.includes(last(path.split('.'))) || (typeof after === 'object' && after !== null),
      ),
  },
  {
    level: 'high',
    reason: 'It says which sales order an order is, or that it is none: one may be written twice, or not at all.',
    matches: (change) => change.do === 'repair-link' && change.entity === 'gp.salesOrder',
  },
  {
    level: 'high',
    reason: 'It moves a customer to another account.',
    matches: (change) => change.do === 'repair-link' && change.entity === 'gp.customer' && change.before !== null,
  },
  {
    level: 'high',
    reason: 'It voids a document.',
    matches: (change) => change.do === 'write' && change.write === 'void',
  },
  {
    level: 'high',
    reason: 'It changes on what terms somebody buys, or which batch a document is posted with.',
    matches: (change) =>
      change.do === 'write' &&
      change.write === 'update' &&
      Object.keys(change.after).some((field) => termsField.test(field)),
  },
  {
    level: 'medium',
    reason: 'It answers a question about taxes or payments.',
    matches: (_, edit) => edit?.do === 'set-value' && moneyMap.test(String(edit.valueMap)),
  },
  {
    level: 'medium',
    reason: 'It changes an answer that orders already went by.',
    matches: (_, edit) => edit?.do === 'set-value' && answered(edit.before),
  },
  {
    level: 'medium',
    reason: 'It changes a mapping or a setting.',
    matches: (_, edit) => /^set-(field|let|setting)$/.test(String(edit?.do)),
  },
  {
    level: 'medium',
    reason: 'It takes a record otherwise than the shop says.',
    matches: (change) => change.do === 'correct-record',
  },
  {
    level: 'medium',
    reason: 'It sets the state of a shop order, with the payment, invoice and stock that go with it.',
    matches: (change) => change.do === 'write' && change.record.entity === 'prestashop.order',
  },
  {
    level: 'medium',
    reason: 'It writes to the shop or to GP outside of any flow.',
    matches: (change) => change.do === 'write',
  },
  {
    level: 'medium',
    reason: 'The customer is mailed.',
    matches: (change) => change.do === 'write' && change.tellCustomer,
  },
  {
    level: 'medium',
    reason: 'It writes documents anew that stand in GP.',
    matches: ({ do: kind }) => kind === 'rewrite',
  },
  { level: 'medium', reason: 'It links records anew.', matches: (change) => change.do === 'repair-link' },
  {
    level: 'medium',
    reason: 'It starts many records again.',
    matches: (change) => change.do === 'replay' && change.records.length > 20,
  },
]

/** Pure: what a plan risks, by the policy. */
export function assess(changes: readonly Change[]): Risk {
  const parts = changes.flatMap((change): { change: Change; edit: Edit | null }[] =>
    change.do === 'edit-definition'
      ? change.edits.map((edit) => ({ change, edit: edit as Edit }))
      : [{ change, edit: null }],
  )
  const found = policy.filter((rule) => parts.some(({ change, edit }) => rule.matches(change, edit)))
  const level = riskLevels[Math.max(0, ...found.map((rule) => riskLevels.indexOf(rule.level)))]!
  const reasons = found.map(({ reason }) => reason)
  return { level, reasons: reasons.length > 0 ? reasons : ['It touches no money.'] }
}

const answered = (before: Json | undefined) =>
  typeof before === 'object' && before !== null && !Array.isArray(before) && (before.to ?? null) !== null

const last = (path: Json | undefined) => (Array.isArray(path) ? String(path.at(-1)) : '')
