import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { AnswerOf } from '../../../routes/index.ts'
import { call } from '../../api/client.ts'
import { Failed } from '../../kit/loaded.tsx'
import { State } from '../../kit/state.tsx'
import { plural, t } from '../../words/index.ts'
import css from './set-up.module.css'
import { Step } from './step.tsx'

type Finding = AnswerOf<'POST /api/integrations/:integration/check'>[number]
const order = ['error', 'warning', 'ok']

/** Both systems are asked when the page opens: a connection that was never tried does not count as one. */
export function Check({ integration }: { integration: string }) {
  const check = useQuery({
    queryKey: ['check', integration],
    queryFn: () => call('POST /api/integrations/:integration/check', { params: { integration } }),
    retry: false,
    staleTime: 60_000,
  })
  const wrong = (check.data ?? [])
    .filter(({ level }) => level !== 'ok')
    .toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
  const fine = (check.data ?? []).filter(({ level }) => level === 'ok')
  return (
    <Step title={t.setUp.connections} done={check.data !== undefined && wrong.every(({ level }) => level !== 'error')}>
      {check.isPending && <p role="status">{t.setUp.asking}</p>}
      {check.isError && <Failed error={check.error} retry={() => void check.refetch()} />}
      {check.data && (
        <>
          {wrong.length > 0 && <Findings of={wrong} />}
          {fine.length > 0 && (
            <details className={css.fine}>
              <summary>{plural(fine.length, t.setUp.fineOne, t.setUp.fineMany)}</summary>
              <Findings of={fine} />
            </details>
          )}
          <Button variant="default" size="xs" loading={check.isFetching} onClick={() => void check.refetch()}>
            {t.setUp.checkAgain}
          </Button>
        </>
      )}
    </Step>
  )
}

/** What was found, each with what to do about it. */
const Findings = ({ of }: { of: readonly Finding[] }) => (
  <ul className={css.findings}>
    {of.map(({ check, level, found, todo }) => (
      <li key={`${check} ${found}`}>
        <State state={level === 'ok' ? 'ok' : level === 'error' ? 'failed' : 'warning'} word={t.setUp.levels[level]} />
        <div>
          <span>{found}</span>
          {todo && <p className="quiet">{todo}</p>}
        </div>
      </li>
    ))}
  </ul>
)
