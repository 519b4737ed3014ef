import { expect, test } from 'vitest'
import { piecesByLine } from '../../src/engine/counted-pieces.ts'

test('a line that a document has in two parts, since no price gives its total, counts with the pieces of both', () => {
  const lines = [
    { IntegrationId: '5', Quantity: '2.00' },
    { IntegrationId: '5+1', Quantity: '1' },
    { IntegrationId: '51', Quantity: '4' },
  ]
  const pieces = piecesByLine(lines, { line: 'IntegrationId', quantity: 'Quantity' })
  expect([...pieces]).toEqual([
    ['5', '3'],
    ['51', '4'],
  ])
})
