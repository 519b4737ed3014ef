import { expect, test } from 'vitest'
import { suggestEntries } from '../../src/assistant/index.ts'
import type { Proposal } from '../../src/domain/proposal.ts'
import { rejectedPairs, turnedDownIn } from '../../src/domain/turned-down.ts'
import { standardDefinition } from '../../src/flows/index.ts'

const rejected = [
  {
    changes: [
      {
        do: 'edit-definition',
        edits: [
          { do: 'set-value', valueMap: 'carrier', from: '3', before: null, after: { to: 'GROUND' } },
          { do: 'set-setting', name: 'acceptedStates', before: ['2'], after: ['2', '15'] },
        ],
      },
    ],
  },
] as unknown as Pick<Proposal, 'changes'>[]

test('a suggestion that a person turned down is made no more, and the next best is', () => {
  const valueMap = standardDefinition().valueMaps.carrier!
  const from = [{ id_reference: '3', name: 'Ground parcel' }]
  const to = [
    { Key: 'GROUND', Description: 'Ground parcel' },
    { Key: 'PARCEL', Description: 'Parcel by road' },
  ]
  const keys = (pairs: ReturnType<typeof rejectedPairs>) =>
    suggestEntries({ valueMap, from, to, rejected: pairs })![0]!.candidates.map(({ key }) => key)
  expect(keys([])[0]).toBe('GROUND')
  expect(keys(rejectedPairs(rejected, 'carrier'))).not.toContain('GROUND')
  expect(rejectedPairs(rejected, 'tax')).toEqual([])
})

test('a value or a state that was turned down is not asked again', () => {
  expect([...turnedDownIn(rejected)]).toEqual(['carrier 3', 'acceptedStates 15'])
})

test('of several pairs that were turned down together nobody has said which one is wrong: each is suggested again', () => {
  const pair = (from: string) => ({ do: 'set-value', valueMap: 'carrier', from, before: null, after: { to: 'GROUND' } })
  const together = (...edits: readonly object[]) =>
    [{ changes: [{ do: 'edit-definition', edits }] }] as unknown as Pick<Proposal, 'changes'>[]
  expect(rejectedPairs(together(pair('3'), pair('4')), 'carrier')).toEqual([])
  expect(rejectedPairs([...together(pair('3')), ...together(pair('4'))], 'carrier')).toHaveLength(2)
})
