import { createClientAsync, type IHttpClient } from 'soap'
import { wsdlFile } from './wire-schema.ts'

/** What goes around the body of an operation, and the headers that go with it. */
export interface Frame {
  readonly headers: Readonly<Record<string, string>>
  readonly before: string
  readonly after: string
}

/**
 * The envelope of each operation as `soap` makes it from the WSDL, made once: between two calls of an operation only the body
 * differs.
 */
export function createFrames(): (operation: string) => Promise<Frame> {
  const client = createClientAsync(wsdlFile, { httpClient: framing })
  // Whoever calls hears of it.
  client.catch(() => {})
  const made = new Map<string, Promise<Frame>>()
  const make = async (operation: string) => {
    const opened = await client
    return new Promise<Frame>((resolve, reject) => {
      opened[`${operation}Async`]({ _xml: body }, { made: resolve }).catch(reject)
    })
  }
  return (operation) => {
    const frame = made.get(operation) ?? make(operation)
    made.set(operation, frame)
    return frame
  }
}

/** Stands where the body of a call will be. */
const body = '<body/>'

/** Sends nothing: what would be sent is the frame. */
const framing: IHttpClient = {
  request(_url, envelope: string, callback, headers, call) {
    const [before = '', after = ''] = envelope.split(body)
    ;(call as { made(frame: Frame): void }).made({ headers: headers as Frame['headers'], before, after })
    callback(null, { status: 200 }, '')
    // `soap` does not look at what is returned here.
    return undefined as unknown as ReturnType<IHttpClient['request']>
  },
}
