import { Button, Group, Modal } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AnswerOf } from '../../../routes/index.ts'
import { call } from '../../api/client.ts'
import { queries, useMay } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { countText, momentText } from '../../kit/format.ts'
import { Failed } from '../../kit/loaded.tsx'
import { Section } from '../../kit/page.tsx'
import { sentenceText } from '../../kit/record.ts'
import { t } from '../../words/index.ts'

type Restored = AnswerOf<'POST /api/integrations/:integration/flows/:flow/restore'>

/** Stops a flow whose last round was wrong, and puts back what stood in the shop before it: some hundred records a call. */
export function PutBack({ integration, flow }: { integration: string; flow: string }) {
  const states = useQuery(queries.flows(integration))
  const mayAct = useMay('operate')
  const [asking, ask] = useState(false)
  const [done, say] = useState<Pick<Restored, 'round' | 'restored' | 'left'> | null>(null)
  const client = useQueryClient()
  const putting = useMutation({
    async mutationFn() {
      let all = { restored: 0, left: 0 }
      for (let round: string | null = null, more = true; more; ) {
        const answer: Restored = await call('POST /api/integrations/:integration/flows/:flow/restore', {
          params: { integration, flow },
          body: { round },
        })
        all = { restored: all.restored + answer.restored, left: all.left + answer.left }
        ;({ round, more } = answer)
        say({ ...all, round: answer.round })
      }
    },
    onSettled: () => {
      ask(false)
      return client.invalidateQueries(queries.flows(integration))
    },
  })
  const round = states.data?.find(({ id }) => id === flow)?.lastRound
  if (!round || !mayAct) return null
  return (
    <Section title={t.putBack.title} padded>
      <p className="quiet">{`${momentText(round.due)}${t.colon}${sentenceText(round.reason)}`}</p>
      {putting.isError && <Failed error={putting.error} />}
      {done && (
        <Callout hue="grey">
          {t.putBack.done(momentText(done.round), countText(done.restored), countText(done.left))}
        </Callout>
      )}
      <Group mt="sm">
        <Button variant="default" onClick={() => ask(true)}>
          {t.putBack.act}
        </Button>
      </Group>
      {asking && (
        <Modal opened onClose={() => ask(false)} title={t.putBack.act}>
          <p>{t.putBack.text}</p>
          <Group justify="flex-end" mt="lg">
            <Button variant="default" onClick={() => ask(false)}>
              {t.actions.cancel}
            </Button>
            <Button loading={putting.isPending} onClick={() => putting.mutate()}>
              {t.putBack.act}
            </Button>
          </Group>
        </Modal>
      )}
    </Section>
  )
}
