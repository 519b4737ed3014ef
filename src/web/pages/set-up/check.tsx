import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { queries } from '../../api/queries.ts'
import { Failed } from '../../kit/loaded.tsx'
import { t } from '../../words/index.ts'
import { Findings } from './findings.tsx'
import { Step } from './step.tsx'

/** Both systems are asked when the page opens: a connection that was never tried does not count as one. */
export function Check({ integration, done }: { integration: string; done: boolean }) {
  const check = useQuery(queries.check(integration))
  return (
    <Step title={t.setUp.connections} done={done}>
      {check.isPending && <p role="status">{t.setUp.asking}</p>}
      {check.isError && <Failed error={check.error} retry={() => void check.refetch()} />}
      {check.data && (
        <>
          <Findings of={check.data} />
          <Button variant="default" size="xs" loading={check.isFetching} onClick={() => void check.refetch()}>
            {t.setUp.checkAgain}
          </Button>
        </>
      )}
    </Step>
  )
}
