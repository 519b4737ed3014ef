import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Run } from '../../src/domain/run.ts'
import { type RunningSandbox, startSandbox } from '../../src/sandbox/index.ts'
import { removeWithDatabases } from '../support/embedded.ts'
import { program } from '../support/program.ts'

const folder = mkdtempSync(join(tmpdir(), 'ledgerline-commands-'))
const definition = join(folder, 'definition')
let sandbox: RunningSandbox
/** Every order that GP was asked to make, as often as it was. */
const sent: string[] = []
let environment: NodeJS.ProcessEnv

beforeAll(async () => {
  sandbox = await startSandbox({
    heard(operation, request) {
      if (operation === 'CreateSalesOrder') sent.push(/>(WEB\d+)</.exec(request)![1]!)
    },
  })
  environment = {
    PATH: process.env.PATH,
    HOME: folder,
    LEDGERLINE_DATA: join(folder, 'data'),
    LEDGERLINE_PORT: '0',
    LEDGERLINE_POLL_SECONDS: '1',
    LEDGERLINE_SHOP_KEY: sandbox.shop.key,
    LEDGERLINE_GP_USERNAME: sandbox.gp.username,
    LEDGERLINE_GP_PASSWORD: sandbox.gp.password,
  }
})
const children = new Set<ChildProcess>()
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await sandbox.stop()
  await removeWithDatabases(folder)
})

/** Runs a command to its end. The sandbox answers meanwhile, so nothing here may block. */
function ledgerline(
  args: readonly string[],
  more: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...environment, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  return new Promise((done) => child.on('exit', (code) => done({ code, out, err })))
}

/** A hub as a process of its own; resolves when it says that it is ready. */
async function start(
  args: readonly string[],
  more: NodeJS.ProcessEnv = {},
  how: { readonly detached?: boolean } = {},
): Promise<{ child: ChildProcess; said: () => string; says(text: string): Promise<void> }> {
  const child = spawn(process.execPath, [program, 'start', ...args], {
    env: { ...environment, ...more },
    stdio: ['ignore', 'pipe', 'ignore'],
    ...how,
  })
  children.add(child)
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const says = async (text: string) => {
    while (!said.includes(text)) await new Promise((done) => setTimeout(done, 20))
  }
  await says('Ledgerline is ready')
  return { child, said: () => said, says }
}
/** The runs of these orders, by the hub that serves. */
async function ofThese(orders: readonly number[]): Promise<readonly Pick<Run, 'record' | 'state' | 'crashes'>[]> {
  const access = readFileSync(join(folder, 'data', 'access.json'), 'utf8')
  const { url, token } = JSON.parse(access) as { url: string; token: string }
  const headers = { authorization: `Bearer ${token}` }
  const ofEach = orders.map(async (order) => {
    const query = `entity=prestashop.order&key=${order}&limit=10`
    const answer = await fetch(`${url}/api/integrations/main/runs?${query}`, { headers })
    return (await answer.json()) as Pick<Run, 'record' | 'state' | 'crashes'>[]
  })
  return (await Promise.all(ofEach)).flat()
}
const ended = (child: ChildProcess) => new Promise<number | null>((done) => child.once('exit', done))

describe('from nothing to the first order', () => {
  test('init reads both systems and writes a folder for git, without secrets', async () => {
    const { code, out, err } = await ledgerline([
      'init',
      definition,
      '--shop',
      sandbox.shop.url,
      '--gp',
      sandbox.gp.url,
      '--company-id',
      String(sandbox.gp.companyId),
    ])
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toContain('No recent order would stop for a question')
    const files = readdirSync(definition, { recursive: true }).map(String).sort()
    expect(files).toEqual(
      expect.arrayContaining([
        'integration.json',
        'settings.json',
        'flows/order-to-sales-order.json',
        'value-maps/carrier.json',
      ]),
    )
    const all = files
      .filter((file) => file.endsWith('.json'))
      .map((file) => readFileSync(join(definition, file), 'utf8'))
    for (const secret of [sandbox.shop.key, sandbox.gp.password])
      expect(all.some((text) => text.includes(`"${secret}"`))).toBe(false)
    expect(JSON.parse(readFileSync(join(definition, 'value-maps/carrier.json'), 'utf8')).entries).toContainEqual({
      from: '2',
      label: 'Colissimo',
      to: 'SHIP2',
    })
    // A cut-over in the past, so that the orders of this test are taken over.
    const file = join(definition, 'integration.json')
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), cutOver: '2020-01-01T00:00:00Z' }))
  })

  test('import refuses what does not check, with every place and reason, and stores nothing', async () => {
    const broken = join(folder, 'broken')
    cpSync(definition, broken, { recursive: true })
    const file = join(broken, 'mappings/order-to-sales-order.json')
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replace('order.gift_message', 'order.gift_massage')
        .replace('unlessEmpty(order.reference)', 'order.referense'),
    )
    const { code, err } = await ledgerline(['import', broken])
    expect(code).toBe(1)
    expect(err).toMatch(/mappings\/order-to-sales-order\/fields\/Comment.*gift_massage/)
    expect(err).toMatch(/mappings\/order-to-sales-order\/fields\/CustomerPONumber.*referense/)
    expect((await ledgerline(['status'])).out).toContain('No integration yet')
  })

  test('import stores a version and the credentials; doctor finds all well but the company', async () => {
    const imported = await ledgerline(['import', definition, '--json'])
    expect(imported.err).toBe('')
    expect(JSON.parse(imported.out)).toMatchObject({ id: 'main', version: 1, openQuestions: [] })
    const doctor = await ledgerline(['doctor', '--json'])
    expect(doctor.code).toBe(0)
    const findings = JSON.parse(doctor.out) as { check: string; level: string; todo?: string }[]
    // How fast the sandboxes answer is the machine's matter.
    const found = findings.filter(({ level, check }) => level !== 'ok' && !check.endsWith('.speed'))
    expect(found.map(({ check }) => check)).toEqual(['hub.company'])
  })

  test('an order by hand: first dry, then stopped until the company is confirmed, then in GP with its proof', {
    timeout: 240_000,
  }, async () => {
    const [order] = sandbox.shop.placeOrders(1)
    const dry = await ledgerline(['run', String(order), '--dry-run'])
    expect(dry.out).toContain(`create gp.salesOrder WEB${order}`)
    expect(dry.out).toContain('Nothing was written.')
    expect(sandbox.gp.company.store.size('salesOrder')).toBe(0)

    expect((await ledgerline(['run', String(order)])).out).toMatch(/Incident .*\n.*confirmed/)
    expect((await ledgerline(['incidents'])).out).toContain('company_not_confirmed')
    expect((await ledgerline(['confirm', 'test'])).err).toContain(`is “${sandbox.gp.companyName}”`)
    await ledgerline(['confirm', 'test', sandbox.gp.companyName])
    const shown = await ledgerline(['show', String(order)])
    expect(shown.out).toContain('Proved to the cent')
    // By whatever people call it.
    const { reference } = sandbox.shop.tables.of('orders').get(order!)!.fields as { reference: string }
    for (const name of [reference.toLowerCase(), `WEB${order}`])
      expect((await ledgerline(['show', name])).out, name).toContain(`In GP as gp.salesOrder WEB${order}`)
    expect(shown.out).toContain('A run now would write nothing: GP has what it would write.')
    expect(shown.out).toContain(`In GP as gp.salesOrder WEB${order}`)
    expect(sandbox.gp.company.store.size('salesOrder')).toBe(1)
  })

  test('export writes what was imported', async () => {
    const exported = join(folder, 'exported')
    await ledgerline(['export', exported])
    for (const file of readdirSync(definition, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.json') && name !== 'integration.json'))
      expect(JSON.parse(readFileSync(join(exported, file), 'utf8')), file).toEqual(
        JSON.parse(readFileSync(join(definition, file), 'utf8')),
      )
  })

  test('a new master key reads the credentials that were stored under the old one', async () => {
    const keyFile = join(folder, '.config/ledgerline/secret.key')
    const before = readFileSync(keyFile, 'utf8')
    const rotated = await ledgerline(['rotate-key', '--json'])
    expect(rotated.err).toBe('')
    expect(readFileSync(keyFile, 'utf8')).not.toBe(before)
    expect((await ledgerline(['doctor'])).code).toBe(0)
  })
})

describe('while the hub runs', () => {
  test('commands ask it; it polls; nobody but its owner can read its access file; kill -9 loses nothing', async () => {
    const hub = await start(['--no-demo'])
    const access = join(folder, 'data', 'access.json')
    expect(statSync(access).mode & 0o777).toBe(0o600)
    const { url } = JSON.parse(readFileSync(access, 'utf8')) as { url: string }
    // Another one on its port is told whose that is, and makes nothing.
    const held = () => readdirSync(join(folder, 'data')).sort()
    const before = held()
    const onItsPort = { LEDGERLINE_PORT: new URL(url).port }
    for (const { code, err } of await Promise.all([
      ledgerline(['start', '--no-demo'], onItsPort),
      ledgerline(['worker'], { ...onItsPort, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }),
    ])) {
      expect(err).toContain(`Ledgerline at ${url} (process ${hub.child.pid}) uses the data folder ${folder}`)
      expect(err).toContain('Or stop it, or give this one a folder and a port of its own')
      expect(code).toBe(1)
    }
    expect(held()).toEqual(before)
    expect((await fetch(`${url}/health/ready`)).status).toBe(200)
    expect((await fetch(`${url}/api/integrations`)).status).toBe(401)
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('ledgerline_')

    const orders = sandbox.shop.placeOrders(5)
    hub.child.kill('SIGKILL')
    await ended(hub.child)
    const again = await start(['--no-demo'])
    const { store } = sandbox.gp.company
    while (!orders.every((order) => store.get('salesOrder', `WEB${order}`)))
      await new Promise((done) => setTimeout(done, 50))
    let out = ''
    while (!out.includes('is written and read back')) out = (await ledgerline(['show', String(orders.at(-1))])).out
    const { out: alive } = await ledgerline(['status'])
    expect(alive).toMatch(/\d+ in GP/)
    expect(alive).not.toContain('No hub runs')
    again.child.kill('SIGTERM')
    await ended(again.child)
    expect(existsSync(access)).toBe(false)
    // What is stored still reads "at work".
    expect((await ledgerline(['status'])).out).toMatch(/^! No hub runs on this data folder: nothing goes on until/)
  })
})

test.skipIf(process.platform === 'win32')(
  'Ctrl-C while fifty runs are under way ends the hub in order: no run crashes, and each order goes to GP once',
  async () => {
    const busy = { LEDGERLINE_CONCURRENCY: '50' }
    const hub = await start(['--no-demo'], busy, { detached: true })
    sent.length = 0
    sandbox.gp.faults.set([{ match: { operation: 'CreateSalesOrder' }, do: 'delay', ms: 600_000, times: 0 }])
    const orders = sandbox.shop.placeOrders(50)
    while ((await ofThese(orders)).length < 50) await new Promise((done) => setTimeout(done, 20))
    expect(sent.length).toBeLessThan(50)
    const code = ended(hub.child)
    // As a terminal signals it: the hub, and the database's watcher and server, had they stayed in its group.
    process.kill(-hub.child.pid!, 'SIGINT')
    sandbox.gp.faults.clear()
    expect(await code).toBe(0)

    const again = await start(['--no-demo'], busy)
    const isDone = ({ state }: Pick<Run, 'state'>) => state === 'done'
    while (new Set((await ofThese(orders)).filter(isDone).map(({ record }) => record.key)).size < 50)
      await new Promise((done) => setTimeout(done, 100))
    expect((await ofThese(orders)).filter(({ state, crashes }) => state === 'stopped' || crashes > 0)).toEqual([])
    expect(sent.toSorted()).toEqual(orders.map((order) => `WEB${order}`).toSorted())
    const over = ended(again.child)
    again.child.kill('SIGTERM')
    expect(await over).toBe(0)
  },
)

test('of two that are started at once on a new folder one serves; the other says where, and ends', async () => {
  const data = { LEDGERLINE_DATA: join(folder, 'twice') }
  const both = [0, 1].map(() => {
    const child = spawn(process.execPath, [program, 'start', '--no-demo'], {
      ...{ env: { ...environment, ...data }, stdio: ['ignore', 'pipe', 'pipe'] },
    })
    children.add(child)
    const its = { child, out: '', err: '' }
    child.stdout.on('data', (chunk: Buffer) => {
      its.out += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      its.err += chunk.toString()
    })
    return { its, over: new Promise<number | null>((done) => child.once('exit', done)) }
  })
  const { code, index } = await Promise.race(both.map(async ({ over }, index) => ({ code: await over, index })))
  const [refused, serves] = [both[index]!, both[1 - index]!]
  const { url } = JSON.parse(readFileSync(join(folder, 'twice', 'access.json'), 'utf8')) as { url: string }
  expect(refused.its.err).toContain(`Ledgerline at ${url} (process ${serves.its.child.pid})`)
  expect(code).toBe(1)
  expect((await fetch(`${url}/health/ready`)).status).toBe(200)
  serves.its.child.kill('SIGTERM')
  expect(await serves.over).toBe(0)
})

describe('what is wrong is said at once', () => {
  test.each([
    ['a port that is none', { LEDGERLINE_PORT: 'eighty' }, 'LEDGERLINE_PORT: must be a number'],
    [
      'a key of the wrong length',
      { LEDGERLINE_SECRET_KEY: 'short' },
      'LEDGERLINE_SECRET_KEY: must be 32 bytes in base64',
    ],
    [
      'a database that is no PostgreSQL',
      { DATABASE_URL: 'mysql://localhost' },
      'DATABASE_URL: must look like postgres://',
    ],
    [
      'a key file in the data folder',
      { LEDGERLINE_KEY_FILE: join(folder, 'data', 'key') },
      'LEDGERLINE_KEY_FILE: must lie outside the data folder',
    ],
    ['a database that does not answer', { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, 'Check DATABASE_URL'],
  ])('%s', async (_, more, message) => {
    const { code, err, out } = await ledgerline(['status'], more)
    expect(code).toBe(1)
    expect(err).toContain(message)
    expect(out).toBe('')
  })

  test.each([
    [['run', 'XKBKNABJK'], 'Look for it with "ledgerline orders TEXT"'],
    [['import', join(folder, 'nowhere')], 'cannot be read'],
    [['sandbox', '--load', join(folder, 'nowhere')], 'no such folder'],
    [['worker'], 'DATABASE_URL: is not set'],
    [['show', '4711'], 'Start one with "ledgerline run 4711"'],
  ])('%j', async (args, message) => {
    const { code, err } = await ledgerline(args)
    expect(code).toBe(1)
    expect(err).toContain(message)
    expect(err).not.toMatch(/\n {4}at /)
  })

  test('help needs no configuration', () => {
    const help = spawnSync(process.execPath, [program, '--help'], {
      env: { PATH: process.env.PATH, LEDGERLINE_PORT: 'eighty' },
      encoding: 'utf8',
    })
    expect(help.status).toBe(0)
    expect(help.stdout).toContain('doctor')
  })
})

describe('with nothing configured', () => {
  test('start places a demo order and prints its way and its proof; the sandbox ends with the hub, however it ends', async () => {
    const hub = await start([], { LEDGERLINE_DATA: join(folder, 'demo') })
    await hub.says('Proved to the cent')
    await hub.says('Again:')
    const place = /(http:\S+\/_order\?token=[^']+)/.exec(hub.said())![1]!
    await fetch(place, { method: 'POST' })
    await hub.says('Order 2 is in GP as')
    // The page's third button: a carrier that nobody has named in GP. The likely answer is there to be proposed.
    const access = readFileSync(join(folder, 'demo', 'access.json'), 'utf8')
    const { url, token } = JSON.parse(access) as { url: string; token: string }
    const ask = async (path: string, body?: unknown) => {
      const answer = await fetch(`${url}${path}`, {
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      })
      return answer.json() as Promise<unknown>
    }
    expect(await ask('/api/demo/orders', { newCarrier: true })).toMatchObject({ order: '3' })
    let incidents: { id: string; question: { subject: string } }[] = []
    for (;;) {
      incidents = (await ask('/api/incidents?state=open')) as typeof incidents
      if (incidents.length > 0) break
      await new Promise((done) => setTimeout(done, 50))
    }
    expect(incidents[0]!.question.subject).toBe('valueMap carrier 3')
    const { fix } = (await ask(`/api/incidents/${incidents[0]!.id}/fix`)) as { fix: { choices: { value: string }[] } }
    expect(fix.choices.map(({ value }) => value)).toContain('SHIP2')
    const shop = /shop is at (http:\S+),/.exec(hub.said())![1]!
    await hub.says('The shop lives: for 30 minutes')
    const [, day, stop] = /curl -X POST '(http:\S+\/_day\?token=[^']+)' -d '(\{"stop":true\})'/.exec(hub.said())!
    expect((await fetch(day!, { method: 'POST', body: stop! })).status).toBe(200)
    expect((await fetch(shop)).status).toBe(200)
    hub.child.kill('SIGKILL')
    for (;;) {
      const alive = await fetch(shop).then(
        () => true,
        () => false,
      )
      if (!alive) break
      await new Promise((done) => setTimeout(done, 50))
    }
  })
})
