import { Button, Tooltip } from '@mantine/core'
import { IconArrowRight, IconFlask, IconPencil, IconPlayerPlay } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { RecordStory } from '../../../routes/index.ts'
import { call, RequestFailed } from '../../api/client.ts'
import { queries, useMay } from '../../api/queries.ts'
import { moneyText } from '../../kit/format.ts'
import { Journal } from '../../kit/journal.tsx'
import { Empty, Failed, Loaded, problemOf } from '../../kit/loaded.tsx'
import { Facts, Page, Section } from '../../kit/page.tsx'
import { PrintButton } from '../../kit/print-button.tsx'
import { ProofSheet } from '../../kit/proof-sheet.tsx'
import { kindsText, recordText, sentenceText, systemText } from '../../kit/record.ts'
import { State } from '../../kit/state.tsx'
import { When } from '../../kit/when.tsx'
import { routes } from '../../routes.ts'
import { announce } from '../../shell/announcer.tsx'
import { t } from '../../words/index.ts'
import { Correct } from './correct.tsx'
import { DryRunPanel } from './dry-run.tsx'
import { Messages } from './messages.tsx'
import css from './records.module.css'
import { Rounds } from './rounds.tsx'
import { statesOf } from './sides.ts'
import { Wire } from './wire.tsx'

/** Which record a page is about. */
export interface Named {
  readonly entity: string
  readonly key: string
}

/** One record from the event in its system to the document in GP: what became of it, why, and how its money was proved. */
export default function RecordPage({ integration, record }: { integration: string; record: Named }) {
  const { entity, key } = record
  const story = useQuery(queries.story(integration, record))
  const client = useQueryClient()
  const mayRun = useMay('operate')
  const [trying, tryIt] = useState(false)
  const [correcting, correct] = useState(false)
  const asked = { params: { integration }, body: { entity, key } }
  const starting = useMutation({
    mutationFn: async (action: 'run' | 'replay') => {
      if (action === 'run') await call('POST /api/integrations/:integration/records/run', asked)
      else await call('POST /api/integrations/:integration/records/replay', asked)
    },
    onSuccess: async () => {
      announce(t.order.startedAgain)
      await client.invalidateQueries()
    },
  })
  const unknown = story.isError && story.error instanceof RequestFailed && story.error.kind === 'missing'
  const asks = story.data?.incidents.some(({ question }) => question.missing?.length) ?? false
  const actions = (
    <>
      <Button variant="default" leftSection={<IconFlask size={16} />} onClick={() => tryIt(true)}>
        {t.order.dryRun}
      </Button>
      {story.data && mayRun && (
        <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => correct(true)}>
          {t.correct.title}
        </Button>
      )}
      <Tooltip label={mayRun ? t.order.replayEffect : t.order.mayNotRun} multiline w={260}>
        <Button
          // Where the incident wants an answer, giving it is the way on: to replay before that meets the same question.
          variant={asks ? 'default' : 'filled'}
          leftSection={<IconPlayerPlay size={16} />}
          aria-disabled={!mayRun || undefined}
          loading={starting.isPending}
          onClick={() => mayRun && starting.mutate(unknown ? 'run' : 'replay')}
        >
          {unknown ? t.order.run : t.order.replay}
        </Button>
      </Tooltip>
    </>
  )
  return (
    <Page
      title={recordText(record)}
      above={<Link href={routes.records(integration, entity)}>{kindsText(entity)}</Link>}
      lead={story.data && <Heading story={story.data} />}
      actions={actions}
    >
      {starting.isError && <Failed error={starting.error} />}
      {correcting && story.data && (
        <Correct integration={integration} story={story.data} close={() => correct(false)} />
      )}
      {trying && <DryRunPanel integration={integration} record={record} close={() => tryIt(false)} />}
      <Rounds integration={integration} record={record} />
      {unknown ? (
        <Empty title={t.order.unknown}>{problemOf(story.error)}</Empty>
      ) : (
        <Loaded of={story} lines={8}>
          {(data) => <Story story={data} integration={integration} />}
        </Loaded>
      )}
    </Page>
  )
}

/** Which records, and what became of them, in one line. */
function Heading({ story }: { story: RecordStory }) {
  return (
    <span className={css.route}>
      <State state={story.run.state} />
      <span>
        {systemText(story.record.entity)} <span className="mono">{story.record.key}</span>
      </span>
      <IconArrowRight size={15} aria-hidden />
      {story.link ? (
        <span>
          {systemText(story.link.target.entity)} <span className="mono">{story.link.target.key}</span>
        </span>
      ) : story.sent[0] ? (
        <span>
          {t.order.sentAs} <span className="mono">{story.sent[0].key}</span>
        </span>
      ) : (
        <span>{t.order.notInGp}</span>
      )}
    </span>
  )
}

function Story({ story, integration }: { story: RecordStory; integration: string }) {
  const { run, runs, journal, proofs, incidents } = story
  const proof = proofs.findLast(({ of }) => of === 'read-back') ?? proofs.at(-1)
  const states = statesOf(story)
  return (
    <>
      {incidents.map(({ id, question }) => (
        <div key={id} className={css.question}>
          <strong>{sentenceText(question.message)}</strong>
          <p>
            {question.diagnosis === undefined && question.missing?.length
              ? t.order.answerThere
              : sentenceText(question.diagnosis?.next ?? question.hint)}
          </p>
          <Button component={Link} href={routes.incident(integration, id)} size="xs" mt="xs">
            {t.order.openIncident}
          </Button>
        </div>
      ))}
      <Section title={t.order.facts}>
        <Facts
          facts={[
            [t.order.became, run.reason === null ? t.records.underWay : sentenceText(run.reason)],
            proof
              ? [
                  t.order.charged,
                  <span key="charged" className="number">
                    {moneyText(proof.anchor, proof.currency, proof.digits)}
                  </span>,
                ]
              : null,
            states.source === null ? null : [t.order.inShop, states.source],
            states.target === null ? null : [t.order.inGp, states.target],
            [t.order.lastRun, <When key="last" at={run.updatedAt} />],
            run.nextAt ? [t.order.nextTry, <When key="next" at={run.nextAt} />] : null,
            [t.order.attempts, String(run.attempts)],
            [t.order.rules, `${t.order.version} ${run.version}`],
          ]}
        />
      </Section>
      <div className={css.columns} data-one={proof === undefined || undefined}>
        <div data-no-print={proof !== undefined || undefined}>
          <Section
            title={t.order.story}
            aside={`${runs.length} ${runs.length === 1 ? t.order.runOne : t.order.runMany}`}
          >
            <Journal entries={journal} />
          </Section>
        </div>
        <div>
          {proof && (
            <Section title={t.proof.title} aside={<PrintButton />}>
              <ProofSheet sheet={proof} />
            </Section>
          )}
        </div>
      </div>
      <div data-no-print>
        <Section title={t.order.messages} aside={t.order.messagesAside}>
          <Messages journal={journal} />
        </Section>
        <Wire integration={integration} entity={story.record.entity} of={story.record.key} />
      </div>
      {runs.length > 1 && (
        <Section title={t.order.earlier}>
          <ul className={css.progress} style={{ margin: 0, padding: '8px 16px' }}>
            {runs.map((each) => (
              <li key={each.id}>
                <State state={each.state} /> <When at={each.updatedAt} plain />{' '}
                <span className="quiet">{each.reason && sentenceText(each.reason)}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}
