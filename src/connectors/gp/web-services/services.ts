import { type Clock, isYoung } from '../../../domain/clock.ts'
import {
  AccessDenied,
  type Call,
  HubError,
  RemoteUnavailable,
  UnexpectedAnswer,
  WrongAddress,
} from '../../../domain/errors.ts'
import { retryAfterMs } from '../../http.ts'
import { bodyOf } from './answer.ts'
import { type Wire, writeOperation, writtenOnce } from './envelope.ts'
import { faultIn, GpFault, type ValidationItem } from './faults.ts'
import { createFrames } from './frames.ts'
import type { Effect, Reply, Transport } from './transport.ts'
import { isWire } from './wire-codecs.ts'
import { readWireSchema, type WireSchema } from './wire-schema.ts'

export interface WebServicesOptions {
  readonly transport: Transport
  readonly clock: Clock
  /** DYNAMICS `SY01500.CMPANYID`; -1 is the sample company. */
  readonly companyId: number
  /** Picks the policies of that role. Without it GP takes the user's only role, else the default policy. */
  readonly role: string | undefined
  /** Where an operation is posted to: the addresses in the WSDL are never used. */
  urlOf(operation: string): string
}

/** What was asked of GP beside the arguments. */
interface CallOptions {
  /** The system database instead of the company: lists of companies. */
  readonly system?: boolean
}

export interface WebServices {
  readonly schema: WireSchema
  /**
   * One operation. Context and policy are added. Returns what stands in `<operation>Result`: members by name, decimals
   * and times as text, null when it is empty or the operation answers nothing.
   * @throws GpFault for a SOAP fault; AccessDenied, WrongAddress, RemoteUnavailable as the transport
   */
  call(operation: string, args: Wire, options?: CallOptions): Promise<Wire | null>
  /** The policy GP would apply to an operation. Kept for ten minutes: an administrator may change it. */
  policy(operation: string): Promise<Wire>
  close(): Promise<void>
}

const policyAgeMs = 600_000

/**
 * GP Web Services, legacy endpoint. `soap` makes the envelope. The content of the body is written by us from the same WSDL:
 * `soap` sends children in the order of the object and puts a member into the namespace of its parent, so that `CompanyKey`
 * would hold a `gp:Id` that GP does not see.
 */
export function createWebServices(options: WebServicesOptions): WebServices {
  const { transport, clock, companyId, role } = options
  const schema = readWireSchema()
  const frameOf = createFrames()
  const policies = new Map<string, { readonly policy: Promise<Wire>; readonly at: number }>()

  const context = (system: boolean): Wire => ({
    OrganizationKey: system ? undefined : { $type: 'CompanyKey', Id: companyId },
    CurrencyType: 'Transactional',
    RoleKey: role === undefined ? undefined : { Id: role },
  })

  async function send(operation: string, args: Wire, url: string): Promise<Wire | null> {
    const described = schema.operations.get(operation)
    if (!described) throw new Error(`WSDL: no operation ${operation}`)
    const call: Call = { system: 'gp', operation }
    const effect = described.result ? 'read' : 'write'
    const { headers, before, after } = await frameOf(operation)
    const xml = `${before}${writeOperation(schema, described, args)}${after}`
    const reply = await transport.post({ url, call, effect, headers, body: xml })
    refuseNoSoap(reply, call, effect, clock)
    const body = bodyOf(reply.body)
    if (body?.Fault !== undefined) throw new GpFault(call, effect, faultIn(body.Fault), [])
    const answer = body?.[`${operation}Response`]
    if (answer === undefined)
      throw new RemoteUnavailable(call, 'not the answer to the call, or cut off', { ambiguous: effect === 'write' })
    const result = isWire(answer) ? answer[`${operation}Result`] : undefined
    return isWire(result) ? result : null
  }

  async function policy(operation: string): Promise<Wire> {
    const known = policies.get(operation)
    const now = Date.parse(clock.now())
    if (known && isYoung(now - known.at, policyAgeMs)) return known.policy
    const args = { operation, context: context(false) }
    const fetched = send('GetPolicyByOperation', args, options.urlOf(operation)).then((found) => {
      if (found) return writtenOnce(found)
      throw new UnexpectedAnswer({ system: 'gp', operation: 'GetPolicyByOperation' }, [`no policy for ${operation}`])
    })
    policies.set(operation, { policy: fetched, at: now })
    fetched.catch(() => policies.delete(operation))
    return fetched
  }

  /** The complaints behind a fault; none when the log cannot be read either. */
  async function validationItems(logId: string, url: string): Promise<ValidationItem[]> {
    try {
      return itemsIn(await send('GetLoggedValidationResultByKey', { logId, context: context(false) }, url))
    } catch (error) {
      if (error instanceof HubError || error instanceof GpFault) return []
      throw error
    }
  }

  return {
    schema,
    policy,
    async call(operation, args, { system = false } = {}) {
      const url = options.urlOf(operation)
      const takesPolicy = schema.operations.get(operation)?.parameters.some(({ name }) => name === 'policy')
      try {
        const applied = takesPolicy ? await policy(operation) : undefined
        return await send(operation, { ...args, context: context(system), policy: applied }, url)
      } catch (error) {
        if (!(error instanceof GpFault) || error.logId === null) throw error
        throw new GpFault(error.call, error.effect, error, await validationItems(error.logId, url))
      }
    },
    close: () => transport.close(),
  }
}

function refuseNoSoap(reply: Reply, call: Call, effect: Effect, clock: Clock): void {
  const { status } = reply
  const soap = /<(?:\w+:)?Envelope[\s>]/.test(reply.body.slice(0, 2000))
  if (soap && (status === 200 || status === 500)) return
  if (status === 401 || status === 403)
    throw new AccessDenied(
      call,
      'The server refuses this user at this address. Check the address, the user and the way to sign in.',
    )
  if (status >= 300 && status < 500 && status !== 408 && status !== 429)
    throw new WrongAddress(call, `HTTP ${status}`, wrongAddress)
  const html = /^\s*<(?:!doctype\s+html|html)/i.test(reply.body)
  if (status === 200 && html && effect === 'read')
    throw new WrongAddress(call, 'the answer is a web page', wrongAddress)
  const reason = status === 200 ? 'the answer is no SOAP envelope' : `HTTP ${status}`
  const afterMs = retryAfterMs(reply.headers, clock)
  throw new RemoteUnavailable(call, reason, {
    ambiguous: effect === 'write',
    ...(afterMs === undefined ? {} : { afterMs }),
  })
}

const wrongAddress =
  'Give the address of the legacy endpoint, by default http://HOST:48620/DynamicsGPWebServices/DynamicsGPService.asmx.'

function itemsIn(result: Wire | null): ValidationItem[] {
  const errors = listIn(result?.Errors, 'ValidationError')
  return errors.map((error) => ({
    message: typeof error.Message === 'string' ? error.Message : '',
    objectType: typeof error.ObjectType === 'string' ? error.ObjectType : '',
    propertyNames: stringsIn(error.PropertyNames),
  }))
}

/** The elements of an `ArrayOf…`, also one that comes alone; none when it is absent. */
export function listIn(array: unknown, item: string): Wire[] {
  const found = typeof array === 'object' && array !== null ? (array as Record<string, unknown>)[item] : undefined
  return [found].flat().filter((entry): entry is Wire => typeof entry === 'object' && entry !== null)
}

/** The option of a behaviour that a policy has in force, by name; null when it names none. */
export function optionIn(policy: Wire, behavior: string): string | null {
  const found = listIn(policy.Behaviors, 'Behavior').find(({ Name }) => Name === behavior)
  const option = found?.SelectedOption as Wire | undefined
  return typeof option?.Name === 'string' && option.Name.trim() !== '' ? option.Name.trim() : null
}

function stringsIn(array: unknown): string[] {
  const found = typeof array === 'object' && array !== null ? (array as Record<string, unknown>).string : undefined
  return [found].flat().filter((entry) => typeof entry === 'string')
}
