/**
 * What GP answers instead of a result. Two kinds are logged: a validation exception, whose complaints can be fetched by
 * the GUID in the fault's detail, and a system exception, which says nothing to the caller.
 *
 * @see learn.microsoft.com dynamicsgp/developer cc508757, cc508744, ff623150
 */
export class GpFault extends Error {
  /** Null for faults of the transport, which GP's log never sees. */
  readonly kind: 'ValidationException' | 'SystemException' | null
  readonly faultcode: string
  readonly problems: readonly Problem[]
  /** What an administrator would see; never sent. */
  readonly detail: string
  constructor(
    kind: GpFault['kind'],
    faultcode: string,
    faultstring: string,
    problems: readonly Problem[],
    detail: string,
  ) {
    super(faultstring)
    this.kind = kind
    this.faultcode = faultcode
    this.problems = problems
    this.detail = detail
  }
}

/** One complaint of a validation result. */
export interface Problem {
  /** The business object, for example "SalesOrder". */
  readonly objectType: string
  readonly propertyNames: readonly string[]
  readonly message: string
}

export function validationFault(problems: readonly Problem[]): GpFault {
  const detail = problems.map(({ message }) => message).join('\n')
  return new GpFault('ValidationException', 's:Server', 'A validation exception has occurred.', problems, detail)
}

/** @param detail the cause, for the log. The caller reads GP's general text alone. */
export function systemFault(detail: string): GpFault {
  const text =
    'The application encountered an unhandled system exception.  Contact your system administrator for details.'
  return new GpFault('SystemException', 's:Server', text, [], detail)
}

export function notFoundFault(what: string): GpFault {
  return new GpFault('SystemException', 's:Server', 'Business object not found.', [], `${what} not found`)
}

/** The role of the user has no right to the operation: answered before GP sees it. */
export const deniedFault = (text: string) => new GpFault(null, 'a:AccessDenied', text, [], text)

/** The request cannot be read: answered before GP sees it. */
export function clientFault(text: string): GpFault {
  return new GpFault(null, 's:Client', text, [], text)
}

/** No operation of that action here, or action and body disagree. */
export function actionFault(action: string): GpFault {
  const text = `The message with Action '${action}' cannot be processed at the receiver, due to a ContractFilter mismatch at the EndpointDispatcher. This may be because of either a contract mismatch (mismatched Actions between sender and receiver) or a binding/security mismatch between the sender and the receiver.`
  return new GpFault(null, 'a:ActionNotSupported', text, [], text)
}

/**
 * The text of an eConnect exception, which the service hands on as the complaint's message.
 *
 * @param keys what eConnect prints for the node
 * @param parameters what it prints for the error itself
 */
export function econnectText(
  number: number,
  procedure: string,
  description: string,
  keys: Readonly<Record<string, string>>,
  parameters: Readonly<Record<string, string>>,
): string {
  const list = (values: Readonly<Record<string, string>>) =>
    Object.entries(values)
      .map(([name, value]) => `${name} = ${value}\r\n`)
      .join('')
  const node = Object.entries({ ...keys, ...parameters })
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')
  return (
    `Sql procedure error codes returned: \n\rError Number = ${number}  Stored Procedure= ${procedure}  Error Description = ${description}\r\n` +
    `Node Identifier Parameters: ${procedure}\r\n${list(keys)}` +
    `Related Error Code Parameters for Node : ${procedure}\r\n${list(parameters)}\r\n\r\n<${procedure}>${node}</${procedure}>`
  )
}
