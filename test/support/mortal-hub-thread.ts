import { enableCompileCache } from 'node:module'
import { dirname, join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { instant } from '../../src/domain/clock.ts'
import { silentLog } from '../../src/domain/observe.ts'
import { ForwardClock } from './forward-clock.ts'
import type { MortalHubData } from './mortal-hub.ts'

const { config, aheadMs, hub: bundled } = workerData as MortalHubData
enableCompileCache(join(dirname(bundled), 'compiled'))
const { openHub } = (await import(bundled)) as typeof import('../../src/hub.ts')
const clock = new ForwardClock()
clock.advance(aheadMs)
parentPort!.on('message', (ms: number) => clock.advanceTo(instant(ms)))
const hub = await openHub(config, silentLog, { clock })
await hub.start()
parentPort!.postMessage('started')
