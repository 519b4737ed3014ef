import { expect, test } from 'vitest'
import { refuseWeakPassword } from '../../src/server/password-strength.ts'

const judge = (password: string) =>
  refuseWeakPassword(password, ['grace.hopper@navy.example', 'Grace Hopper']).then(
    () => 'taken',
    (error: { problems?: unknown }) => (error.problems ? 'refused' : String(error)),
  )

test('a password that is soon guessed is refused; one that is long and of one’s own is taken', async () => {
  const weak = ['password1234', 'qwertyuiop12', 'gracehopper1', 'zxcvbnm,./123']
  expect(await Promise.all(weak.map(judge))).toEqual(weak.map(() => 'refused'))
  const strong = ['x9$kfL2!qQpz', 'hooves under a teacup quarry'.repeat(4)]
  expect(await Promise.all(strong.map(judge))).toEqual(strong.map(() => 'taken'))
})
