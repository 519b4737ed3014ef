import type { Clock } from '../../../domain/clock.ts'
import type { Finding } from '../../../domain/connector.ts'
import { NotFound } from '../../../domain/errors.ts'
import { ref } from '../../../domain/record.ts'
import type { GpEntity } from '../gp-entity.ts'
import type { GpWire } from '../gp-wire.ts'
import { type GpSettings, gpPlace, urlOf } from '../settings.ts'
import { checkConnection, companiesOf } from './check.ts'
import { createCurrencies } from './currencies.ts'
import { explainFault } from './explain-fault.ts'
import { GpFault } from './faults.ts'
import { inOurWords } from './in-our-words.ts'
import { type Prepared, prepare } from './prepared.ts'
import { createReading } from './reading.ts'
import { createWebServices } from './services.ts'
import { createTransport, type Transport } from './transport.ts'
import { createWriting } from './writing.ts'

export interface GpCredentials {
  /** `user`, `DOMAIN\user` or `user@domain`. Null: none is stored for this address; every call is refused. */
  readonly username: string | null
  readonly password: string | null
}

/** GP over its Web Services, legacy endpoint. */
export function createWebServicesWire(
  settings: GpSettings,
  gpEntities: Readonly<Record<string, GpEntity>>,
  {
    username,
    password,
    clock,
    signInProbeMs,
  }: GpCredentials & { readonly clock: Clock; readonly signInProbeMs?: number | undefined },
): GpWire {
  const transport = createTransport({
    auth: authentication(settings, { username, password }),
    clock,
    concurrency: settings.concurrency,
    callsPerMinute: settings.callsPerMinute,
    timeoutMs: settings.timeoutMs,
    caFile: settings.caFile,
    proxy: settings.proxy,
    signInProbeMs,
  })
  const services = createWebServices({
    transport,
    clock,
    companyId: settings.companyId,
    role: settings.role,
    urlOf: (operation) => urlOf(settings, operation),
  })
  const entities = new Map(
    Object.entries(gpEntities).map(
      ([name, { schema, webServices }]) => [name, prepare(services.schema, schema, webServices)] as const,
    ),
  )
  const entityOf = (name: string): Prepared => {
    const found = entities.get(name.replace(/^gp\./, ''))
    if (!found) throw new NotFound(`GP entity ${name}`, `GP has ${[...entities.keys()].join(', ')}.`)
    return found
  }
  const explained = inOurWords(settings, services)
  const reading = createReading(services, entities, entityOf, explained, clock)
  const currencies = createCurrencies(clock, async (currency) => {
    const found = await reading.read(ref('gp.currency', currency))
    return typeof found?.DecimalPlaces === 'string' ? found.DecimalPlaces : null
  })
  return {
    ...reading,
    ...createWriting(services, reading, currencies, entityOf, explained),
    async companies() {
      try {
        return await companiesOf(services)
      } catch (error) {
        throw error instanceof GpFault ? explainFault(error, null) : error
      }
    },
    async check() {
      transport.lookAgain()
      const findings = await checkConnection(settings, services)
      const reached = !findings.some(({ check, level }) => check === 'gp.connection' && level === 'error')
      return [...findings, ...(reached ? speed(transport) : [])]
    },
    close: () => services.close(),
  }
}

const speed = ({ times }: Transport): Finding[] =>
  times.finding(
    'gp.speed',
    'GP',
    'See on the GP server what loads it: SQL Server, a backup, a posting, the Web Services’ own log. Until then orders still arrive, only later; set timeoutMs of the connection above the slowest answer.',
  )

function authentication(settings: GpSettings, { username, password }: GpCredentials) {
  if (settings.auth === 'none') return { kind: 'none' } as const
  if (username === null || password === null) return { kind: 'missing', place: gpPlace(settings) } as const
  if (settings.auth === 'basic') {
    const name = settings.domain === '' ? username : `${settings.domain}\\${username}`
    return { kind: 'basic', username: name, password } as const
  }
  const slash = username.indexOf('\\')
  const domain = slash < 0 ? settings.domain : username.slice(0, slash)
  return { kind: 'ntlm', domain, username: username.slice(slash + 1), password } as const
}
