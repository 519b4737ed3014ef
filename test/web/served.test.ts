import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { afterAll, describe, expect, test } from 'vitest'
import { type WebApp, webAppAnswer } from '../../src/server/web-app.ts'
import { builtWebApp } from './built-web-app.ts'

const folder = mkdtempSync(join(tmpdir(), 'ledgerline-web-'))
mkdirSync(join(folder, 'assets'))
writeFileSync(join(folder, 'index.html'), '<script nonce="__CSP_NONCE__"></script><meta nonce="__CSP_NONCE__">')
writeFileSync(join(folder, 'assets', 'index-abc.js'), 'plain')
writeFileSync(join(folder, 'assets', 'index-abc.js.gz'), gzipSync('plain'))
writeFileSync(join(folder, 'secret.txt'), 'not for anybody')
afterAll(() => rmSync(folder, { recursive: true }))

const html = { accept: 'text/html,application/xhtml+xml' }
async function ask(its: WebApp, path: string, headers: Readonly<Record<string, string>> = html, method = 'GET') {
  const app = new Hono()
  app.get('/api/known', (context) => context.json({ known: true }))
  app.notFound(async (context) => (await webAppAnswer(context, its)) ?? context.json({ error: {} }, 404))
  return app.request(path, { method, headers })
}
const ready: WebApp = { state: 'ready', folder }

describe('the web app is served beside the API', () => {
  test('each address of the app is answered with its page, with a nonce of its own and kept by nobody', async () => {
    const nonces = new Set<string>()
    for (const path of ['/', '/i/demo/orders/12', '/welcome', '/people']) {
      const answer = await ask(ready, path)
      const page = await answer.text()
      expect(answer.headers.get('cache-control')).toBe('no-store')
      const nonce = /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1] ?? ''
      expect(page).toBe(`<script nonce="${nonce}"></script><meta nonce="${nonce}">`)
      nonces.add(nonce)
    }
    expect(nonces.size).toBe(4)
  })

  test('what belongs to programs is never answered with a page', async () => {
    for (const path of [
      '/api/nothing',
      '/api',
      '/mcp',
      '/webhooks/x',
      '/health/other',
      '/metrics',
      '/openapi.json',
      '/.well-known/x',
    ]) {
      const answer = await ask(ready, path)
      expect([path, answer.status]).toEqual([path, 404])
      expect(answer.headers.get('content-type')).toContain('json')
    }
    expect((await ask(ready, '/i/demo', { accept: 'application/json' })).status).toBe(404)
    expect((await ask(ready, '/i/demo', html, 'POST')).status).toBe(404)
    expect(await (await ask(ready, '/api/known')).json()).toEqual({ known: true })
  })

  test('assets are kept for good, packed where the browser takes that, and nothing beside them is handed out', async () => {
    const packed = await ask(ready, '/assets/index-abc.js', { 'accept-encoding': 'gzip, br' })
    expect(packed.headers.get('cache-control')).toContain('immutable')
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(packed.headers.get('content-type')).toContain('javascript')
    expect(await (await ask(ready, '/assets/index-abc.js', {})).text()).toBe('plain')
    for (const path of [
      '/assets/other.js',
      '/assets/..%2Fsecret.txt',
      '/assets/../secret.txt',
      '/assets/',
      '/secret.txt',
    ])
      expect((await ask(ready, path, {})).status).toBe(404)
  })

  test('while it is built the page says so and looks again; where there is none it says what to do', async () => {
    const building = await (await ask({ state: 'building' }, '/')).text()
    expect(building).toContain('being built')
    expect(building).toMatch(/<script nonce="[^"]+">setTimeout\(\(\) => location\.reload\(\)/)
    const none = await (await ask({ state: 'absent', because: 'Start it again.' }, '/')).text()
    expect(none).toContain('Start it again.')
    expect(none).not.toContain('reload')
  })

  test('the first load is at most 300 kB compressed, and its licences lie beside it', () => {
    const built = builtWebApp()
    const page = readFileSync(join(built, 'index.html'), 'utf8')
    const names = [...page.matchAll(/"\/assets\/([^"]+\.(?:js|css))"/g)].map(([, name]) => name!)
    const sizes = names.map((name) => statSync(join(built, 'assets', `${name}.gz`)).size)
    expect(names.length).toBeGreaterThan(2)
    // In French with the words of the pages; what the hub itself says comes beside it.
    const french = readdirSync(join(built, 'assets')).filter((name) => /^fr-.*\.js\.gz$/.test(name))
    expect(french).toHaveLength(1)
    sizes.push(statSync(join(built, 'assets', french[0]!)).size)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000)
    expect(readFileSync(join(built, 'assets', 'licences.txt'), 'utf8')).toContain('@mantine/core')
    expect(readdirSync(join(built, 'assets')).filter((name) => name.endsWith('.map'))).toEqual([])
  })
})
