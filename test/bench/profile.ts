import { existsSync, readFileSync } from 'node:fs'

/**
 * What the hub's thread does, from a profile that `bench.ts --profile FOLDER` has written: milliseconds an order by
 * subject. `self`: in functions of the subject. `with`: also in what these call, so subjects overlap.
 *
 *     node test/bench/profile.ts FILE.cpuprofile ORDERS
 *
 * The bundle's source map says which file a function is of.
 */
interface Frame {
  readonly functionName: string
  readonly url: string
  readonly lineNumber: number
  readonly columnNumber: number
}
interface ProfileNode {
  readonly id: number
  readonly callFrame: Frame
  readonly children?: readonly number[]
}
interface Profile {
  readonly nodes: readonly ProfileNode[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** The first that fits names the subject. Paths are of sources; Node's own begin with `node:`. */
const subjects: readonly (readonly [string, RegExp])[] = [
  ['idle', /^\(idle\)/],
  ['garbage collection', /^\(garbage collector\)/],
  ['native code', /^\((program|root)\)/],
  ['socket writes', /^(write|writev|write\w+String|writeBuffer) native/],
  ['XML of the shop', /fast-xml-|strnum|path-expression-matcher|prestashop\/xml/],
  ['CEL', /@marcbachmann/],
  ['decide', /src\/language\//],
  ['decimals', /^decimal\.js|domain\/decimal/],
  ['SQL client', /^(pg|pg-\w+|postgres-\w+|drizzle-orm)\/|src\/(db|entity|sql|pg-core)\//],
  ['soap', /^(soap|sax|axios|xml-crypto|xpath|@xmldom|lodash|debug)\//],
  ['GP', /connectors\/gp\//],
  ['shop', /connectors\/prestashop\//],
  ['HTTP client', /^undici|src\/connectors\/|node:internal\/deps\/undici/],
  ['HTTP server', /^(hono|@hono)|src\/server\/|node:_http|node:internal\/http/],
  ['zod', /^zod\//],
  ['log', /^(pino|sonic-boom|safe-stable|fast-redact|quick-format)|src\/(observe|log)/],
  ['metrics', /^@opentelemetry/],
  ['hash and deflate', /node:(zlib|crypto|internal\/crypto)/],
  ['sockets and streams', /node:(net|tls|internal\/(stream|streams|net|js_stream)|events|stream)/],
  ['timers, promises, ticks', /node:(timers|internal\/(timers|process|promises|abort|async))/],
  ['engine', /src\/engine\//],
  ['domain', /src\/domain\//],
  ['Node itself', /^node:/],
]

/** Of numbers in a source map. */
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const [file, orders = '1'] = process.argv.slice(2)
if (!file) throw new Error('node test/bench/profile.ts FILE.cpuprofile ORDERS')
const profile = JSON.parse(readFileSync(file, 'utf8')) as Profile
const sourceOf = sourceMaps()
const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
const parents = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])))
const selfMs = new Map<number, number>()
for (const [index, id] of profile.samples.entries())
  selfMs.set(id, (selfMs.get(id) ?? 0) + (profile.timeDeltas[index] ?? 0) / 1000)

const places = new Map(profile.nodes.map((node) => [node.id, placeOf(node.callFrame)]))
const bySubject = new Map<string, { self: number; with: number }>()
const byFunction = new Map<string, { self: number; with: number }>()
for (const [id, ms] of selfMs) {
  const chain: number[] = []
  for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) chain.push(at)
  add(bySubject, chain.map(subjectOf), ms)
  add(
    byFunction,
    chain.map((at) => `${nodes.get(at)!.callFrame.functionName || '(anonymous)'} ${places.get(at)}`),
    ms,
  )
}
print('subject', bySubject, 40)
print('function', byFunction, 60)
print('function of ours', new Map([...byFunction].filter(([name]) => name.includes(' src/'))), 60, 'with')

function add(table: Map<string, { self: number; with: number }>, chain: readonly string[], ms: number): void {
  for (const [index, name] of [...new Set(chain)].entries()) {
    const known = table.get(name) ?? { self: 0, with: 0 }
    table.set(name, { self: known.self + (index === 0 ? ms : 0), with: known.with + ms })
  }
}

function print(
  title: string,
  table: ReadonlyMap<string, { self: number; with: number }>,
  most: number,
  by: 'self' | 'with' = 'self',
): void {
  const each = (ms: number) => (ms / Number(orders)).toFixed(2).padStart(8)
  console.log(`\n    self     with   ms an order, by ${title}`)
  for (const [name, ms] of [...table].sort(([, a], [, b]) => b[by] - a[by]).slice(0, most))
    console.log(`${each(ms.self)} ${each(ms.with)}   ${name}`)
}

function subjectOf(id: number): string {
  const { functionName } = nodes.get(id)!.callFrame
  const place = places.get(id)!
  const parent = parents.get(id)
  const named =
    functionName.startsWith('(') && place === '' ? functionName : place === 'native' ? `${functionName} native` : place
  const [subject] = subjects.find(([, pattern]) => pattern.test(named)) ?? []
  // What is native works for who has called it.
  return subject ?? (place === 'native' && parent !== undefined ? subjectOf(parent) : 'others')
}

function placeOf({ url, lineNumber, columnNumber, functionName }: Frame): string {
  if (url === '') return functionName.startsWith('(') ? '' : 'native'
  return url.startsWith('node:') ? url : sourceOf(url, lineNumber, columnNumber)
}

type Segment = readonly [column: number, source: number, line: number]

/** Where a place in the bundle comes from: `src/language/walk.ts:120`. */
function sourceMaps(): (url: string, line: number, column: number) => string {
  const maps = new Map<string, { sources: readonly string[]; lines: readonly (readonly Segment[])[] } | null>()
  return (url, line, column) => {
    const path = url.replace(/^file:\/\//, '')
    if (!maps.has(path)) maps.set(path, read(path))
    const map = maps.get(path)
    const found = map?.lines[line]?.findLast(([from]) => from <= column) ?? map?.lines[line]?.[0]
    if (!map || !found) return path
    return `${map.sources[found[1]]!.replace(/^(\.\.\/)+/, '')}:${found[2] + 1}`
  }

  function read(path: string) {
    if (!existsSync(`${path}.map`)) return null
    const { sources, mappings } = JSON.parse(readFileSync(`${path}.map`, 'utf8')) as {
      sources: string[]
      mappings: string
    }
    return { sources, lines: decoded(mappings) }
  }
}

/** Lists of numbers in base 64, each as the difference from the one before (Source Map, revision 3). */
function decoded(mappings: string): Segment[][] {
  let [source, line] = [0, 0]
  return mappings.split(';').map((text) => {
    let column = 0
    return text.split(',').flatMap((segment): Segment[] => {
      const [byColumn, bySource, byLine] = numbersIn(segment)
      if (byColumn === undefined) return []
      column += byColumn
      source += bySource ?? 0
      line += byLine ?? 0
      return bySource === undefined ? [] : [[column, source, line]]
    })
  })
}

function numbersIn(segment: string): number[] {
  const numbers: number[] = []
  let [value, shift] = [0, 0]
  for (const digit of segment) {
    const bits = digits.indexOf(digit)
    value += (bits & 31) << shift
    if (bits & 32) shift += 5
    else {
      numbers.push(value & 1 ? -(value >> 1) : value >> 1)
      value = shift = 0
    }
  }
  return numbers
}
