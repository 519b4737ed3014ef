import { Stack, Textarea } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { actorText } from '../../../domain/person.ts'
import { call } from '../../api/client.ts'
import { queries } from '../../api/queries.ts'
import { problemOf } from '../../kit/loaded.tsx'
import { OneByOne } from '../../kit/one-by-one.tsx'
import { Prove, useProof } from '../../kit/prove.tsx'
import { sentenceText } from '../../kit/record.ts'
import { useNow } from '../../kit/when.tsx'
import { plural, t } from '../../words/index.ts'
import css from './approvals.module.css'
import { Said } from './said.tsx'

/**
 * Decides on several proposals of low risk with one confirmation. Each is shown as its own page says it, and each decision
 * carries the hash of what was shown: one that has moved since is refused by itself.
 */
export function DecideMany({
  ids,
  opened,
  close,
}: {
  ids: readonly string[]
  opened: boolean
  close: (done: boolean) => void
}) {
  const me = useQuery(queries.me())
  const confirmed = Date.parse(me.data?.session?.confirmedUntil ?? '') > useNow()
  const proof = useProof()
  const [reason, setReason] = useState('')
  const read = useQueries({ queries: opened ? ids.map((id) => queries.proposal(id)) : [] })
  const shown = read.flatMap(({ data }) => (data ? [data] : []))
  const ready = shown.length === ids.length && (confirmed || proof.ready)
  const decide = (approve: boolean) => (one: (typeof shown)[number]) =>
    call('POST /api/proposals/:id/decide', {
      params: { id: one.id },
      body: {
        ...{ approve, planHash: one.planHash, channel: 'web' as const },
        ...(reason.trim() ? { reason: reason.trim() } : {}),
      },
    })
  const count = plural(ids.length, t.approvals.one, t.approvals.many)
  return (
    <OneByOne
      title={`${t.decide.approve}${t.colon}${count}`}
      size="lg"
      items={shown}
      name={({ title }) => title}
      run={decide(true)}
      done={t.approvals.wereApproved}
      other={{
        title: `${t.decide.reject}${t.colon}${count}`,
        run: decide(false),
        done: t.approvals.wereRejected,
        ready: ready && reason.trim() !== '',
      }}
      {...(confirmed ? {} : { begin: () => proof.take().finally(proof.reset) })}
      ready={ready}
      opened={opened}
      close={close}
    >
      <ul className={css.several}>
        {read.map(({ data, error }, place) => (
          <li key={ids[place]}>
            {error && problemOf(error)}
            {data && (
              <>
                <strong>{sentenceText(data.title)}</strong>
                {data.says.map((text) => (
                  <p key={text}>
                    <Said sentence={text} />
                  </p>
                ))}
                <p className="quiet">
                  {data.reason} ({actorText(data.proposedBy)})
                </p>
              </>
            )}
          </li>
        ))}
      </ul>
      <Textarea
        mt="md"
        label={t.decide.reason}
        description={t.decide.reasonText}
        autosize
        maxLength={1000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {!confirmed && (
        <Stack gap="md" mt="md">
          <Prove of={proof} />
        </Stack>
      )}
    </OneByOne>
  )
}
