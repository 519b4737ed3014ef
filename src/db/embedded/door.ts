import { spawn } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { makePrivate, socketFolder, windows } from './layout.ts'
import { type Programs, quiet } from './programs.ts'

/**
 * Where an embedded server listens: a socket in a folder that nobody else may enter, and the password besides. A port
 * would be open to every user of the machine, and while the server is down another program could take it and play
 * PostgreSQL. On Windows, where Node reaches no such socket, it is a port of 127.0.0.1.
 */
export interface Door {
  /** As the driver wants it: the folder of the socket, or an address. */
  readonly host: string
  readonly port: number
  readonly arguments: readonly string[]
}

export async function openDoor(folder: string): Promise<Door> {
  if (windows) {
    const port = await freePort()
    const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', `port=${port}`, '-c', 'unix_socket_directories=']
    return { host: '127.0.0.1', port, arguments: settings }
  }
  const port = 5432
  const host = socketFolder(folder, socketName(port))
  makePrivate(host, true)
  // As an element of a list: a folder's name may hold a comma or a quote.
  const quoted = `"${host.replaceAll('"', '""')}"`
  const settings = ['listen_addresses=', `unix_socket_directories=${quoted}`, 'unix_socket_permissions=0700']
  return { host, port, arguments: settings.flatMap((setting) => ['-c', setting]) }
}

const socketName = (port: number) => `.s.PGSQL.${port}`

/** Whether a server takes connections there; it may still be starting up. */
export function accepts({ host, port }: Door): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(windows ? { host, port } : { path: join(host, socketName(port)) })
    probe.once('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.once('error', () => resolve(false))
  })
}

/** "fast": open transactions are taken back, and a checkpoint is made. */
export function shutDown(pid: number, programs: Programs): void {
  if (windows) spawn(programs.pgCtl, ['kill', 'INT', String(pid)], { ...quiet, windowsHide: true })
  else process.kill(pid, 'SIGINT')
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
