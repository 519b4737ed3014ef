import { addressFunctions } from './address.ts'
import { CsvRow, csvFunctions } from './csv.ts'
import type { FunctionEntry } from './entry.ts'
import { type HeldQuestion, lookedUpBy, lookupFunctions, type World } from './lookup.ts'
import { numberFunctions } from './number.ts'
import { orderTaxFunctions, taxTypes } from './order-taxes.ts'
import { payoutFunctions, payoutTypes } from './payout.ts'
import { priceTypes, quantityPriceFunctions } from './quantity-price.ts'
import { refundFunctions } from './refunded.ts'
import { sentPartFunctions, sentPartTypes } from './sent-parts.ts'
import { TaxShare, taxFunctions } from './tax.ts'
import { textFunctions } from './text.ts'

export type { FunctionEntry, HeldQuestion, World }
export { CsvRow, lookedUpBy, payoutTypes, priceTypes, sentPartTypes, TaxShare, taxTypes }

/** Every function that expressions may call. */
export const functionsOf = (world: () => World): readonly FunctionEntry[] => [
  ...textFunctions(world),
  ...addressFunctions(world),
  ...numberFunctions,
  ...quantityPriceFunctions,
  ...sentPartFunctions,
  ...taxFunctions,
  ...orderTaxFunctions(world),
  ...refundFunctions(world),
  ...lookupFunctions(world),
  ...csvFunctions(world),
  ...payoutFunctions(world),
]

/** The functions as people read them: signature, meaning, examples. */
export const functionReference: readonly Pick<FunctionEntry, 'signature' | 'meaning' | 'examples'>[] = functionsOf(
  () => {
    throw new Error('The reference does not evaluate')
  },
).map(({ signature, meaning, examples }) => ({ signature, meaning, examples }))
