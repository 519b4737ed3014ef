import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { call } from '../api/client.ts'
import { pageBefore, tell } from '../api/sso.ts'
import { problemOf } from '../kit/loaded.tsx'
import { t } from '../words/index.ts'
import { Card } from './sign-in.tsx'

/** Where the provider sends the browser back to: hands over what it has answered, and goes on. */
export default function SsoCallback() {
  const [answer] = useState(() => location.search.slice(1))
  const begun = useRef(false)
  const [closing, setClosing] = useState(false)
  const ending = useMutation({
    mutationFn: () => call('POST /api/session/sso/callback', { body: { answer } }),
    onSuccess: ({ did, popup, person }) => {
      if (!popup) return location.replace(did === 'connected' ? '/account' : pageBefore())
      tell({ did, person: person.id })
      setClosing(true)
      window.close()
    },
  })
  const { mutate } = ending
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    // The code stays in no history and in no copied address.
    history.replaceState(null, '', '/sso/callback')
    mutate()
  }, [mutate])
  if (closing) return <Card title={t.sso.done} lead={t.sso.close} refused={null} />
  if (!ending.isError) return <Card title={t.sso.returning} lead="" refused={null} />
  return (
    <Card title={t.sso.failed} lead="" refused={problemOf(ending.error)}>
      <Button component="a" href="/" variant="default" fullWidth>
        {t.sso.back}
      </Button>
    </Card>
  )
}
