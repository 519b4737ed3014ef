import { Button, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import { mayAct } from '../../../domain/person.ts'
import { call } from '../../api/client.ts'
import { queries, type ShownProposal } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { useGuard } from '../../kit/guard.ts'
import { problemOf } from '../../kit/loaded.tsx'
import { Prove, useProof } from '../../kit/prove.tsx'
import { sentenceText } from '../../kit/record.ts'
import { useNow, When } from '../../kit/when.tsx'
import { routes } from '../../routes.ts'
import { announce } from '../../shell/announcer.tsx'
import { t } from '../../words/index.ts'
import css from './approvals.module.css'

/**
 * The decision. It carries the hash of the plan that was shown, so nobody decides on another one; it asks for the
 * person's password or passkey; and approving is never what Enter does by itself.
 */
export function Decide({ proposal }: { proposal: ShownProposal }) {
  const me = useQuery(queries.me())
  const person = me.data?.person ?? null
  // High risk asks each time; the rest goes without for ten minutes after the last time.
  const now = useNow()
  const confirmed = proposal.risk.level !== 'high' && Date.parse(me.data?.session?.confirmedUntil ?? '') > now
  const proof = useProof()
  const [reason, setReason] = useState('')
  const [typed, setTyped] = useState('')
  const client = useQueryClient()
  // What the decision is about is what was shown when the page was opened; a plan that has moved since is looked at again.
  const [planHash] = useState(proposal.planHash)
  const moved = planHash !== proposal.planHash
  const deciding = useMutation({
    mutationFn: async (approve: boolean) =>
      call('POST /api/proposals/:id/decide', {
        params: { id: proposal.id },
        body: {
          ...{ approve, planHash, channel: 'web' as const },
          ...(confirmed ? {} : await proof.take()),
          ...(reason.trim() ? { reason: reason.trim() } : {}),
          ...(typed.trim() ? { typed: typed.trim() } : {}),
        },
      }),
    onSuccess: async (_, approve) => {
      announce(approve ? t.decide.approved : t.decide.rejected)
      await client.invalidateQueries()
    },
    onSettled: proof.reset,
  })
  useGuard((reason.trim() !== '' || typed.trim() !== '') && !deciding.isPending && !deciding.isSuccess)
  const submit = (event: FormEvent) => event.preventDefault()
  const ready = (confirmed || proof.ready) && !moved
  if (!person) return <NoPerson back={routes.approval(proposal.integration, proposal.id)} />
  if (!mayAct(person.role, 'approver')) return <p className={css.decide}>{t.decide.mayNot}</p>
  return (
    <form className={css.decide} onSubmit={submit} aria-label={t.decide.title}>
      <h2>{t.decide.title}</h2>
      {moved && (
        <Callout hue="orange">
          {t.decide.moved}{' '}
          <Button size="compact-xs" variant="default" onClick={() => location.reload()}>
            {t.actions.reload}
          </Button>
        </Callout>
      )}
      {proposal.needs && <p className="quiet">{sentenceText(proposal.needs)}</p>}
      {deciding.isError && <Callout hue="red">{problemOf(deciding.error)}</Callout>}
      <Textarea
        label={t.decide.reason}
        description={t.decide.reasonText}
        autosize
        minRows={2}
        maxLength={1000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {proposal.risk.level === 'high' && proposal.keyFacts.length > 0 && (
        <TextInput
          label={`${t.decide.typed} ${proposal.keyFacts.join(' ')}`}
          description={t.decide.typedText}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
        />
      )}
      {confirmed ? (
        <p className="quiet">
          {t.decide.confirmedUntil} <When at={me.data!.session!.confirmedUntil!} />
        </p>
      ) : (
        <Prove of={proof} />
      )}
      <Button
        disabled={!ready}
        loading={deciding.isPending && deciding.variables}
        onClick={() => deciding.mutate(true)}
      >
        {t.decide.approve}
      </Button>
      <Button
        variant="default"
        disabled={!ready || reason.trim() === ''}
        loading={deciding.isPending && !deciding.variables}
        onClick={() => deciding.mutate(false)}
      >
        {t.decide.reject}
      </Button>
      {reason.trim() === '' && (
        <p className="quiet" style={{ fontSize: 12 }}>
          {t.decide.rejectNeeds}
        </p>
      )}
    </form>
  )
}

/** Who opened the hub by its link has not signed in: a decision is a person's. */
function NoPerson({ back }: { back: string }) {
  return (
    <div className={css.decide}>
      <h2>{t.decide.title}</h2>
      <p>{t.decide.noPerson}</p>
      <Button component={Link} href={routes.account(back)}>
        {t.account.makeFirst}
      </Button>
    </div>
  )
}
