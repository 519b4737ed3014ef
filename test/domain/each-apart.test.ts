import { expect, test } from 'vitest'
import { eachApart } from '../../src/domain/each-apart.ts'

test('what fails for one keeps none of those behind it waiting, and the first failure is thrown in the end', async () => {
  const done: string[] = []
  const work = async (one: string) => {
    if (one.startsWith('broken')) throw new Error(one)
    done.push(one)
  }
  await expect(eachApart(['a', 'broken b', 'c', 'broken d', 'e'], work)).rejects.toThrow('broken b')
  expect(done).toEqual(['a', 'c', 'e'])
  await eachApart(['f'], work)
  expect(done).toEqual(['a', 'c', 'e', 'f'])
})
