/** Accounts of the general ledger that no journal of the hub may name. What is said of them has its French. */
export const unfitAccount = [
  { field: 'IsActive', is: false, says: 'It is inactive.' },
  { field: 'AccountType', isNot: 'Posting', says: 'It is no posting account.' },
  { field: 'AllowAccountEntry', is: false, says: 'It does not allow account entry.' },
] as const
