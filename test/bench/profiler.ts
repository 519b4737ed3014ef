import type { ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'

/** Samples the main thread of a process that was started with `--inspect`. Slows it down: such a run's times count for nothing. */
export interface Profiler {
  start(): Promise<void>
  /** Writes what was seen since `start`, as `profile.ts` and the tools of browsers read it. */
  stop(file: string): Promise<void>
  /** The process ends only when nobody watches it any more. */
  close(): void
}

const everyMicroseconds = 200

export async function profilerOf(child: ChildProcess): Promise<Profiler> {
  const socket = new WebSocket(await addressOf(child))
  await new Promise((opened, failed) => {
    socket.onopen = opened
    socket.onerror = failed
  })
  let last = 0
  const ask = <Result>(method: string, params: object = {}) =>
    new Promise<Result>((answered) => {
      const id = ++last
      const listen = ({ data }: { data: string }) => {
        const message = JSON.parse(data) as { id?: number; result: Result }
        if (message.id !== id) return
        socket.removeEventListener('message', listen)
        answered(message.result)
      }
      socket.addEventListener('message', listen)
      socket.send(JSON.stringify({ id, method, params }))
    })
  await ask('Profiler.enable')
  await ask('Profiler.setSamplingInterval', { interval: everyMicroseconds })
  return {
    start: () => ask('Profiler.start'),
    async stop(file) {
      const { profile } = await ask<{ profile: object }>('Profiler.stop')
      writeFileSync(file, JSON.stringify(profile))
    },
    close: () => socket.close(),
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((found) => {
    let said = ''
    child.stderr!.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const [address] = /ws:\/\/\S+/.exec(said) ?? []
      if (address) found(address)
    })
  })
}
