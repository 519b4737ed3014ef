import type { Company } from '../company.ts'
import { openDocument } from '../open-receivables.ts'
import { account } from '../sign-in.ts'
import { databaseName, type Given } from './door.ts'
import { errorTexts, procedures } from './procedures.ts'
import { SqlError } from './sql-error.ts'

/** Reads of the tables that a client of eConnect looks into, told apart by what they read from. */
export function answerQuery(text: string, given: Given, company: Company): object[] {
  const at = (name: string) => String(given.get(name) ?? '').trim()
  if (/\bSUSER_SNAME\(\)/.test(text)) return [{ login: account.username, sysadmin: 0, company: company.id }]
  if (/\bOBJECT_ID\(/.test(text))
    return [...text.matchAll(/SELECT '(\w+)' AS name/g)].map(([, name = '']) => ({
      ...{ name, present: procedures[name] ? 1 : 0, may: procedures[name] ? 1 : 0 },
    }))
  const table = /\bFROM (?:\[?\w+\]?\.)?dbo\.(RM20201|RM20101|taErrorCode)\b/.exec(text)?.[1]
  if (table === 'taErrorCode')
    return [...given.values()].flatMap((number) => {
      const found = errorTexts[Number(number)]
      return found ? [{ number: Number(number), ...found }] : []
    })
  if (table === 'RM20101') {
    const row = openDocument(Number(given.get('docType')), at('docNumber'), company)
    return row
      ? [
          {
            ...{ customer: row.customer, currency: row.currency, functional: company.functionalCurrency },
            ...{ amount: row.open.toFixed(5), voided: row.voided ? 1 : 0 },
          },
        ]
      : []
  }
  if (table === 'RM20201') {
    const row = company.store.get('applied', `${at('fromType')}:${at('fromNumber')}>${at('toType')}:${at('toNumber')}`)
    return row ? [{ customer: row.customer, amount: row.amount, posted: row.posted }] : []
  }
  throw new SqlError(208, `Invalid object name: the stand-in of ${databaseName} has no such table.`)
}
