import { Hono } from 'hono'
import { InvalidInput, NeedsPerson, NotFound } from '../domain/errors.ts'
import { mayAct } from '../domain/person.ts'
import { integrationId, ref } from '../domain/record.ts'
import { type ErasureParts, erasePerson, planErasure } from '../erasure/index.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { type DecidingParts, whoDecides } from './deciding.ts'
import type { RecordParts } from './records.ts'
import { serve } from './serve.ts'
import { isClaimed } from './sign-in.ts'

/** What is kept of a customer, erased for good. Takes an admin's own sign-in. */
export function erasureRoutes(parts: ErasureParts & DecidingParts & Pick<RecordParts, 'entitiesOf'>): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  serve(app, routes.erase, async ({ params, body: { customer, confirm, ...given }, caller, from }) => {
    const person = await whoDecides(parts, { caller, from, ...given }, { lately: false })
    if (!(person ? mayAct(person.role, 'admin') : !(await isClaimed(parts.database))))
      throw new NeedsPerson(
        'sign_in_needed',
        'An erasure takes an admin’s own sign-in, and no token is enough.',
        'Run it at a terminal, or with --email and --password-stdin.',
        { subject: 'erasure' },
      )
    const integration = integrationId(params.integration)
    if (!(await parts.database.stores.integrations.get(integration)))
      throw new NotFound(`Integration ${integration}`, '"ledgerline status" lists them.')
    const record = ref('prestashop.customer', customer)
    // A custom field may be personal, too.
    const its = { ...parts, entities: await parts.entitiesOf(integration) }
    if (confirm === undefined) return planErasure(its, integration, record)
    if (confirm !== customer)
      throw new InvalidInput('The erasure', [{ at: 'confirm', reason: 'is not the number of the customer' }])
    return erasePerson(its, integration, record, caller.actor)
  })
  return app
}
