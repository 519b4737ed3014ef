import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const files = ['src', 'tools'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/node_modules|\.d\.ts$|vite\.config\.ts$/.test(file))
    .map((file) => join(root, folder, file)),
)

/** Which room a file stands in: the folder below src, with each connector and each sandbox as a room of its own. */
function roomOf(path: string): string {
  const [first = '', second = ''] = relative(join(root, 'src'), path).split(sep)
  if (path.startsWith(join(root, 'tools'))) return 'tools'
  if (first === 'connectors') return second.endsWith('.ts') ? 'connectors' : `connectors/${second}`
  return first.endsWith('.ts') ? 'main' : first
}

/**
 * Who may import whom. What is not listed is an arrow that points back. `main` (the files directly in src) may import
 * anything; the connectors share http.ts alone.
 */
const arrows: Record<string, readonly string[]> = {
  domain: [],
  language: ['domain'],
  flows: ['language', 'domain'],
  engine: ['language', 'domain'],
  db: ['domain'],
  connectors: ['domain', 'connectors/causes'],
  'connectors/causes': ['domain'],
  'connectors/prestashop': ['domain', 'connectors', 'connectors/causes'],
  'connectors/gp': ['domain', 'connectors', 'connectors/causes'],
  'connectors/hub': ['domain'],
  'connectors/mail': ['domain', 'connectors', 'connectors/hub'],
  sandbox: ['domain'],
  alerts: ['engine', 'domain'],
  report: ['engine', 'language', 'domain'],
  assistant: ['tools', 'language', 'domain'],
  proposals: ['engine', 'language', 'domain'],
  routes: ['erasure', 'reconcile', 'proposals', 'engine', 'language', 'domain'],
  client: ['routes', 'domain'],
  reconcile: ['language', 'domain'],
  // Runs in the browser: see below for what it takes as types alone.
  web: ['routes', 'proposals', 'engine', 'language', 'domain'],
  erasure: ['domain'],
  tools: ['proposals', 'engine', 'language', 'domain'],
  mcp: ['tools', 'domain'],
  server: [
    'alerts',
    'report',
    'reconcile',
    'routes',
    'proposals',
    'erasure',
    'engine',
    'language',
    'domain',
    'connectors/prestashop',
  ],
  commands: [
    'assistant',
    'client',
    // By what names people call an order.
    'tools',
    'proposals',
    'db',
    'server',
    'engine',
    'language',
    'domain',
    'flows',
    'connectors/prestashop',
    'connectors/gp',
    'sandbox',
    'mcp',
    'reconcile',
    'report',
    'main',
  ],
}

/** The engine's own rooms: each may import those before it, and what all of them stand on. */
const engineRooms = ['connections', 'write', 'run', 'uncounted', 'round', 'intake', 'backfill', 'aside']
const underAll = [
  'ahead.ts',
  'deciding.ts',
  'last-round.ts',
  'lease.ts',
  'number-collisions.ts',
  'parts.ts',
  'programs.ts',
]

/** What the pure rooms may take from outside. */
const packages: Record<string, readonly string[]> = {
  domain: ['zod', 'decimal.js'],
  language: ['zod', '@marcbachmann/cel-js', 'any-ascii', 'cron-parser', 'papaparse'],
  flows: [],
}

function importsOf(path: string): string[] {
  const source = readFileSync(path, 'utf8')
  return [
    ...source.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import '([^']+)'/g,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

describe('the house is tidy', () => {
  test('imports follow the arrows', () => {
    const wrong: string[] = []
    for (const file of files) {
      const room = roomOf(file)
      if (room === 'main') continue
      for (const imported of importsOf(file)) {
        if (imported.startsWith('.')) {
          const target = resolve(dirname(file), imported)
          const other = roomOf(target)
          if (other !== room && !arrows[room]?.includes(other))
            wrong.push(`${relative(root, file)} imports ${relative(root, target)}`)
        } else if (
          packages[room] &&
          !packages[room].some((name) => imported === name || imported.startsWith(`${name}/`))
        ) {
          wrong.push(`${relative(root, file)} imports ${imported}`)
        }
      }
    }
    expect(wrong).toEqual([])
  })

  test('inside the engine no room imports one above it', () => {
    const engine = join(root, 'src/engine')
    const mayImport = (room: string, other: string) => engineRooms.indexOf(other) <= engineRooms.indexOf(room)
    const wrong = files
      .filter((file) => file.startsWith(engine))
      .flatMap((file) => {
        const [room = '', ...within] = relative(engine, file).split(sep)
        if (within.length === 0) return []
        return importsOf(file)
          .filter((path) => path.startsWith('.'))
          .map((path) => relative(engine, resolve(dirname(file), path)).split(sep))
          .filter(([other = '', ...inner]) =>
            other === '..' ? false : inner.length === 0 ? !underAll.includes(other) : !mayImport(room, other),
          )
          .map((path) => `${relative(root, file)} imports engine/${path.join('/')}`)
      })
    expect(wrong).toEqual([])
  })

  test('of what runs in the hub the pages take types alone', () => {
    const pure = ['web', 'language', 'domain']
    const wrong = files
      .filter((file) => roomOf(file) === 'web')
      .flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(/(?:^|\n)import (?!type )[^'"]*?from '(\.[^']+)'/g)].flatMap(
          ([, path = '']) => {
            const target = resolve(dirname(file), path)
            // The one file that names routes to the hub; it has no imports at run time.
            const isPure = pure.includes(roomOf(target)) || target.endsWith(`routes${sep}request.ts`)
            return isPure ? [] : [`${relative(root, file)} runs ${relative(root, target)}`]
          },
        ),
      )
    expect(wrong).toEqual([])
  })

  test('a folder is entered by its index', () => {
    const wrong: string[] = []
    const indexed = [
      'alerts',
      'report',
      'assistant',
      'language',
      'flows',
      'engine',
      'proposals',
      'client',
      'erasure',
      'db',
      'connectors/prestashop',
      'connectors/gp',
      'connectors/hub',
      'connectors/mail',
      'sandbox',
      'server',
      'mcp',
      'tools',
    ]
    for (const file of files) {
      for (const imported of importsOf(file).filter((path) => path.startsWith('.'))) {
        const target = resolve(dirname(file), imported)
        const other = roomOf(target)
        if (other !== roomOf(file) && indexed.includes(other) && !target.endsWith(`${sep}index.ts`)) {
          wrong.push(`${relative(root, file)} imports ${relative(root, target)}`)
        }
      }
    }
    expect(wrong).toEqual([])
  })

  test('only config.ts reads the environment', () => {
    const wrong = files.filter(
      (file) => !file.endsWith(`${sep}config.ts`) && readFileSync(file, 'utf8').includes('process.env'),
    )
    expect(wrong.map((file) => relative(root, file))).toEqual([])
  })

  test('files are named in kebab-case', () => {
    const wrong = files.filter(
      (file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.tsx?$/.test(file.slice(file.lastIndexOf(sep) + 1)),
    )
    expect(wrong.map((file) => relative(root, file))).toEqual([])
  })

  test('the lock files name no registry host, and the hash of every package', () => {
    for (const folder of ['.', 'src/web', 'test', '.node']) {
      const text = readFileSync(join(root, folder, 'package-lock.json'), 'utf8')
      expect(text).not.toContain('"resolved"')
      const { packages } = JSON.parse(text) as { packages: Record<string, { integrity?: string; inBundle?: boolean }> }
      const without = Object.entries(packages).filter(
        ([path, { integrity, inBundle }]) => path && !integrity && !inBundle,
      )
      expect(without).toEqual([])
    }
  })
})
