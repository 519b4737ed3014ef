import type { Tool as PublishedTool, ToolAnnotations } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import { type Tool, tools } from '../../tools/index.ts'

/** The tools of a caller: whoever may only read sees none that proposes. */
export const offered = (mayPropose: boolean): Tool[] => tools.filter(({ effect }) => effect !== 'propose' || mayPropose)

/** Why a name is not among them, in words that help. */
export const whyNotOffered = (name: string) =>
  tools.some((tool) => tool.name === name)
    ? 'It proposes changes, and this connection may only read; a token with the scope "propose" may.'
    : `There are ${tools.map((tool) => tool.name).join(', ')}.`

/** A tool as it is listed. The schemas are the same for everyone, so they are made once. */
export const publishedTool = (tool: Tool, mayPropose: boolean): PublishedTool => ({
  ...listing(tool),
  annotations: hintsOf(tool, mayPropose),
})

const listings = new Map<string, Omit<PublishedTool, 'annotations'>>()

function listing(tool: Tool): Omit<PublishedTool, 'annotations'> {
  const { name, title, description, input, output } = tool
  const known = listings.get(name)
  if (known) return known
  const made = {
    name,
    title,
    description,
    inputSchema: schemaOf(input, 'input'),
    outputSchema: schemaOf(output, 'output'),
  }
  listings.set(name, made)
  return made
}

/** JSON Schema 2020-12, which is what MCP takes a schema for that does not say. */
function schemaOf(form: z.ZodObject, io: 'input' | 'output') {
  const { $schema: _, ...schema } = z.toJSONSchema(form, { io })
  return schema as PublishedTool['inputSchema']
}

/** All four, always: what is not said counts as destructive and open to the world. */
function hintsOf({ effect }: Tool, mayPropose: boolean): ToolAnnotations {
  const proposes = mayPropose && effect.endsWith('propose')
  return { readOnlyHint: !proposes, destructiveHint: false, idempotentHint: !proposes, openWorldHint: false }
}
