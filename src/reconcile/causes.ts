import type { OrderFacts } from './facts.ts'

/** Why two sides disagree, as far as it can be seen. */
export const differenceCauses = [
  'not seen by the hub',
  'stopped',
  'waits',
  'blocked',
  'missed',
  'skipped by a rule',
  'its flow is off',
  'deleted in GP',
  'void in GP',
  'edited in GP',
  'entered by hand in GP',
  'edited in the shop',
  'cancelled in the shop',
  'refunded in the shop',
  'deleted in the shop',
  'paid twice in the shop',
  'not in the shop',
  'not in GP',
  'written differently',
  'renumbered',
  'used twice',
  'settled differently',
  'rows came later',
  'cannot be read',
  'unknown',
] as const
export type Cause = (typeof differenceCauses)[number]

/** What would put it right. Nothing is done by itself: each is carried out by a person, or proposed to one. */
export type Correction =
  /** A proposal to void the document. */
  | { readonly do: 'void'; readonly entity: string; readonly key: string }
  /** The record's run is started again. */
  | { readonly do: 'run'; readonly entity: string; readonly key: string }
  /** A proposal to apply a receipt or a credit to an invoice, by eConnect. `date`: of the posting. */
  | {
      readonly do: 'apply'
      readonly entity: 'gp.receivablesApply'
      readonly key: string
      readonly amount: string
      readonly date: string
    }
  /** A proposal that a value map says this. `because`: the two numbers are nearly the same, or what they name is called the same. */
  | {
      readonly do: 'value'
      readonly valueMap: string
      readonly from: string
      readonly to: string
      readonly because: 'number' | 'name'
    }

/** Why nothing was written: what the record's newest run says. */
export function causeOfRun(run: OrderFacts['run']): Cause {
  if (run === null) return 'not seen by the hub'
  if (run.state === 'stopped') return 'stopped'
  if (run.state === 'skipped') return 'skipped by a rule'
  return run.state === 'done' || run.state === 'superseded' ? 'unknown' : 'waits'
}
