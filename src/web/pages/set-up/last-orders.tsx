import { Button, Progress } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { AnswerOf } from '../../../routes/index.ts'
import { call } from '../../api/client.ts'
import { moneyText } from '../../kit/format.ts'
import { Failed, problemOf } from '../../kit/loaded.tsx'
import { State } from '../../kit/state.tsx'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'
import css from './set-up.module.css'
import { Step } from './step.tsx'

type Plan = AnswerOf<'POST /api/integrations/:integration/orders/:key/plan'>
interface Tried {
  readonly order: string
  readonly plan: Plan | null
  /** Why it could not be tried. */
  readonly problem: string
}

const orders = 20
const hues: Readonly<Record<Plan['outcome'], string>> = {
  'would-write': 'ok',
  'nothing-to-do': 'ok',
  skipped: 'skipped',
  held: 'stopped',
}

/** The newest orders of the shop, each tried under the rules of now. Nothing is written. */
export function LastOrders({ integration }: { integration: string }) {
  const [tried, setTried] = useState<readonly Tried[]>([])
  const [count, setCount] = useState(orders)
  const trying = useMutation({
    mutationFn: async () => {
      setTried([])
      const found = await call('GET /api/integrations/:integration/records/prestashop/orders', {
        params: { integration },
        query: { limit: orders },
      })
      const keys = found.map(({ id }) => String(id))
      setCount(keys.length)
      // One after the other: both systems are asked for each, and they may be live.
      for (const key of keys) {
        const plan = await call('POST /api/integrations/:integration/orders/:key/plan', {
          params: { integration, key },
          body: {},
        }).then(
          (its): Tried => ({ order: key, plan: its, problem: '' }),
          (error: unknown): Tried => ({ order: key, plan: null, problem: problemOf(error) }),
        )
        setTried((before) => [...before, plan])
      }
    },
  })
  const well = tried.filter(({ plan }) => plan !== null && plan.outcome !== 'held').length
  const done = trying.isSuccess && tried.length > 0 && well === tried.length
  return (
    <Step title={t.setUp.tryOrders} done={done}>
      <p>{t.setUp.tryOrdersText}</p>
      {trying.isError && <Failed error={trying.error} />}
      {trying.isPending && (
        <Progress
          value={(tried.length / Math.max(1, count)) * 100}
          mb="sm"
          aria-label={`${t.setUp.tryOrders}${t.colon}${tried.length} / ${count}`}
        />
      )}
      {trying.isSuccess && (
        <p role="status">
          {tried.length === 0
            ? t.setUp.noOrders
            : `${well} / ${plural(tried.length, t.home.order, t.home.orders)} ${t.setUp.wouldGo}`}
        </p>
      )}
      {tried.length > 0 && (
        <ul className={css.findings} aria-label={t.setUp.tryOrders}>
          {tried.map(({ order, plan, problem }) => (
            <li key={order}>
              <State
                state={plan ? hues[plan.outcome] : 'failed'}
                word={plan ? t.setUp.outcomes[plan.outcome] : t.states.failed}
              />
              <div>
                <Link href={routes.order(integration, order)}>
                  {t.order.title} {order}
                </Link>{' '}
                {plan?.proof && (
                  <span className="number">{moneyText(plan.proof.anchor, plan.proof.currency, plan.proof.digits)}</span>
                )}
                <p className="quiet">{plan?.question?.message ?? plan?.reason ?? problem}</p>
              </div>
            </li>
          ))}
        </ul>
      )}
      <Button variant="default" size="xs" loading={trying.isPending} onClick={() => trying.mutate()}>
        {t.setUp.tryThem}
      </Button>
    </Step>
  )
}
