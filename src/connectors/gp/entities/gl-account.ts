import { about, boolean, defineEntity, optional, readOnly, text } from '../../../domain/entity.ts'
import type { GpEntity } from '../gp-entity.ts'
import { unfitAccount } from './unfit-account.ts'

/**
 * An account of the general ledger (GL00100). Lists know all kinds of accounts; whether one may be named in a journal that is
 * entered is known of posting accounts alone, one by one.
 *
 * @see GP Web Services, GLAccountSummary; GLPostingAccount, AllowAccountEntry (ACCTENTR)
 */
const glAccount = defineEntity({
  entity: 'gp.glAccount',
  about: 'An account of the general ledger: whether it is active, and what may be entered on it.',
  key: 'Key',
  fields: {
    Key: about('ACTNUMST: the account as GP shows it, with separators: 000-1100-00.', text(75)),
    Description: readOnly(text(50)),
    IsActive: optional(readOnly(boolean)),
    AccountType: about('Posting, Unit, Fixed Allocation or Variable Allocation.', readOnly(text())),
    AllowAccountEntry: about(
      'False: only GP itself books on it. Known where one account is asked for.',
      optional(readOnly(boolean)),
    ),
  },
  inList: ['Key', 'Description', 'IsActive', 'AccountType'],
  unfit: unfitAccount,
})

export const glAccountEntity: GpEntity = {
  schema: glAccount,
  webServices: {
    type: 'GLAccountSummary',
    shape: { derived: ['AllowAccountEntry'], always: { 'Key.IsEncrypted': 'false' } },
    list: { operation: 'GetGLAccountList', item: 'GLAccountSummary', by: 'GLAccountId' },
    search: {
      operation: 'GetGLAccountList',
      item: 'GLAccountSummary',
      criteria: {},
      by: { Key: { member: 'GLAccountId', like: true } },
      also: ({ Key, AccountType }) =>
        AccountType === 'Posting'
          ? {
              operation: 'GetGLPostingAccountByKey',
              parameters: { key: { Id: String(Key), IsEncrypted: 'false' } },
              shows: ({ AllowAccountEntry }) =>
                AllowAccountEntry === undefined ? {} : { AllowAccountEntry: String(AllowAccountEntry) === 'true' },
            }
          : null,
    },
  },
}
