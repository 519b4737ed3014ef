import { Button } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import { actorText } from '../../../domain/person.ts'
import { call } from '../../api/client.ts'
import { queries, type ShownProposal, useMay } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { Difference } from '../../kit/difference.tsx'
import { Failed, Loaded } from '../../kit/loaded.tsx'
import { Facts, Page, Section } from '../../kit/page.tsx'
import { labelText, recordText, sentenceText } from '../../kit/record.ts'
import { State } from '../../kit/state.tsx'
import { When } from '../../kit/when.tsx'
import { routes } from '../../routes.ts'
import { t } from '../../words/index.ts'
import css from './approvals.module.css'
import { changedFields } from './changed-fields.ts'
import { Decide } from './decide.tsx'
import { RiskMark } from './risk.tsx'
import { Said } from './said.tsx'
import { Tried } from './tried.tsx'

/** One proposal: what would change, on which evidence, what it does to real records, and the decision. */
export default function Approval({ integration, id }: { integration: string; id: string }) {
  const proposal = useQuery(queries.proposal(id))
  return (
    <Page
      title={proposal.data ? sentenceText(proposal.data.title) : t.approvals.title}
      above={<Link href={routes.approvals(integration)}>{t.approvals.title}</Link>}
      lead={proposal.data && <State state={proposal.data.state} />}
    >
      <Loaded of={proposal} lines={8}>
        {(one) => <Shown proposal={one} />}
      </Loaded>
    </Page>
  )
}

function Shown({ proposal }: { proposal: ShownProposal }) {
  const {
    says,
    reason,
    proposedBy,
    askedBy,
    at,
    expiresAt,
    risk,
    state,
    decision,
    approvals,
    outcome,
    incidents,
    startedAgain,
    integration,
  } = proposal
  const fields = proposal.changes.flatMap(changedFields)
  return (
    <div className={css.columns}>
      <div>
        <Section title={t.approval.changes}>
          <ol className={css.says}>
            {says.map((text) => (
              <li key={text}>
                <Said sentence={text} open />
              </li>
            ))}
          </ol>
          {fields.length > 0 && <Difference label={t.approval.changes} fields={fields} />}
        </Section>
        <Section title={t.approval.reason} aside={`${t.approval.writtenBy} ${labelText(actorText(proposedBy))}`}>
          <p className={css.text}>{sentenceText(reason)}</p>
        </Section>
        {state === 'pending' && <PreviewOf id={proposal.id} />}
        <Section title={t.approval.facts}>
          <Facts
            facts={[
              [t.approvals.risk, <RiskMark key="risk" risk={risk} />],
              [t.approvals.by, labelText(actorText(proposedBy))],
              askedBy ? [t.approval.askedBy, askedBy] : null,
              [t.approvals.at, <When key="at" at={at} />],
              state === 'pending' ? [t.approval.expires, <When key="expires" at={expiresAt} />] : null,
              incidents.length > 0
                ? [
                    t.approval.answers,
                    incidents.map((incident) => (
                      <Link key={incident} href={routes.incident(integration, incident)}>
                        {t.approval.incident}
                      </Link>
                    )),
                  ]
                : null,
            ]}
          />
          {risk.reasons.length > 0 && (
            <ul className={css.reasons} style={{ padding: '0 16px 14px 34px' }}>
              {risk.reasons.map((text) => (
                <li key={text}>{sentenceText(text)}</li>
              ))}
            </ul>
          )}
        </Section>
        {(decision || approvals.length > 0 || outcome) && (
          <Section title={t.approval.history}>
            <div className={css.text}>
              {[...approvals, ...(decision ? [decision] : [])].map((each) => (
                <p key={each.signature}>
                  <strong>{each.approve ? t.approval.approvedBy : t.approval.rejectedBy}</strong> {each.by.email},{' '}
                  <When at={each.at} />
                  {each.reason && `${t.colon}${each.reason}`}
                </p>
              ))}
              {outcome && <p>{sentenceText(outcome)}</p>}
              {startedAgain.map(({ record, state: its }) => (
                <p key={record.key}>
                  <Link href={routes.record(integration, record)}>{recordText(record)}</Link> <State state={its} />
                </p>
              ))}
            </div>
          </Section>
        )}
      </div>
      <aside>
        {state === 'pending' ? (
          <Decide proposal={proposal} />
        ) : (
          state === 'applied' && proposal.inverse && <Revert proposal={proposal} />
        )}
      </aside>
    </div>
  )
}

/** The records that it is about and the newest ones, tried before and under it. */
function PreviewOf({ id }: { id: string }) {
  const preview = useQuery(queries.preview(id))
  return (
    <Section title={t.approval.preview} aside={t.approval.previewAside}>
      <Loaded of={preview} lines={3}>
        {(its) => <Tried preview={its} />}
      </Loaded>
    </Section>
  )
}

function Revert({ proposal }: { proposal: ShownProposal }) {
  const mayPropose = useMay('propose')
  const [, go] = useLocation()
  const client = useQueryClient()
  const reverting = useMutation({
    mutationFn: () => call('POST /api/proposals/:id/revert', { params: { id: proposal.id }, body: {} }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries()
      go(routes.approval(proposal.integration, id))
    },
  })
  if (!mayPropose) return null
  return (
    <div className={css.decide}>
      <h2>{t.approval.undo}</h2>
      <p className="quiet">{t.approval.undoText}</p>
      {reverting.isError && (
        <Callout hue="red">
          <Failed error={reverting.error} />
        </Callout>
      )}
      <Button
        variant="default"
        leftSection={<IconArrowBackUp size={16} />}
        loading={reverting.isPending}
        onClick={() => reverting.mutate()}
      >
        {t.approval.undoPropose}
      </Button>
    </div>
  )
}
