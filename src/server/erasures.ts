import { Hono } from 'hono'
import { z } from 'zod'
import { InvalidInput, NeedsPerson, NotFound } from '../domain/errors.ts'
import { mayAct } from '../domain/person.ts'
import { integrationId, ref } from '../domain/record.ts'
import { typedLine } from '../domain/typed-text.ts'
import { type ErasureParts, erasePerson, planErasure } from '../erasure/index.ts'
import type { CallerEnv } from './actors.ts'
import { parseInput, readBody } from './input.ts'
import { isClaimed } from './sign-in.ts'

export const erasureInput = z.object({
  /** The number that the customer has in the shop. */
  customer: typedLine(1, 64),
  /** The same number again: what is erased does not come back. Left out: only what would be erased is told. */
  confirm: typedLine(1, 64).optional(),
})

/** What is kept of a customer, erased for good. Takes an admin's own sign-in. */
export function erasureRoutes(parts: ErasureParts): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  app.post('/', async (context) => {
    const { customer, confirm } = parseInput('The erasure', erasureInput, await readBody(context))
    const { actor, person } = context.get('caller')
    if (!(person ? mayAct(person.role, 'admin') : !(await isClaimed(parts.database))))
      throw new NeedsPerson(
        'sign_in_needed',
        'An erasure takes an admin’s own sign-in, and no token is enough.',
        'Run it at a terminal, or with --email and --password-stdin.',
        { subject: 'erasure' },
      )
    const integration = integrationId(context.req.param('integration') ?? '')
    if (!(await parts.database.stores.integrations.get(integration)))
      throw new NotFound(`Integration ${integration}`, '"ledgerline status" lists them.')
    const record = ref('prestashop.customer', customer)
    if (confirm === undefined) return context.json(await planErasure(parts, integration, record))
    if (confirm !== customer)
      throw new InvalidInput('The erasure', [{ at: 'confirm', reason: 'is not the number of the customer' }])
    return context.json(await erasePerson(parts, integration, record, actor))
  })
  return app
}
