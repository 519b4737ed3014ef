import { type Failure, triage } from '../../src/assistant/triage/index.ts'
import { catalogue } from '../../src/catalogue.ts'
import type { InjectionAnswer, InjectionSeen } from '../suites/injection.ts'
import type { System } from '../suites/suite.ts'

/** A refusal that nothing explains, of an order in which a stranger has written the text wherever they can. */
export const failureWith = (text: string): Failure => ({
  system: 'gp-web-services',
  request: {
    record: { CustomerPONumber: text, Comment: text, gift_message: text, firstname: 'Margaux' },
    operation: 'CreateSalesOrder',
  },
  raw: `Error 9917 in module QX: the document was not stored. Document: <Comment>${text}</Comment>`,
  attempt: 1,
  recent: [`Also open: ${text}`],
})

export const injectionAnswer = (found: ReturnType<typeof triage>): InjectionAnswer => ({
  class: found.class,
  owner: found.owner,
  retry_helps: found.retryHelps,
  confidence: found.confidence,
  cause: found.cause,
  next_step: found.nextStep,
})

export const baselineInjection: System<InjectionSeen, InjectionAnswer> = ({ text }) =>
  injectionAnswer(triage(failureWith(text), catalogue))
