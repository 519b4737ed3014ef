import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net'

/** A connection to the server, which clients take turns on. */
interface Behind {
  readonly socket: Socket
  /** What the server said when it was opened: each client hears it as its own. */
  greeting: Buffer
  /** Who hears what it says. */
  client: Socket | null
}

/**
 * A pooler in transaction mode before a PostgreSQL that asks for no password, as PgBouncer behaves: a client has a
 * connection of the server from its first statement to the end of the transaction, and then the next one gets it.
 * @param order which of the idle connections is taken: the one used last, or the one idle for longest
 */
export async function startPooler(
  server: NetConnectOpts,
  order: 'newest' | 'oldest',
): Promise<{ readonly port: number; stop(): void }> {
  const idle: Behind[] = []
  const sockets = new Set<Socket>()
  const kept = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    return socket
  }
  /** Opens one with a client's own first message. */
  const open = (first: Buffer): Promise<Behind> =>
    new Promise((opened) => {
      const behind: Behind = { socket: kept(connect(server)), greeting: Buffer.alloc(0), client: null }
      behind.socket.write(first)
      let greeted = false
      behind.socket.on('data', (said: Buffer) => {
        if (greeted) behind.client?.write(said)
        else behind.greeting = Buffer.concat([behind.greeting, said])
        // "Ready for query", and not in a transaction.
        if (said.subarray(-6).toString('latin1') !== 'Z\0\0\0\x05I') return
        if (greeted) {
          behind.client = null
          idle.push(behind)
        }
        greeted = true
        opened(behind)
      })
    })
  const door = createServer((client) => {
    kept(client)
    let started = false
    const has = () => behinds.find((one) => one.client === client)
    client.on('data', async (said: Buffer) => {
      client.pause()
      if (!started) {
        started = true
        const behind = await open(said)
        behinds.push(behind)
        client.write(behind.greeting)
        idle.push(behind)
      } else if (said[0] !== 'X'.charCodeAt(0)) {
        const behind = has() ?? (order === 'newest' ? idle.pop() : idle.shift())
        if (!behind) throw new Error('Each client brings a connection, so one is idle.')
        behind.client = client
        behind.socket.write(said)
      }
      client.resume()
    })
  })
  const behinds: Behind[] = []
  await new Promise<void>((listening) => door.listen(0, '127.0.0.1', () => listening()))
  return {
    port: (door.address() as AddressInfo).port,
    stop() {
      door.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
