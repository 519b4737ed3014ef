import { visible } from '../../domain/visible.ts'
import type { Sentences } from '../language/index.ts'
import { money } from '../words.ts'
import type { UnusualPosting } from './find.ts'

/** What is unusual about a posting, with the numbers that say so. */
export function postingSentence(its: UnusualPosting, sentences: Sentences): string {
  const { postings: say } = sentences
  const names = (all: readonly string[]) => all.map(visible).join(', ')
  switch (its.kind) {
    case 'refund-tax':
      return say.refundTax(visible(its.document), names(its.taxes), visible(its.order), names(its.orderTaxes))
    case 'new-account':
      return say.newAccount(visible(its.account), visible(its.document), its.compared)
    default: {
      const amount = (text: string) => money(text, its.currency, sentences)
      const [now, middle, largest] = [its.amount, its.middle, its.largest].map(amount) as [string, string, string]
      const large = { 'large-refund': say.largeRefund, 'refund-day': say.refundDay, 'large-posting': say.largePosting }
      return large[its.kind](names(its.documents), now, its.compared, middle, largest)
    }
  }
}
