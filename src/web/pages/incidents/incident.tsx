import { Button, Group, Modal } from '@mantine/core'
import { IconBulb, IconPlayerPlay } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { explained } from '../../../domain/cause.ts'
import type { Incident as IncidentOf } from '../../../domain/stores.ts'
import type { AnswerOf } from '../../../routes/index.ts'
import { call } from '../../api/client.ts'
import { queries, useMay } from '../../api/queries.ts'
import { sumsText } from '../../kit/format.ts'
import { Failed, Loaded } from '../../kit/loaded.tsx'
import { Facts, Page, Section } from '../../kit/page.tsx'
import { ProofSheet } from '../../kit/proof-sheet.tsx'
import { sentenceText } from '../../kit/record.ts'
import { State } from '../../kit/state.tsx'
import { When } from '../../kit/when.tsx'
import { routes } from '../../routes.ts'
import { announce } from '../../shell/announcer.tsx'
import { plural, t } from '../../words/index.ts'
import { Care } from './care.tsx'
import { FixOf } from './fix.tsx'
import { HeldRecords } from './held-records.tsx'
import css from './incidents.module.css'
import { WouldGoNow } from './now.tsx'
import { OpenValues } from './open-values.tsx'
import { classWord, ownerWord } from './words.ts'

type Read = AnswerOf<'GET /api/incidents/:id'>

/** One cause: what happened, who is hit, why we think so, what can be done. */
export default function Incident({ integration, id }: { integration: string; id: string }) {
  const incident = useQuery(queries.incident(id))
  const title = incident.data ? sentenceText(incident.data.incident.question.message) : t.incidents.title
  return (
    <Page
      title={title}
      above={<Link href={routes.incidents(integration)}>{t.incidents.title}</Link>}
      lead={incident.data && <State state={incident.data.incident.state} />}
    >
      <Loaded of={incident} lines={8}>
        {(read) => <Cause of={read} integration={integration} />}
      </Loaded>
    </Page>
  )
}

function Cause({ of: read, integration }: { of: Read; integration: string }) {
  const { incident, records } = read
  const { question, firstAt, lastAt, runs, state } = incident
  const missing = question.missing?.filter((one) => one.what === 'value') ?? []
  const known = explained(question.diagnosis, incident.triage)
  // The hub's own question says more exactly what to do than the row of the catalogue that is like it.
  const next =
    question.diagnosis === undefined && missing.length > 0
      ? t.incident.answerBelow
      : sentenceText(question.diagnosis?.next ?? question.hint)
  const evidence = known?.evidence.filter((text) => !text.includes(question.message)) ?? []
  const also = known && missing.length === 0 ? sentenceText(known.next) : next
  return (
    <>
      <Section title={t.incident.next}>
        <div className={css.next}>
          <IconBulb size={20} aria-hidden />
          <strong>{known ? sentenceText(known.says) : classWord(incident)}</strong>
          <p>{next}</p>
          {also !== next && <p>{also}</p>}
          {evidence.length > 0 && (
            <ul className={css.evidence} aria-label={t.incident.evidence}>
              {evidence.map((text) => (
                <li key={text}>{sentenceText(text)}</li>
              ))}
            </ul>
          )}
          {question.closed && <p>{sentenceText(question.closed)}</p>}
        </div>
        {state === 'open' && <Actions incident={incident} records={records} />}
      </Section>
      {missing.length > 0 && state === 'open' && (
        <OpenValues integration={integration} incident={incident.id} missing={missing} />
      )}
      {state === 'open' && missing.length === 0 && <FixOf integration={integration} incident={incident.id} />}
      <Section title={t.incident.facts}>
        <Facts
          facts={[
            [t.incidents.kind, classWord(incident)],
            [t.incidents.owner, ownerWord(incident)],
            ...(known
              ? ([[t.incident.again, known.retryHelps ? t.incident.againHelps : t.incident.againNot]] as const)
              : []),
            ...(known && known.confidence !== null
              ? ([[t.incident.sure, `${Math.round(known.confidence * 100)} %`]] as const)
              : []),
            ...(known?.by ? ([[t.incident.explainedBy, sentenceText(known.by)]] as const) : []),
            [t.incidents.held, sumsText(read.money) || '–'],
            [t.incidents.since, <When key="first" at={firstAt} />],
            [t.incident.lastSeen, <When key="last" at={lastAt} />],
            [t.incident.runs, String(runs)],
            [
              t.incident.grouped,
              <span key="group" className="mono">
                {question.subject}
              </span>,
            ],
          ]}
        />
      </Section>
      <HeldRecords integration={integration} of={read} />
      {/* The answers above are what can be done: what is drafted beside them comes after the facts. */}
      {state === 'open' && missing.length > 0 && <FixOf integration={integration} incident={incident.id} />}
      {state === 'open' && records.length > 0 && question.everywhere !== true && (
        <WouldGoNow integration={integration} incident={incident.id} />
      )}
      <Care of={read} />
      {question.sheet && (
        <Section title={t.proof.title}>
          <ProofSheet sheet={question.sheet} />
        </Section>
      )}
    </>
  )
}

/** Both say what they will do before they do it. */
function Actions({ incident, records }: { incident: IncidentOf; records: Read['records'] }) {
  const client = useQueryClient()
  const mayRun = useMay('operate')
  const [asking, ask] = useState<'replay' | 'resolve' | null>(null)
  // As it is when the dialog opens: the page behind it goes on by itself.
  const [seen, see] = useState(incident.lastAt)
  const goesOn = incident.question.once === true && !incident.question.settles
  const acting = useMutation({
    mutationFn: async (action: 'replay' | 'resolve') => {
      const params = { id: incident.id }
      if (action === 'replay') await call('POST /api/incidents/:id/replay', { params })
      else await call('POST /api/incidents/:id/resolve', { params, query: { seen } })
    },
    onSuccess: async (_, action) => {
      ask(null)
      announce(action === 'replay' ? t.incident.replayed : t.incident.resolved)
      await client.invalidateQueries()
    },
  })
  if (!mayRun) return <p className={css.actions}>{t.incident.mayNot}</p>
  const count = plural(records.length, t.incident.recordOne, t.incident.recordMany)
  const close = () => {
    ask(null)
    acting.reset()
  }
  return (
    <div className={css.actions}>
      {records.length > 0 && (
        <Button
          // Where an answer is missing, giving it is the way on: to replay before that meets the same question.
          variant={incident.question.missing?.length ? 'default' : 'filled'}
          leftSection={<IconPlayerPlay size={16} />}
          onClick={() => ask('replay')}
        >
          {t.incident.replay} {count}
        </Button>
      )}
      <Button
        variant="default"
        onClick={() => {
          see(incident.lastAt)
          ask('resolve')
        }}
      >
        {goesOn ? t.incident.letGo : t.incident.resolve}
      </Button>
      <Modal
        opened={asking !== null}
        onClose={close}
        title={asking === 'resolve' ? t.incident.resolve : `${t.incident.replay} ${count}`}
      >
        <p>{asking === 'resolve' ? (goesOn ? t.incident.letGoText : t.incident.resolveText) : t.incident.replayText}</p>
        {acting.isError && <Failed error={acting.error} />}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={close}>
            {t.actions.cancel}
          </Button>
          <Button loading={acting.isPending} onClick={() => asking && acting.mutate(asking)}>
            {asking === 'resolve' ? t.incident.resolve : `${t.incident.replay} ${count}`}
          </Button>
        </Group>
      </Modal>
    </div>
  )
}
