import { Button, Checkbox, Group, Stack } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Scope } from '../../../domain/person.ts'
import type { AnswerOf } from '../../../routes/index.ts'
import { call } from '../../api/client.ts'
import { queries } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { Failed, problemOf } from '../../kit/loaded.tsx'
import { Facts } from '../../kit/page.tsx'
import { Prove, useProof } from '../../kit/prove.tsx'
import { routes } from '../../routes.ts'
import { Card } from '../../shell/sign-in.tsx'
import { t } from '../../words/index.ts'

type Asks = NonNullable<AnswerOf<'POST /api/authorization/read'>['asks']>

/**
 * A program asks to be let in: who it is as far as anybody knows, where the answer goes, and what it may do. What it calls
 * itself proves nothing, so the address it answers to stands beside it.
 */
export default function Consent() {
  const request = location.search.slice(1)
  const me = useQuery(queries.me())
  const asked = useQuery({
    queryKey: ['authorization', request],
    queryFn: () => call('POST /api/authorization/read', { body: { request } }),
    enabled: me.data?.session != null,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (me.data && me.data.session === null)
    return (
      <Card title={t.consent.title} lead={t.decide.noPerson} refused={null}>
        <Button component="a" href={routes.account()} fullWidth>
          {t.account.makeFirst}
        </Button>
      </Card>
    )
  if (!asked.data && asked.isError) return <Failed error={asked.error} retry={() => void asked.refetch()} />
  if (!me.data || !asked.data) return null
  const { asks, refused } = asked.data
  if (asks) return <Ask asks={asks} request={request} email={me.data.person?.email ?? ''} />
  return (
    <Card title={t.consent.refused} lead={t.consent.refusedText} refused={refused?.says ?? null}>
      {refused?.back && (
        <Button component="a" href={refused.back} variant="default" fullWidth>
          {t.consent.back}
        </Button>
      )}
    </Card>
  )
}

function Ask({ asks, request, email }: { asks: Asks; request: string; email: string }) {
  // Who customers are is only read where somebody says so.
  const [scopes, setScopes] = useState<readonly Scope[]>(asks.scopes.filter((scope) => scope !== 'people'))
  const proof = useProof()
  const [gone, setGone] = useState(false)
  const deciding = useMutation({
    mutationFn: async (approve: boolean) =>
      call('POST /api/authorization', {
        body: {
          ...{ request, approve, scopes: approve ? scopes : [] },
          ...(approve && asks.takesPassword ? await proof.take() : {}),
        },
      }),
    onSuccess: ({ back }) => {
      setGone(true)
      location.assign(back)
    },
    onSettled: proof.reset,
  })
  const leavingOut = useMutation({
    mutationFn: () => call('DELETE /api/session'),
    onSuccess: () => location.reload(),
  })
  const toggle = (scope: Scope, on: boolean) =>
    setScopes(asks.scopes.filter((one) => (one === scope ? on : scopes.includes(one))))
  if (gone) return <Card title={t.consent.done} lead={t.consent.doneText} refused={null} />
  return (
    <Card title={t.consent.title} lead={`${t.consent.asks} “${asks.name}”`} refused={null}>
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          deciding.mutate(true)
        }}
      >
        <Stack gap="md">
          {deciding.isError && <Callout hue="red">{problemOf(deciding.error)}</Callout>}
          <Facts
            facts={[
              [t.consent.describedBy, asks.host ?? t.consent.nobody],
              [t.consent.answerGoes, `${t.consent.kinds[asks.leadsTo.kind]} (${asks.leadsTo.place})`],
              [t.consent.as, email],
            ]}
          />
          {asks.host === null && <p className="quiet">{t.consent.unproved}</p>}
          <Checkbox.Group label={t.consent.may} value={[...scopes]}>
            <Stack gap="xs" mt="xs">
              {asks.scopes.map((scope) => (
                <Checkbox
                  key={scope}
                  value={scope}
                  label={t.consent.scopes[scope]}
                  onChange={(event) => toggle(scope, event.currentTarget.checked)}
                />
              ))}
            </Stack>
          </Checkbox.Group>
          {asks.beyond.length > 0 && (
            <p className="quiet">
              {t.consent.beyond} {asks.beyond.map((scope) => t.people.scopes[scope]).join(', ')}.
            </p>
          )}
          <p className="quiet">{t.consent.never}</p>
          {asks.takesPassword && <Prove of={proof} />}
          <Button
            type="submit"
            fullWidth
            loading={deciding.isPending && deciding.variables}
            disabled={scopes.length === 0 || (asks.takesPassword && !proof.ready)}
          >
            {t.consent.allow}
          </Button>
          <Group grow>
            <Button
              variant="default"
              loading={deciding.isPending && !deciding.variables}
              onClick={() => deciding.mutate(false)}
            >
              {t.consent.refuse}
            </Button>
            <Button variant="subtle" loading={leavingOut.isPending} onClick={() => leavingOut.mutate()}>
              {t.consent.other}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  )
}
