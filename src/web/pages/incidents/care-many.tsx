import { Button, Select } from '@mantine/core'
import { IconBellOff, IconPlayerPlay, IconUserCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AnswerOf } from '../../../routes/index.ts'
import { call } from '../../api/client.ts'
import { queries } from '../../api/queries.ts'
import { OneByOne } from '../../kit/one-by-one.tsx'
import { SelectionBar } from '../../kit/toolbar.tsx'
import { plural, t } from '../../words/index.ts'
import css from './incidents.module.css'
import { snoozes } from './snoozes.ts'

type Incident = AnswerOf<'GET /api/incidents'>[number]

/** What can be done with several incidents at once: give them to somebody, put them off, start their records again. */
export function CareMany({ of: chosen, clear }: { of: readonly Incident[]; clear: () => void }) {
  const [doing, start] = useState<{
    readonly what: 'assign' | 'snooze' | 'replay'
    readonly to: readonly Incident[]
  } | null>(null)
  const people = useQuery({ ...queries.people(), enabled: doing?.what === 'assign' })
  const me = useQuery(queries.me())
  const [assignee, assign] = useState<string | null>(null)
  const [time, snooze] = useState('0')
  const to = doing?.to ?? []
  const records = to.reduce((sum, { runs }) => sum + runs, 0)
  const common = {
    items: to,
    name: ({ question }: Incident) => question.message,
    opened: doing !== null,
    close: (done: boolean) => {
      start(null)
      if (done) clear()
    },
  }
  const titleOf = (what: string) => `${what}${t.colon}${plural(to.length, t.incidents.one, t.incidents.many)}`
  const mine = me.data?.person?.email
  return (
    <>
      {chosen.length > 0 && (
        <SelectionBar says={plural(chosen.length, t.incidents.selectedOne, t.incidents.selectedMany)}>
          <Button
            size="xs"
            leftSection={<IconUserCheck size={14} />}
            onClick={() => {
              assign(mine ?? null)
              start({ what: 'assign', to: chosen })
            }}
          >
            {t.care.assign}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconBellOff size={14} />}
            onClick={() => start({ what: 'snooze', to: chosen })}
          >
            {t.care.snooze}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlayerPlay size={14} />}
            onClick={() => start({ what: 'replay', to: chosen })}
          >
            {t.records.replay}
          </Button>
          <Button size="xs" variant="subtle" color="gray" onClick={clear}>
            {t.actions.clear}
          </Button>
        </SelectionBar>
      )}
      {doing?.what === 'assign' && (
        <OneByOne
          {...common}
          title={titleOf(t.care.assign)}
          run={({ id }) => call('POST /api/incidents/:id/assign', { params: { id }, body: { to: assignee } })}
          done={t.care.wereAssigned}
          ready={assignee !== null}
        >
          <Select
            label={t.care.assignee}
            data={[...new Set([...(people.data ?? []).map(({ email }) => email), ...(mine ? [mine] : [])])]}
            value={assignee}
            onChange={assign}
            searchable
          />
        </OneByOne>
      )}
      {doing?.what === 'snooze' && (
        <OneByOne
          {...common}
          title={titleOf(t.care.snooze)}
          run={({ id }) => {
            const until = new Date(Date.now() + snoozes()[Number(time)]!.ms).toISOString()
            return call('POST /api/incidents/:id/snooze', { params: { id }, body: { until } })
          }}
          done={t.care.werePutOff}
        >
          <p className={css.many}>{t.care.snoozeText}</p>
          <Select
            label={t.care.howLong}
            data={snoozes().map(({ says }, place) => ({ value: String(place), label: says }))}
            value={time}
            allowDeselect={false}
            onChange={(value) => snooze(value ?? '0')}
          />
        </OneByOne>
      )}
      {doing?.what === 'replay' && (
        <OneByOne
          {...common}
          title={titleOf(t.records.replay)}
          run={({ id }) => call('POST /api/incidents/:id/replay', { params: { id } })}
          done={t.records.startedAgain}
        >
          <p>
            {plural(records, t.records.recordOne, t.records.recordMany)}. {t.records.replayText}
          </p>
        </OneByOne>
      )}
    </>
  )
}
