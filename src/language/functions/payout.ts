import type { Decimal } from '../../domain/decimal.ts'
import { readPayoutFile, UnfitFile } from '../payouts/read-file.ts'
import { type GivenRow, type PaymentOfShop, refundsWithoutSlip, type SlipOfShop } from '../payouts/refunds.ts'
import type { FunctionEntry } from './entry.ts'
import type { World } from './lookup.ts'

/** A row of a settlement report, as expressions see it. */
class SettlementRow {
  readonly provider!: string
  readonly payout!: string
  readonly id!: string
  readonly kind!: string
  readonly date!: string
  readonly days!: string
  readonly currency!: string
  readonly amount!: Decimal
  readonly fee!: Decimal
  readonly transaction!: string
  readonly alsoKnown!: string
  readonly reference!: string
  readonly line!: bigint
  readonly closes!: string
  constructor(fields: SettlementRow) {
    Object.assign(this, fields)
  }
}

export const payoutTypes = [
  {
    name: 'SettlementRow',
    ctor: SettlementRow,
    fields: {
      ...{ provider: 'string', payout: 'string', id: 'string', kind: 'string', date: 'string', currency: 'string' },
      ...{ amount: 'decimal', fee: 'decimal', transaction: 'string', alsoKnown: 'string', reference: 'string' },
      ...{ line: 'int', closes: 'string', days: 'string' },
    },
  },
] as const

export const payoutFunctions = (world: () => World): readonly FunctionEntry[] => [
  {
    signature: 'settlementRows(string, string, list<string>): list<SettlementRow>',
    inWords: 'the rows of the settlement report {1}',
    meaning:
      'The rows of a settlement report of PayPal, Stripe, Adyen, Mollie or Klarna, which its columns say; or of a table that the third argument describes: "payouts-bank row=ID", "payouts-bank decimal=,". The second argument is the folder of the file, "payouts-bank". Days count in the zone of "payouts-bank days-in=Europe/Paris"; without it they stay as the file writes them, and days of each row says whose they are. Amounts are positive where the provider owes more. A file that is cut, or whose sums do not add up, stops the run with the line.',
    examples: [
      [
        'settlementRows("No;Lot;Sum;Day\\n7;P1;1.234,50;28.11.2026", "payouts-bank", ["row=No", "payout=Lot", "amount=Sum", "date=Day", "decimal=,", "date-form=DD.MM.YYYY", "currency=EUR"].map(one, "payouts-bank " + one)).map(row, text(row.amount) + " " + row.date)',
        ['1234.5 2026-11-28'],
      ],
    ],
    code: (file: string, folder: string, said: readonly string[]) => {
      try {
        return readPayoutFile(file, folder, said).map((row) => new SettlementRow({ ...row, line: BigInt(row.line) }))
      } catch (error) {
        if (!(error instanceof UnfitFile)) throw error
        world().hold({ code: 'file_unfit', message: error.message, hint: error.hint, subject: 'settlement report' })
        return []
      }
    },
  },
  {
    signature: 'refundsWithoutSlip(list, list, list, list, list): list<string>',
    inWords: 'the refunds of {1} that no credit slip of their order explains',
    meaning:
      'The ids of refunds of a payout that no credit slip of the shop explains. Takes the rows of the payout, all refunds of the same payments in any payout, and the payments, orders and credit slips of the shop. A slip explains one refund of its amount, of its own order. A refund that came back needs none.',
    examples: [],
    code: (
      rows: readonly GivenRow[],
      given: readonly GivenRow[],
      payments: readonly PaymentOfShop[],
      orders: readonly { readonly id: string; readonly reference: string }[],
      slips: readonly SlipOfShop[],
    ) => refundsWithoutSlip({ rows, given, payments, orders, slips }),
  },
]
