import { randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { seeded } from './seeded.ts'

/**
 * How a sandbox is told to fail. `match.operation`: "GET orders", "POST order_histories", "CreateSalesOrder"; "*" any.
 *
 * | do           | what the caller sees                                                      |
 * |--------------|---------------------------------------------------------------------------|
 * | delay        | the answer, `ms` later, or once the faults are cleared                    |
 * | error        | `status` (500), an error body; the request has no effect                  |
 * | drop-before  | the connection breaks; the request has no effect                          |
 * | drop-after   | the connection breaks; the request has had its effect                     |
 * | malformed    | an answer that is no XML; the request has had its effect                  |
 * | cut          | half an answer, then the connection breaks; the request has had its effect |
 * | slow         | the answer in small pieces over `ms`                                      |
 * | unauthorised | 401; no effect                                                            |
 * | html         | 503 and the HTML page of a host that is down for maintenance; no effect   |
 *
 * `says` stands where an error, a page or a broken answer has words of its own.
 */
export const faultKinds = [
  'delay',
  'error',
  'drop-before',
  'drop-after',
  'malformed',
  'cut',
  'slow',
  'unauthorised',
  'html',
] as const

const faultSchema = z.strictObject({
  match: z
    .strictObject({
      operation: z.string().default('*'),
      /** Only requests whose answer holds the fields of this record, by its id. Needs an operation. */
      record: z.string().optional(),
    })
    .default({ operation: '*' }),
  do: z.enum(faultKinds),
  ms: z.int().min(0).max(600_000).default(1000),
  status: z.int().min(400).max(599).default(500),
  /** The words of the answer, in place of the usual ones. */
  says: z.string().max(10_000).optional(),
  /** How often it happens; 0: always. */
  times: z.int().min(0).default(1),
  /** Matching requests that pass first. */
  after: z.int().min(0).default(0),
  /** The share of matching requests that it happens to. Drawn from a seeded sequence, so a run can be repeated. */
  probability: z.number().min(0).max(1).default(1),
})
export type Fault = z.output<typeof faultSchema>
export type FaultInput = z.input<typeof faultSchema>

/** The faults that are set, in order: the first that matches happens. */
export class Faults {
  private list: { fault: Fault; passed: number; happened: number }[] = []
  private readonly draw: () => number
  private clearing = Promise.withResolvers<void>()

  constructor(seed = 1) {
    this.draw = seeded(seed)
  }

  /** @throws ZodError naming the member that is wrong. */
  set(faults: readonly FaultInput[]): void {
    this.list = faults.map((fault) => ({ fault: faultSchema.parse(fault), passed: 0, happened: 0 }))
  }

  add(fault: FaultInput): void {
    this.list.push({ fault: faultSchema.parse(fault), passed: 0, happened: 0 })
  }

  clear(): void {
    this.list = []
    this.clearing.resolve()
    this.clearing = Promise.withResolvers()
  }

  /** Resolves when the faults of now are cleared. */
  get cleared(): Promise<void> {
    return this.clearing.promise
  }

  all(): readonly (Fault & { happened: number })[] {
    return this.list.map(({ fault, happened }) => ({ ...fault, happened }))
  }

  /** What happens to this request, if anything. @param about the ids of the records whose fields are asked for */
  next(operation: string, about: () => readonly string[] = () => []): Fault | null {
    for (const entry of this.list) {
      const { fault } = entry
      if (fault.match.operation !== '*' && fault.match.operation !== operation) continue
      if (fault.match.record !== undefined && !about().includes(fault.match.record)) continue
      if (fault.times > 0 && entry.happened >= fault.times) continue
      if (entry.passed < fault.after) {
        entry.passed++
        continue
      }
      if (fault.probability < 1 && this.draw() >= fault.probability) continue
      entry.happened++
      return fault
    }
    return null
  }
}

export const newToken = () => randomBytes(24).toString('base64url')

export interface ControlRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly authorization: string
  readonly body: string
}

export interface ControlReply {
  readonly status: number
  readonly body: unknown
}

export interface Controls {
  readonly token: string
  readonly faults: Faults
  /** The whole state as JSON. */
  readonly state: () => unknown
  /** Actions beyond state and faults, by name: POST /_NAME with a JSON body. */
  readonly actions?: Readonly<Record<string, (input: unknown) => unknown>>
}

/**
 * The control surface of a sandbox: GET /_state; GET, PUT, POST, DELETE /_faults; POST /_DEED. Guarded by a token and, by
 * the server, to loopback. Null when the path is none of them.
 */
export function control(
  request: ControlRequest,
  { token, faults, state, actions = {} }: Controls,
): ControlReply | null {
  if (!request.path.startsWith('/_')) return null
  const given = request.query.get('token') ?? request.authorization.replace(/^Bearer /, '')
  if (!sameText(given, token)) return { status: 401, body: { error: 'the control token is missing or wrong' } }
  const name = request.path.slice(2)
  try {
    if (name === 'state' && request.method === 'GET') return { status: 200, body: state() }
    if (name === 'faults') {
      if (request.method === 'DELETE') faults.clear()
      if (request.method === 'PUT') faults.set(z.array(z.unknown()).parse(parse(request.body)) as FaultInput[])
      if (request.method === 'POST') for (const fault of [parse(request.body)].flat()) faults.add(fault as FaultInput)
      return { status: 200, body: faults.all() }
    }
    const action = actions[name]
    if (action && request.method === 'POST') return { status: 200, body: action(parse(request.body)) ?? null }
  } catch (error) {
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } }
  }
  return {
    status: 404,
    body: {
      error: `no such control; known are state, faults${Object.keys(actions)
        .map((action) => `, ${action}`)
        .join('')}`,
    },
  }
}

const parse = (body: string): unknown => (body.trim() === '' ? {} : JSON.parse(body))

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
