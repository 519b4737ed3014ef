import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { call } from '../api/client.ts'
import { Callout } from '../kit/callout.tsx'
import { problemOf } from '../kit/loaded.tsx'
import { t } from '../words/index.ts'
import { Mark } from './mark.tsx'
import css from './sign-in.module.css'

/** A window with one thing in it. @param refused why what was tried did not work */
export function Card({
  title,
  lead,
  refused,
  children,
}: {
  title: string
  lead: string
  refused: string | null
  children?: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} – Ledgerline`
  }, [title])
  return (
    <main className={css.page}>
      <div className={css.card}>
        <Mark size={36} />
        <h1 className={css.title}>{title}</h1>
        <p className={css.lead}>{lead}</p>
        {refused && <Callout hue="orange">{refused}</Callout>}
        {children}
      </div>
    </main>
  )
}

/** The whole window, before anybody is known. @param refused why the link that was followed opened nothing */
export const SignInPage = ({ done, refused }: { done: () => void; refused: string | null }) => (
  <Card title={t.signIn.title} lead={t.signIn.lead} refused={refused}>
    <SignIn done={done} />
  </Card>
)

/** A hub that nobody can sign in to yet: its owner opens it by the link that it printed. */
export const NobodyYet = ({ refused }: { refused: string | null }) => (
  <Card title={t.signIn.first} lead={t.signIn.firstText} refused={refused}>
    <p className="quiet">{t.signIn.firstOther}</p>
  </Card>
)

/** E-mail and password. What is wrong stands beside the form, and what was typed stays. */
export function SignIn({ done, email: known = '' }: { done: (person: string) => void; email?: string }) {
  const [email, setEmail] = useState(known)
  const [password, setPassword] = useState('')
  const sending = useMutation({
    mutationFn: () => call('POST /api/session', { body: { email, password } }),
    onSuccess: ({ person }) => done(person.id),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    sending.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {sending.isError && <Callout hue="red">{problemOf(sending.error)}</Callout>}
        <TextInput
          label={t.signIn.email}
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          data-autofocus={known === '' || undefined}
        />
        <PasswordInput
          label={t.signIn.password}
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          data-autofocus={known !== '' || undefined}
        />
        <Button type="submit" fullWidth loading={sending.isPending}>
          {t.signIn.submit}
        </Button>
      </Stack>
    </form>
  )
}
