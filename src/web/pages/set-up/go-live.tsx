import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { type IntegrationSummary, useMay } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { Failed } from '../../kit/loaded.tsx'
import { t } from '../../words/index.ts'
import css from './set-up.module.css'
import { asksSinceWhen, SinceWhen } from './since-when.tsx'
import { Step } from './step.tsx'

/** The last step: orders go by themselves from here on. What is left to be done stands beside the button. */
export function GoLive({ one, left }: { one: IntegrationSummary; left: readonly string[] }) {
  const mayRun = useMay('operate')
  const client = useQueryClient()
  const [since, choose] = useState<string | null>(null)
  const acting = useMutation({
    mutationFn: async (action: 'pause' | 'resume') => {
      const params = { integration: one.id }
      if (action === 'pause') await call('POST /api/integrations/:integration/pause', { params, body: {} })
      else await call('POST /api/integrations/:integration/resume', { params, body: asked && since ? { since } : {} })
    },
    onSuccess: () => client.invalidateQueries(),
  })
  const asked = asksSinceWhen(acting.error)
  return (
    <Step title={t.setUp.running} done={!one.paused && one.confirmed !== null}>
      <p>{one.paused ? t.setUp.isPaused : one.confirmed ? t.setUp.isRunning : t.setUp.isUnconfirmed}</p>
      {left.length > 0 && (
        <div className={css.left}>
          <Callout hue="orange" title={t.setUp.left}>
            <ul>
              {left.map((title) => (
                <li key={title}>{title}</li>
              ))}
            </ul>
          </Callout>
        </div>
      )}
      {acting.isError && <Failed error={acting.error} />}
      {asked && <SinceWhen cutOver={one.cutOver} chosen={since} choose={choose} />}
      <Button
        variant={one.paused ? 'filled' : 'default'}
        size="xs"
        disabled={!mayRun || (asked && since === null)}
        loading={acting.isPending}
        onClick={() => acting.mutate(one.paused ? 'resume' : 'pause')}
      >
        {one.paused ? t.setUp.resume : t.setUp.pause}
      </Button>
    </Step>
  )
}
