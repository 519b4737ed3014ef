import { Modal } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, use, useEffect, useState } from 'react'
import { Router } from 'wouter'
import { askAs, call, onSignedOut } from '../api/client.ts'
import { queries } from '../api/queries.ts'
import { guarded, startAnew } from '../kit/guard.ts'
import { Failed, problemOf } from '../kit/loaded.tsx'
import { loadHubWords, t } from '../words/index.ts'
import { Frame } from './frame.tsx'
import { NobodyYet, SignIn, SignInPage } from './sign-in.tsx'

const SsoCallback = lazy(() => import('./sso-callback.tsx'))
const FactorMissing = lazy(() => import('../pages/account/factor-missing.tsx'))
const Consent = lazy(() => import('../pages/consent/consent.tsx'))

/**
 * The secret of the link that the hub prints at its start. It is taken out of the address at once, so that it stays in
 * no history and in no copied address.
 */
function takeLink(): string | null {
  if (location.pathname !== '/welcome') return null
  const token =
    new URLSearchParams(location.hash.slice(1)).get('token') ?? new URLSearchParams(location.search).get('token')
  if (token !== null) history.replaceState(null, '', '/welcome')
  return token
}
const link = takeLink()

/** The link is followed once, however often React draws this. */
let following: Promise<string | null> | null = null
const followLink = (): Promise<string | null> => {
  following ??=
    link === null
      ? Promise.resolve(null)
      : call('POST /api/welcome', { body: { token: link } }).then(() => null, problemOf)
  return following
}

/**
 * Who is signed in, or the way to it. A session that ends while a page is open asks again over that page: what was typed
 * stays, and whoever signs in clicks again what they meant.
 */
export function Session() {
  return location.pathname === '/sso/callback' ? (
    <Suspense fallback={null}>
      <WithHubWords>
        <SsoCallback />
      </WithHubWords>
    </Suspense>
  ) : (
    <Known />
  )
}

function Known() {
  const door = useQuery({
    queryKey: ['door'],
    queryFn: async () => {
      const refused = await followLink()
      return { ...(await call('GET /api/session')), refused }
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const client = useQueryClient()
  const [expired, setExpired] = useState(false)
  useEffect(() => onSignedOut(() => setExpired(true)), [])
  useEffect(() => void loadHubWords(), [])
  const me = useQuery({ ...queries.me(), enabled: door.data?.signedIn === true })

  // What was read once stays: a later read that fails takes no page away, and nothing that is typed in it.
  if (!door.data) return door.isError ? <Failed error={door.error} retry={() => void door.refetch()} /> : null
  if (!door.data.signedIn) {
    const enter = () => void client.invalidateQueries({ queryKey: ['door'] })
    return door.data.first ? (
      <NobodyYet refused={door.data.refused} />
    ) : (
      <SignInPage done={enter} refused={door.data.refused} ways={door.data} />
    )
  }
  if (!me.data) return me.isError ? <Failed error={me.error} retry={() => void me.refetch()} /> : null
  const { person } = me.data
  askAs(person?.id ?? null)
  /** Somebody else has signed in: nothing that the first person saw or typed stays, or is sent as theirs. */
  const again = async (signedIn: string) => {
    if (person !== null && person.id !== signedIn) return startAnew()
    setExpired(false)
    // Not whether anybody is signed in: a session that ends in this moment asks over the page again, and takes nothing away.
    await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'door' })
  }
  return (
    <>
      {me.data.factorMissing ? (
        <Suspense fallback={null}>
          <FactorMissing />
        </Suspense>
      ) : location.pathname === '/oauth/authorize' ? (
        <Suspense fallback={null}>
          <Consent />
        </Suspense>
      ) : (
        <Suspense fallback={null}>
          <WithHubWords>
            <Router aroundNav={guarded}>
              <Frame />
            </Router>
          </WithHubWords>
        </Suspense>
      )}
      <Modal
        opened={expired}
        // Above a dialog that was open when the session ended.
        zIndex={1000}
        onClose={() => {}}
        title={t.signIn.expired}
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
      >
        <p className="quiet" style={{ marginBottom: 16 }}>
          {t.signIn.nothingLost}
        </p>
        <SignIn done={(signedIn) => void again(signedIn)} ways={door.data} over email={person?.email ?? ''} />
      </Modal>
    </>
  )
}

/** The pages with what the hub says in the reader's language. */
function WithHubWords({ children }: { children: ReactNode }) {
  use(loadHubWords())
  return children
}
