import { Button } from '@mantine/core'
import { IconTool } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import { call } from '../../api/client.ts'
import { queries, useMay } from '../../api/queries.ts'
import { Failed } from '../../kit/loaded.tsx'
import { Section } from '../../kit/page.tsx'
import { sentenceText } from '../../kit/record.ts'
import { routes } from '../../routes.ts'
import { announce } from '../../shell/announcer.tsx'
import { t } from '../../words/index.ts'
import css from './incidents.module.css'

/** What the hub drafts for this cause, from what both systems hold now: a change to decide on, or who has to do what. */
export function FixOf({ integration, incident }: { integration: string; incident: string }) {
  const client = useQueryClient()
  const mayPropose = useMay('propose')
  const drafted = useQuery(queries.fix(incident))
  const proposing = useMutation({
    mutationFn: () => call('POST /api/incidents/:id/fix', { params: { id: incident } }),
    onSuccess: async () => {
      announce(t.fix.proposed)
      await client.invalidateQueries()
    },
  })
  // What cannot be drafted now leaves the page as it is.
  if (!drafted.data) return null
  const { fix, proposal } = drafted.data
  return (
    <Section title={t.fix.title}>
      <div className={css.next}>
        <IconTool size={18} aria-hidden />
        <strong>{sentenceText(fix.title)}</strong>
        <p>{sentenceText(fix.reason)}</p>
        {fix.steps.length > 0 && (
          <ul className={css.evidence} aria-label={t.fix.steps}>
            {fix.steps.map(({ owner, says }) => (
              <li key={says}>
                {t.incidents.owners[owner]}
                {t.colon}
                {sentenceText(says)}
              </li>
            ))}
          </ul>
        )}
        {fix.never.length > 0 && (
          <>
            <p className="quiet">{t.fix.never}</p>
            <ul className={css.evidence}>
              {fix.never.map((says) => (
                <li key={says}>{sentenceText(says)}</li>
              ))}
            </ul>
          </>
        )}
      </div>
      <div className={css.actions}>
        {proposal ? (
          <Link href={routes.approval(integration, proposal.id)}>{t.fix.toProposal}</Link>
        ) : (
          fix.changes.length > 0 &&
          mayPropose && (
            <Button loading={proposing.isPending} onClick={() => proposing.mutate()}>
              {t.fix.propose}
            </Button>
          )
        )}
        {proposing.isError && <Failed error={proposing.error} />}
      </div>
    </Section>
  )
}
