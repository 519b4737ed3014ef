// The one file that runs on whatever Node the machine has. It installs from the lock file when
// node_modules lacks what it names, then hands over to the pinned Node, which runs
// TypeScript as it is. Plain JavaScript, no dependencies: nothing is installed yet when it starts.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundledMain } from './bundled.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const windows = process.platform === 'win32'
const pinnedNode = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')

const script = (...parts) => join(root, ...parts)

/** Each npm script is a list of programs run one after the other on the pinned Node. The first failure ends it. */
const deeds = {
  start: (rest) => [[bundledMain(pinnedNode), 'start', ...rest]],
  ledgerline: (rest) => [[bundledMain(pinnedNode), ...rest]],
  check: () => checks,
  test: (rest) => (rest.length > 0 ? [[vitest, 'run', ...rest]] : [...checks, [vitest, 'run']]),
  eval: (rest) => [[script('evals', 'run.ts'), ...rest]],
  bench: (rest) => [[script('test', 'bench', 'bench.ts'), ...rest]],
  soak: (rest) => [[script('test', 'soak', 'soak.ts'), ...rest]],
  build: () => [[script('src', 'build.mjs')]],
}
const vitest = script('node_modules', 'vitest', 'vitest.mjs')
const checks = [
  [script('node_modules', 'typescript', 'bin', 'tsc'), '--noEmit'],
  [script('node_modules', '@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.'],
  [script('node_modules', 'knip', 'bin', 'knip.js')],
]

const [name = 'start', ...rest] = process.argv.slice(2)
if (!(name in deeds)) {
  console.error(`Unknown script "${name}". Known: ${Object.keys(deeds).join(', ')}.`)
  process.exit(2)
}
installWhenNeeded({ forTests: !['start', 'ledgerline', 'build'].includes(name) })
for (const args of deeds[name](rest)) {
  const code = await run(args)
  if (code !== 0) process.exit(code)
}

/** Who runs the hub installs nothing that only tests and checks need. */
function installWhenNeeded({ forTests }) {
  const { wanted, missing } = packages(forTests)
  if (existsSync(pinnedNode) && !missing) return
  // Standard output belongs to the command that is about to run.
  console.error(`Installing ${wanted} packages from package-lock.json (once) …`)
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: windows,
    // Under `npm test` npm hands its own settings down; a dry or production run must not leak into this one.
    env: { ...process.env, NODE_ENV: 'development', npm_config_omit: forTests ? '' : 'dev' },
  })
  if (result.status !== 0 || !existsSync(pinnedNode)) {
    console.error(
      'The packages could not be installed: see the lines above. Is the npm registry reachable? Then run the command again.',
    )
    process.exit(result.status || 1)
  }
}

/**
 * How many packages the lock file names, and whether one of them is missing: npm notes in node_modules what it has
 * installed, whoever asked it to. Those of other platforms may be missing.
 */
function packages(forTests) {
  const packagesIn = (...path) => JSON.parse(readFileSync(script(...path), 'utf8')).packages
  const wanted = Object.entries(packagesIn('package-lock.json')).filter(
    ([path, { optional, dev, devOptional }]) => path !== '' && !optional && (forTests || !(dev || devOptional)),
  )
  const hidden = ['node_modules', '.package-lock.json']
  const installed = existsSync(script(...hidden)) ? packagesIn(...hidden) : {}
  return {
    wanted: wanted.length,
    missing: wanted.some(([path, { version }]) => installed[path]?.version !== version),
  }
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
  const child = spawn(pinnedNode, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: process.env.INIT_CWD && ['start', 'ledgerline', 'eval'].includes(name) ? process.env.INIT_CWD : root,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: `${dirname(pinnedNode)}${windows ? ';' : ':'}${process.env.PATH}`,
      LEDGERLINE_CHECKOUT: root,
    },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  if (!windows && process.env.npm_lifecycle_event) endWithParent(child)
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)))
  })
}
