import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { call, RequestFailed } from '../api/client.ts'
import { knowsPasskeys, signInByPasskey } from '../api/passkey.ts'
import { goToProvider, signInBySso } from '../api/sso.ts'
import { Callout } from '../kit/callout.tsx'
import { problemOf } from '../kit/loaded.tsx'
import { CodeInput } from '../kit/prove.tsx'
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

/** How one signs in here, beside e-mail and password. */
export interface Ways {
  readonly passkeys: boolean
  /** How the provider of single sign-on is called. */
  readonly sso: string | null
}

/** The whole window, before anybody is known. @param refused why the link that was followed opened nothing */
export const SignInPage = ({ done, refused, ways }: { done: () => void; refused: string | null; ways: Ways }) => (
  <Card title={t.signIn.title} lead={t.signIn.lead} refused={refused}>
    <SignIn done={done} ways={ways} />
  </Card>
)

/** A hub that nobody can sign in to yet: its owner opens it by the link that it printed. */
export const NobodyYet = ({ refused }: { refused: string | null }) => (
  <Card title={t.signIn.first} lead={t.signIn.firstText} refused={refused}>
    <p className="quiet">{t.signIn.firstOther}</p>
  </Card>
)

const needsCode = (error: unknown) => error instanceof RequestFailed && error.code === 'code_needed'

/**
 * E-mail and password, then the code of who has an authenticator app; or a passkey. What is wrong stands beside the form, and
 * what was typed stays.
 */
export function SignIn({
  done,
  ways,
  over = false,
  email: known = '',
}: {
  done: (person: string) => void
  ways: Ways
  /** It stands over a page that stays as it is. */
  over?: boolean
  email?: string
}) {
  const [email, setEmail] = useState(known)
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [takesCode, setTakesCode] = useState(false)
  const sending = useMutation({
    mutationFn: () => call('POST /api/session', { body: { email, password, ...(takesCode ? { code } : {}) } }),
    onSuccess: ({ person }) => done(person.id),
    onError: (error) => {
      setCode('')
      if (needsCode(error)) setTakesCode(true)
    },
  })
  const byPasskey = useMutation({ mutationFn: signInByPasskey, onSuccess: done, onMutate: () => sending.reset() })
  const bySso = useMutation({
    mutationFn: async () => {
      if (over) done(await signInBySso())
      else await goToProvider(call('POST /api/session/sso', { body: { popup: false } }))
    },
    onMutate: () => sending.reset(),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    byPasskey.reset()
    bySso.reset()
    sending.mutate()
  }
  const failed = bySso.error ?? byPasskey.error ?? (needsCode(sending.error) ? null : sending.error)
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {failed && <Callout hue="red">{problemOf(failed)}</Callout>}
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
        {takesCode && <CodeInput value={code} change={setCode} focused />}
        <Button type="submit" fullWidth loading={sending.isPending}>
          {t.signIn.submit}
        </Button>
        {ways.passkeys && knowsPasskeys() && (
          <Button
            variant="default"
            fullWidth
            leftSection={<IconFingerprint size={16} aria-hidden />}
            loading={byPasskey.isPending}
            onClick={() => byPasskey.mutate()}
          >
            {t.signIn.byPasskey}
          </Button>
        )}
        {ways.sso !== null && (
          <Button variant="default" fullWidth onClick={() => bySso.mutate()}>
            {t.sso.with} {ways.sso}
          </Button>
        )}
      </Stack>
    </form>
  )
}
