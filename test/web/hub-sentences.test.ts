import { expect, test } from 'vitest'
import { type EntityName, ref } from '../../src/domain/record.ts'
import type { Missing } from '../../src/domain/run.ts'
import { did, missingThings, sheetHeld } from '../../src/language/words.ts'
import { hubSentences } from '../../src/web/words/hub-sentences-fr.ts'

/** As a page says it: without the names of systems in front of records. */
const french = (text: string) =>
  hubSentences.reduce(
    (said, [as, instead]) => said.replaceAll(as, instead),
    text.replaceAll(/\b(?:prestashop|gp)\./g, ''),
  )
const order = ref('prestashop.order' as EntityName, '12')
const missing = (...all: [Missing, ...Missing[]]) => missingThings('map', all)

// The hub's own words are put in: where one of them changes, its row must change with it.
test('the most frequent questions and outcomes of the hub are whole in French', () => {
  const item = (key: string): Missing => ({ what: 'record', record: ref('gp.item' as EntityName, key) })
  const sheet = {
    ...{ of: 'document', state: 'held', currency: 'EUR', digits: 2, total: '10', anchor: '12', difference: '2' },
    ...{ parts: [], adjustments: [] },
  } as unknown as Parameters<typeof sheetHeld>[1]
  const questions = [
    missing(
      { what: 'value', valueMap: 'carrier', from: '2' },
      { what: 'value', valueMap: 'tax', from: '3', label: 'TVA (20)' },
    ),
    missing(item('')),
    missing(item('TEA-1')),
    missing({ what: 'link', source: order, entity: 'gp.customer' as EntityName }),
    sheetHeld('prove', sheet),
  ]
  const told = [
    ...questions.map(({ message }) => message),
    ...questions.slice(1).map(({ hint }) => hint),
    ...Object.values(did).map((what) => `sales order WEB7 ${what}.`),
    'The order is not paid yet.',
  ]
  for (const text of told) expect(french(text), text).not.toMatch(/\b(?:the|has|is|was|needed|and|are|its|order's)\b/i)
})

test('a sentence that nobody has translated stays as the hub says it', () => {
  const text = 'GP refused the batch: it is marked for posting.'
  expect(french(text)).toBe(text)
})
