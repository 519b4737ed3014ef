import { expect, test } from 'vitest'
import { refuseWeakPassword } from '../../src/server/password-strength.ts'

const judge = (password: string) =>
  refuseWeakPassword(password, ['grace.hopper@navy.example', 'Grace Hopper']).then(
    () => 'taken',
    (error: { problems?: unknown }) => (error.problems ? 'refused' : String(error)),
  )

test('a password that is soon guessed is refused; one that is long and of one’s own is taken', async () => {
  const weak = [
    'password1234',
    'aaaaaaaaaaaa',
    'qwertyuiop12',
    '123456789012',
    'gracehopper1',
    'Ledgerline2026',
    'zxcvbnm,./123',
  ]
  expect(await Promise.all(weak.map(judge))).toEqual(weak.map(() => 'refused'))
  const strong = ['correct horse battery', 'x9$kfL2!qQpz', 'hooves under a teacup quarry'.repeat(4)]
  expect(await Promise.all(strong.map(judge))).toEqual(strong.map(() => 'taken'))
}, 30_000)
