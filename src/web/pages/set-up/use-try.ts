import { useMutation } from '@tanstack/react-query'
import type { Json } from '../../../domain/record.ts'
import { call } from '../../api/client.ts'
import type { Finding } from './findings.tsx'

interface Typed {
  readonly integration: string | null
  readonly system: 'prestashop' | 'gp' | 'mail'
  readonly connection: Json
  readonly credentials: Record<string, string>
  /** Whether enough is typed to try it. */
  readonly isWhole: boolean
}

/** What stops a connection; what else is found may be mended after it is stored. */
const stops = ({ check, level }: Finding) =>
  level === 'error' && /(\.settings|\.companies|^shop\.connection|^mail\.connection)$/.test(check)

/**
 * Tries a connection when a field of it is left, not at each key: half a password is a wrong one, and Windows locks an
 * account after a few of these. What was found belongs to what was typed then: it counts no more when that changes.
 */
export function useTry({ integration, system, connection, credentials, isWhole }: Typed) {
  const now = JSON.stringify([connection, credentials])
  const trying = useMutation({
    mutationFn: async (_typed: string) =>
      call('POST /api/connections/try', {
        body: { ...(integration === null ? {} : { integration }), system, connection, credentials },
      }),
  })
  const isOfNow = trying.variables === now
  return {
    tryNow: () => trying.mutate(now),
    tryWhenLeft: () => {
      if (isWhole && !isOfNow) trying.mutate(now)
    },
    isTrying: trying.isPending,
    error: isOfNow ? trying.error : null,
    found: isOfNow && trying.data ? trying.data.findings : null,
    /** They stay in view while another one of them is chosen. */
    companies: trying.data?.companies ?? null,
    isGood: isOfNow && trying.data !== undefined && !trying.data.findings.some(stops),
  }
}
