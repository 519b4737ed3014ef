import { completable } from '@modelcontextprotocol/sdk/server/completable.js'
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'

const maps = ['carrier', 'tax', 'tax-rate', 'payment', 'item']

/** Beginnings of conversations that people have often. */
export function addPrompts(server: McpServer): void {
  const say = (text: string) => ({ messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }] })
  server.registerPrompt(
    'explain_order',
    {
      title: 'Why is this order not in GP?',
      description: 'The cause and the remedy for one order.',
      argsSchema: { order: z.string().describe('Order id in the shop.') },
    },
    ({ order }) =>
      say(
        `Why is order ${order} not in GP? Use explain_order. Tell me the cause in one sentence, what is missing, and propose the remedy if it is clear.`,
      ),
  )
  server.registerPrompt(
    'morning_check',
    { title: 'Morning check', description: 'What went wrong over night, and what to do.' },
    () =>
      say(
        'Check the integration: read_status with check, then list_incidents. Give me the causes by number of orders, the remedy for each, and propose those that are clear. Say what you are not sure of.',
      ),
  )
  server.registerPrompt(
    'add_payment_method',
    {
      title: 'Map a new payment method',
      description: 'A payment module of the shop that GP does not know yet.',
      argsSchema: { module: z.string().describe('The module’s name in the shop: "ps_checkpayment".') },
    },
    ({ module }) =>
      say(
        `The shop takes payments by "${module}". Look at read_value_map payment and the payment terms in GP (list_gp_records), find recent orders that wait for it (list_incidents), and propose the entry with the incidents it answers. Then preview the proposal and tell me what it changes.`,
      ),
  )
  server.registerPrompt(
    'answer_value_map',
    {
      title: 'Answer an open question of a value map',
      description: 'For example a new carrier or payment method.',
      argsSchema: {
        valueMap: completable(z.string(), (begun) => maps.filter((name) => name.startsWith(begun))),
        value: z.string().describe('The shop value.'),
      },
    },
    ({ valueMap, value }) =>
      say(
        `In value map ${valueMap}, what should "${value}" stand for? Look at read_value_map and list_gp_records, then propose the entry, with your reason.`,
      ),
  )
}
