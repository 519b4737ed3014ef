import { type AddressInfo, createServer, type Server } from 'node:net'
import type { Config } from './config.ts'
import { InvalidInput } from './domain/errors.ts'

type Place = Pick<Config, 'host' | 'port'>

/** @throws InvalidInput: the port is taken, or nobody may listen there */
export function listen(
  server: Pick<Server, 'once' | 'listen' | 'address'>,
  { host, port }: Place,
): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      const reason = taken
        ? `port ${port} is taken by another program; choose another`
        : `cannot be listened on (${error.code ?? error.message})`
      reject(new InvalidInput('Configuration', [{ at: taken ? 'LEDGERLINE_PORT' : 'LEDGERLINE_HOST', reason }]))
    })
    server.listen(port, host, () => resolve(server.address() as AddressInfo))
  })
}

/** Whether the hub will be able to listen, before anything is made for it. @throws InvalidInput */
export async function checkPort(place: Place): Promise<void> {
  const server = createServer()
  await listen(server, place)
  await new Promise((closed) => server.close(closed))
}
