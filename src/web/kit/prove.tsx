import { Button, PasswordInput, TextInput } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { confirmByPasskey, knowsPasskeys } from '../api/passkey.ts'
import { queries } from '../api/queries.ts'
import { confirmBySso } from '../api/sso.ts'
import { t } from '../words/index.ts'
import { Callout } from './callout.tsx'
import { problemOf } from './loaded.tsx'

/** What a decision brings in place of the password: the session was proved a moment ago. */
export interface Proved {
  readonly confirmation: string
}

export interface Proof {
  readonly password: string
  readonly code: string
  readonly type: (change: { readonly password?: string; readonly code?: string }) => void
  /** By a passkey, before the button is pressed. */
  readonly confirmation: string | null
  readonly confirm: (confirmation: string) => void
  /** Whether the button may be pressed. */
  readonly ready: boolean
  /** Proves it. @throws RequestFailed */
  readonly take: () => Promise<Proved>
  /** It was used: what was typed goes. */
  readonly reset: () => void
}

/** How the person of this session proves that it is them: by their password, with the code of their app, or by a passkey. */
export function useProof(): Proof {
  const me = useQuery(queries.me())
  const [typed, setTyped] = useState({ password: '', code: '' })
  const [confirmation, confirm] = useState<string | null>(null)
  const takesCode = me.data?.confirmsBy.code === true
  return {
    ...typed,
    ...{ confirmation, confirm },
    type: (change) => setTyped((before) => ({ ...before, ...change })),
    ready: confirmation !== null || (typed.password !== '' && (!takesCode || typed.code !== '')),
    take: async () => {
      if (confirmation !== null) return { confirmation }
      const { password, code } = typed
      const body = { password, ...(takesCode ? { code } : {}) }
      return { confirmation: (await call('POST /api/session/confirm', { body })).confirmation }
    },
    reset: () => {
      setTyped({ password: '', code: '' })
      confirm(null)
    },
  }
}

/** Its fields. */
export function Prove({ of: proof }: { of: Proof }) {
  const me = useQuery(queries.me())
  const byPasskey = useMutation({ mutationFn: confirmByPasskey, onSuccess: proof.confirm })
  const bySso = useMutation({ mutationFn: confirmBySso, onSuccess: proof.confirm })
  if (proof.confirmation !== null) return <Callout hue="green">{t.prove.done}</Callout>
  const { password = true, code: takesCode = false, passkey = false, sso = null } = me.data?.confirmsBy ?? {}
  const failed = byPasskey.error ?? bySso.error
  return (
    <>
      {failed && <Callout hue="red">{problemOf(failed)}</Callout>}
      {password && (
        <>
          <input type="hidden" autoComplete="username" value={me.data?.person?.email ?? ''} readOnly />
          <PasswordInput
            label={t.decide.password}
            autoComplete="current-password"
            value={proof.password}
            onChange={(event) => proof.type({ password: event.currentTarget.value })}
          />
          {takesCode && <CodeInput value={proof.code} change={(code) => proof.type({ code })} />}
        </>
      )}
      {passkey && knowsPasskeys() && (
        <Button
          variant="default"
          leftSection={<IconFingerprint size={16} aria-hidden />}
          loading={byPasskey.isPending}
          onClick={() => byPasskey.mutate()}
        >
          {t.prove.byPasskey}
        </Button>
      )}
      {sso !== null && (
        <Button variant="default" onClick={() => bySso.mutate()}>
          {t.sso.confirm} {sso}
        </Button>
      )}
    </>
  )
}

/** Six digits of an authenticator app, or a backup code. */
export function CodeInput({
  value,
  change,
  focused = false,
}: {
  value: string
  change: (code: string) => void
  focused?: boolean
}) {
  return (
    <TextInput
      label={t.prove.code}
      description={t.prove.codeText}
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={20}
      required
      value={value}
      onChange={(event) => change(event.currentTarget.value)}
      data-autofocus={focused || undefined}
      autoFocus={focused}
    />
  )
}
