import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { Page } from '../../kit/page.tsx'
import { t } from '../../words/index.ts'
import { Factors } from './factors.tsx'

/** Whose role takes a second factor sets one up before anything else. */
export default function FactorMissing() {
  const leaving = useMutation({
    mutationFn: () => call('DELETE /api/session'),
    onSuccess: () => location.assign('/'),
  })
  return (
    <main>
      <Page
        title={t.factors.missing}
        lead={t.factors.missingText}
        narrow
        actions={
          <Button variant="default" loading={leaving.isPending} onClick={() => leaving.mutate()}>
            {t.account.signOut}
          </Button>
        }
      >
        <Factors />
      </Page>
    </main>
  )
}
