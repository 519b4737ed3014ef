import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { call } from '../../api/client.ts'
import { queries } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { LetIn } from '../../kit/let-in.tsx'
import { Loaded, problemOf } from '../../kit/loaded.tsx'
import { Facts, Page, Section } from '../../kit/page.tsx'
import { Prove, useProof } from '../../kit/prove.tsx'
import { State } from '../../kit/state.tsx'
import { When } from '../../kit/when.tsx'
import { announce } from '../../shell/announcer.tsx'
import { t } from '../../words/index.ts'
import css from './account.module.css'
import { browserName } from './browser-name.ts'
import { Factors } from './factors.tsx'
import { Sso } from './sso.tsx'

/** Who I am here, and where I am signed in. Before anybody can sign in: the first sign-in. */
export default function Account() {
  const me = useQuery(queries.me())
  return (
    <Page title={t.account.title} narrow>
      <Loaded of={me}>
        {({ person, claimed, confirmsBy }) =>
          person ? (
            <>
              <Section title={t.account.you}>
                <Facts
                  facts={[
                    [t.people.name, person.name],
                    [t.signIn.email, person.email],
                    [t.people.role, t.people.roles[person.role]],
                  ]}
                />
              </Section>
              {confirmsBy.password && <ChangePassword email={person.email} />}
              <Factors />
              <Sso />
              <Sessions />
              <LetIn own />
            </>
          ) : claimed ? null : (
            <FirstSignIn />
          )
        }
      </Loaded>
    </Page>
  )
}

/** The owner of this machine becomes its first admin; the link that opened the hub ends with it. */
function FirstSignIn() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [, go] = useLocation()
  const back = useSearchParams()[0].get('back')
  const client = useQueryClient()
  const making = useMutation({
    mutationFn: async () => {
      await call('POST /api/people/first', { body: { email, password } })
      await call('POST /api/session', { body: { email, password } })
    },
    onSuccess: async () => {
      announce(t.account.firstMade)
      await client.invalidateQueries()
      // To the decision that asked for it: a page of the hub, whatever a stranger's link says.
      if (back !== null && /^\/(?![/\\])/.test(back)) go(back)
    },
  })
  return (
    <Section title={t.account.makeFirst}>
      <form
        className={css.form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          making.mutate()
        }}
      >
        <Stack gap="md">
          <p className="quiet">{t.account.firstText}</p>
          {making.isError && <Callout hue="red">{problemOf(making.error)}</Callout>}
          <TextInput
            label={t.signIn.email}
            type="email"
            required
            autoComplete="username"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label={t.signIn.password}
            description={t.account.passwordText}
            required
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={making.isPending} style={{ justifySelf: 'start' }}>
            {t.account.makeFirst}
          </Button>
        </Stack>
      </form>
    </Section>
  )
}

function ChangePassword({ email }: { email: string }) {
  const proof = useProof()
  const [fresh, setFresh] = useState('')
  const changing = useMutation({
    mutationFn: async () =>
      call('POST /api/people/:email/password', {
        params: { email },
        body: { by: await proof.take(), password: fresh },
      }),
    onSuccess: () => {
      setFresh('')
      announce(t.account.passwordChanged)
    },
    onSettled: proof.reset,
  })
  return (
    <Section title={t.account.changePassword}>
      <form
        className={css.form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          changing.mutate()
        }}
      >
        <Stack gap="md">
          {changing.isError && <Callout hue="red">{problemOf(changing.error)}</Callout>}
          {changing.isSuccess && <Callout hue="green">{t.account.passwordChanged}</Callout>}
          <Prove of={proof} />
          <PasswordInput
            label={t.account.newPassword}
            description={t.account.passwordText}
            required
            autoComplete="new-password"
            value={fresh}
            onChange={(event) => setFresh(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={!proof.ready} loading={changing.isPending}>
            {t.account.changePassword}
          </Button>
        </Stack>
      </form>
    </Section>
  )
}

function Sessions() {
  const sessions = useQuery(queries.sessions())
  const client = useQueryClient()
  const ending = useMutation({
    mutationFn: (id: string | null) =>
      id === null ? call('DELETE /api/sessions') : call('DELETE /api/sessions/:id', { params: { id } }),
    onSuccess: async (_, id) => {
      if (id === null) location.assign('/')
      else await client.invalidateQueries({ queryKey: ['sessions'] })
    },
  })
  return (
    <Section
      title={t.account.sessions}
      aside={
        <Button
          size="compact-sm"
          variant="default"
          loading={ending.isPending && ending.variables === null}
          onClick={() => ending.mutate(null)}
        >
          {t.account.signOutEverywhere}
        </Button>
      }
    >
      <Loaded of={sessions}>
        {(rows) => (
          <ul className={css.sessions}>
            {rows.map(({ id, from, browser, seenAt, current }) => (
              <li key={id}>
                <span>
                  <strong>{browserName(browser) ?? t.account.unknownBrowser}</strong>{' '}
                  <span className="quiet">{from}</span>
                </span>
                <span className="quiet">
                  {t.account.seen} <When at={seenAt} plain />
                </span>
                {current ? (
                  <State state="ok" word={t.account.thisOne} />
                ) : (
                  <Button size="compact-xs" variant="default" onClick={() => ending.mutate(id)}>
                    {t.account.endSession}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  )
}
