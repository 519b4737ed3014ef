import { expect, test } from 'vitest'
import { piecesByLine } from '../../../src/engine/uncounted/counted-pieces.ts'

test('a line that a document has in two parts counts with the pieces of both, without those that are cancelled', () => {
  const lines = [
    { IntegrationId: '5', Quantity: '2.00' },
    { IntegrationId: '5+1', Quantity: '1' },
    { IntegrationId: '51', Quantity: '4', QuantityCanceled: '1.5' },
  ]
  const fields = { line: 'IntegrationId', quantity: 'Quantity', canceled: 'QuantityCanceled' }
  expect([...piecesByLine(lines, fields)]).toEqual([
    ['5', '3'],
    ['51', '2.5'],
  ])
})
