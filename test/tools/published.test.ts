import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { offered, publishedTool } from '../../src/mcp/published.ts'
import { tools } from '../../tools/index.ts'

/** As a client lists them that may propose. */
const published = offered(true).map((tool) => publishedTool(tool, true))
const folder = join(import.meta.dirname, '../../tools')

describe('the published tools', () => {
  test('change only on purpose', async () => {
    await expect(`${JSON.stringify(published, null, 2)}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, 'published.json'),
    )
  })

  test('are few, and cost a model little to know', () => {
    expect(published.length).toBeLessThanOrEqual(22)
    // Four characters are about one token; the limit is 14,000 tokens.
    expect(JSON.stringify(published).length / 4).toBeLessThan(10_000)
  })

  test('have names and descriptions that a reader can go by, strict inputs, and every hint', () => {
    for (const { name, title, description, inputSchema, outputSchema, annotations } of published) {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)+$/)
      expect(title).toBeTruthy()
      expect(description!.length).toBeGreaterThan(60)
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
      expect(outputSchema).toMatchObject({ type: 'object' })
      expect(annotations).toEqual({
        readOnlyHint: expect.any(Boolean),
        destructiveHint: false,
        idempotentHint: expect.any(Boolean),
        openWorldHint: false,
      })
    }
  })

  test('for whoever may only read, all only read', () => {
    const read = offered(false).map((tool) => publishedTool(tool, false))
    expect(read.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true)
    expect(read.some(({ name }) => name.startsWith('propose_'))).toBe(false)
  })

  test('none of them decides or writes', () => {
    expect(tools.filter(({ effect }) => !['read', 'simulate', 'propose', 'read or propose'].includes(effect))).toEqual(
      [],
    )
    expect(tools.filter(({ name }) => /approve|decide|apply|delete|write|create/.test(name))).toEqual([])
  })

  test('stand one in a file of its name', async () => {
    const files = readdirSync(folder)
    for (const tool of tools) {
      const file = `${tool.name.replaceAll('_', '-')}.ts`
      expect(files).toContain(file)
      expect(Object.values((await import(join(folder, file))) as object)).toContain(tool)
    }
  })
})
