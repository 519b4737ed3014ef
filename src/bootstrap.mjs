// The one file that runs on whatever Node the machine has. It installs what the command needs and is not there, then
// hands over to a Node that can run the hub. Plain JavaScript, no dependencies: nothing is installed yet when it starts.
import { spawn } from 'node:child_process'
import { basename, dirname, join } from 'node:path'
import { bundledMain, heapOptions, memoryEnvironment } from './bundled.mjs'
import { chooseNode, install } from './packages.mjs'
import { root } from './sources.mjs'

const windows = process.platform === 'win32'
const script = (...parts) => join(root, ...parts)
const tested = (...parts) => script('test', 'node_modules', ...parts)

const vitest = [tested('vitest', 'vitest.mjs'), 'run', '--config', script('test', 'vitest.config.ts')]
// Each of four checkers, which are the default, goes through the types that all share: together twice the CPU of one.
const types = [tested('typescript', 'bin', 'tsc'), '--noEmit', '--checkers', '1']
const checks = [
  types,
  [...types, '-p', script('src', 'web')],
  [tested('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.'],
  [tested('knip', 'bin', 'knip.js')],
]
/** Each npm script is a list of steps: a program, or a list of programs side by side. The first step that fails ends it. */
const running = {
  start: (rest, node) => [[...heapOptions, bundledMain(node), 'start', ...rest]],
  ledgerline: (rest, node) => [[...heapOptions, bundledMain(node), ...rest]],
  build: () => [[script('src', 'build.mjs')]],
}
/** Those that take the packages of the test set too, and the pinned Node, so that they find the same everywhere. */
const testing = {
  check: () => [checks],
  test: (rest) => [rest.length > 0 ? [...vitest, ...rest] : [...checks, vitest]],
  eval: (rest) => [[script('evals', 'run.ts'), ...rest]],
  bench: ([kind = '', ...rest]) =>
    ['stock', 'backfill', 'day'].includes(kind)
      ? [[script('test', 'bench', `${kind}.ts`), ...rest]]
      : [[script('test', 'bench', 'bench.ts'), ...(kind === '' ? [] : [kind]), ...rest]],
  soak: (rest) => [[script('test', 'soak', 'soak.ts'), ...rest]],
  migration: (rest) => [[tested('drizzle-kit', 'bin.cjs'), 'generate', ...rest]],
}

const [name = 'start', ...rest] = process.argv.slice(2)
const tests = Object.hasOwn(testing, name)
if (!tests && !Object.hasOwn(running, name)) {
  console.error(`Unknown script "${name}". Known: ${Object.keys({ ...running, ...testing }).join(', ')}.`)
  process.exit(2)
}
install('run', { toRun: !tests })
if (tests) for (const set of ['test', 'web']) install(set)
const node = chooseNode({ always: tests })
for (const step of (tests ? testing : running)[name](rest, node)) {
  const sideBySide = Array.isArray(step[0]) ? step : [step]
  const codes = await Promise.all(sideBySide.map((args) => run(args)))
  const failed = sideBySide.filter((_, index) => codes[index] !== 0)
  if (failed.length === 0) continue
  // The others may have said much since.
  if (sideBySide.length > 1)
    console.error(`Failed, see its lines above: ${failed.map(([one]) => basename(one)).join(', ')}`)
  process.exit(codes.find((code) => code !== 0))
}

/**
 * npm starts us through a shell, and hands a signal to that shell, which ends without a word to us. So the end of our
 * parent is taken for the signal.
 */
function endWithParent(child) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    child.kill('SIGTERM')
  }, 250)
  watch.unref()
}

/** Runs one program and waits. Signals go to it, so that it can close the database before it ends. */
function run(args) {
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: process.env.INIT_CWD && ['start', 'ledgerline', 'eval'].includes(name) ? process.env.INIT_CWD : root,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...(tests ? {} : memoryEnvironment),
      PATH: `${dirname(node)}${windows ? ';' : ':'}${process.env.PATH}`,
      LEDGERLINE_CHECKOUT: root,
    },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  if (!windows && process.env.npm_lifecycle_event) endWithParent(child)
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)))
  })
}
