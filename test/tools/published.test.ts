import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { tools } from '../../tools/index.ts'

const published = tools.map(({ name, title, effect, scope, description, input, output }) => ({
  name,
  title,
  effect,
  scope,
  description,
  input: z.toJSONSchema(input, { io: 'input' }),
  output: z.toJSONSchema(output),
}))

describe('the published tools', () => {
  test('change only on purpose', async () => {
    await expect(`${JSON.stringify(published, null, 2)}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, 'published.json'),
    )
  })

  test('are few, and cost a model little to know', () => {
    expect(tools.length).toBeLessThanOrEqual(20)
    // Four characters are about one token.
    const list = published.map(({ name, title, description, input, output }) => ({
      name,
      title,
      description,
      inputSchema: input,
      outputSchema: output,
    }))
    expect(JSON.stringify(list).length / 4).toBeLessThan(14_000)
  })

  test('have names and descriptions that a reader can go by, and strict inputs', () => {
    for (const { name, description, input } of published) {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)+$/)
      expect(description.length).toBeGreaterThan(60)
      expect(input.additionalProperties).toBe(false)
      expect(input.type).toBe('object')
    }
  })

  test('none of them decides or writes', () => {
    expect(tools.filter(({ effect }) => !['read', 'simulate', 'propose', 'read or propose'].includes(effect))).toEqual(
      [],
    )
    expect(tools.filter(({ name }) => /approve|decide|apply|delete|write|create/.test(name))).toEqual([])
  })
})
