import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Clock, instant, later } from '../../src/domain/clock.ts'
import type { HubError } from '../../src/domain/errors.ts'
import { openAt, removeEmbedded } from '../support/embedded.ts'

const dataFolder = mkdtempSync(join(tmpdir(), 'ledgerline-serving-'))
afterAll(() => removeEmbedded(dataFolder))
let now = instant('2026-03-01T10:00:00Z')
const clock: Clock = { now: () => now, sleep: () => new Promise((resolve) => setTimeout(resolve, 20)) }

test('one process serves a data folder; who yields makes room; a lease that ended or ran out is free', async () => {
  const [one, two] = [await openAt(dataFolder), await openAt(dataFolder)]
  const holder = (pid: number, yields = false, ended: (by: HubError | null) => void = () => {}) => ({
    ...{ clock, pid, yields, ended },
  })
  const first = await one.serve(holder(11))
  await first.serving('http://127.0.0.1:4620')
  await expect(two.serve(holder(22))).rejects.toMatchObject({
    ...{ code: 'data_folder_in_use', message: expect.stringContaining('http://127.0.0.1:4620 (process 11)') },
  })
  await first.release()

  // An MCP client's hub is asked, and ends.
  const mcp = await two.serve(holder(33, true, (by) => void (by === null && mcp.release())))
  await mcp.serving('http://127.0.0.1:5000')
  const start = await one.serve(holder(44))
  await start.serving('http://127.0.0.1:4620')
  await expect(two.serve(holder(55, true))).rejects.toMatchObject({ code: 'data_folder_in_use' })

  // It stood still for longer than its lease.
  now = later(now, 31_000)
  const next = await two.serve(holder(66))
  await next.release()
  await one.close()
  await two.close()
})
