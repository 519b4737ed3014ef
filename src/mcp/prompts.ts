import { completable } from '@modelcontextprotocol/sdk/server/completable.js'
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'

/** A prompt is a sentence to a model: what is put into it is a name or a value, and no further sentence. */
const orderId = z.string().regex(/^\d{1,10}$/, 'must be the id of the order in the shop, a number')
const moduleName = z.string().regex(/^[\w.-]{1,64}$/, 'must be the name of a payment module')
/** New for each server: what completes a value is noted in the schema itself, once. */
const mapName = () => z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be the name of a value map')
const shopValue = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'must be one line of visible text')

const maps = ['carrier', 'tax', 'tax-rate', 'payment', 'item']

/** Beginnings of conversations that people have often. */
export function addPrompts(server: McpServer): void {
  const say = (text: string) => ({ messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }] })
  server.registerPrompt(
    'explain_order',
    {
      title: 'Why is this order not in GP?',
      description: 'The cause and the remedy for one order.',
      argsSchema: { order: orderId.describe('Order id in the shop.') },
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
        'Check the integration: read_status with check, then list_incidents, then list_proposals. Give me the orders of the last day by what became of them, the causes by number of orders with their money per currency, the remedy for each, and which proposals wait for a person and how long. Propose remedies that are clear and not proposed yet. Say what you are not sure of.',
      ),
  )
  server.registerPrompt(
    'add_payment_method',
    {
      title: 'Map a new payment method',
      description: 'A payment module of the shop that GP does not know yet.',
      argsSchema: { module: moduleName.describe('The module’s name in the shop: "ps_checkpayment".') },
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
        valueMap: completable(mapName(), (begun) => maps.filter((name) => name.startsWith(begun))),
        value: shopValue.describe('The shop value.'),
      },
    },
    ({ valueMap, value }) =>
      say(
        `In value map ${valueMap}, what should ${JSON.stringify(value)} stand for? Look at read_value_map and list_gp_records, then propose the entry, with your reason.`,
      ),
  )
}
