import { about, boolean, decimal, defineEntity, optional, readOnly, text } from '../../../domain/entity.ts'
import type { RecordValue } from '../../../domain/record.ts'
import type { GpEntity } from '../gp-entity.ts'
import type { Wire } from '../web-services/envelope.ts'
import { booleanCodec, decimalCodec, isWire } from '../web-services/wire-codecs.ts'

/**
 * What a customer may owe and owes (RM00101, RM00103), one call each. The balance holds posted documents and those that are
 * not posted yet, as of the last time that GP summed them up; the role may be without the right to read it: it is then missing.
 * A hold of the parent of a national account holds its children, too, where GP is set so (RM00105, which Web Services do not show);
 * the limit and the balance are the customer's own.
 */
const customerCredit = defineEntity({
  entity: 'gp.customerCredit',
  about: 'Whether a customer is on hold, the credit limit, and what the customer owes.',
  key: 'Key',
  fields: {
    Key: about('CUSTNMBR.', text(15)),
    CorporateAccountKey: about('CPRCSTNM: its parent, of a child of a national account.', readOnly(optional(text(15)))),
    IsOnHold: about('It is, or its parent is.', readOnly(boolean)),
    IsActive: about('It is, and its parent is.', readOnly(boolean)),
    CreditLimitType: about('No Credit, Unlimited Credit or Amount.', readOnly(text())),
    CreditLimit: about('Where it is an amount, in the functional currency.', readOnly(decimal)),
    BalanceAmount: about('What is owed, in the functional currency.', readOnly(decimal)),
    OnOrderAmount: about('Of sales orders that are open.', readOnly(decimal)),
    Currency: about('The functional currency, as ISO code.', readOnly(text(3))),
  },
})

export const customerCreditEntity: GpEntity = {
  schema: customerCredit,
  webServices: {
    type: 'Customer',
    shape: { derived: ['CreditLimitType', 'CreditLimit', 'BalanceAmount', 'OnOrderAmount', 'Currency'] },
    derive: (read, wire) => ({ ...read, ...limitIn(wire.CreditLimit) }),
    async also({ Key, CorporateAccountKey, IsOnHold, IsActive }, ask) {
      const isChild = typeof CorporateAccountKey === 'string' && !['', Key].includes(CorporateAccountKey)
      const [summary, parent] = await Promise.all([
        ask('GetCustomerReceivablesSummaryByKey', { key: { Id: Key as string } }),
        isChild ? ask('GetCustomerByKey', { key: { Id: CorporateAccountKey } }) : null,
      ])
      const balance = isWire(summary?.Aging) ? summary.Aging.BalanceAmount : undefined
      return {
        ...(parent && {
          IsOnHold: IsOnHold === true || booleanCodec.from(parent.IsOnHold) === true,
          IsActive: IsActive !== false && booleanCodec.from(parent.IsActive) !== false,
        }),
        ...amountIn('BalanceAmount', balance),
        ...amountIn('OnOrderAmount', summary?.OnOrderAmount),
        ...(isWire(balance) && typeof balance.Currency === 'string' ? { Currency: balance.Currency.trim() } : {}),
      }
    },
    byKey: { operation: 'GetCustomerByKey', key: (key) => ({ Id: key }) },
  },
}

/** CreditLimitType and CreditLimit, as a customer has them. */
export function limitIn(limit: Wire[string]): RecordValue {
  if (!isWire(limit)) return {}
  if (typeof limit.SpecialAmount === 'string') return { CreditLimitType: limit.SpecialAmount }
  const amount = amountIn('CreditLimit', limit.Amount)
  return 'CreditLimit' in amount ? { CreditLimitType: 'Amount', ...amount } : {}
}

function amountIn(name: string, wire: Wire[string]): RecordValue {
  const value = isWire(wire) ? decimalCodec.from(wire.Value) : undefined
  return value === undefined ? {} : { [name]: value }
}
