// Makes the web app of a checkout, once for each state of its sources, and prints the folder that it lies in.
//
//     node src/web-build.mjs            what there is, or makes it
//     node src/web-build.mjs --look     prints nothing when it has to be made first
//     node src/web-build.mjs --into F   into the folder F, which must not exist: "npm pack"
//
// Plain JavaScript without dependencies: it installs them. A process of its own, so that the hub can give it a low priority.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { install } from './packages.mjs'
import { filesIn, root } from './sources.mjs'

const web = join(root, 'src', 'web')
const kept = join(root, 'node_modules', '.cache', 'ledgerline')
/** A hub that still serves an older one reads its files. */
const keptForMs = 7 * 24 * 60 * 60_000

/** What the app is made of: its own code, and what it runs of the hub's pure rooms. */
function hashOfWeb() {
  const hash = createHash('sha256')
  for (const path of ['web', 'language', 'domain'].flatMap((folder) => filesIn(join(root, 'src', folder))).sort())
    hash.update(`\n${relative(root, path).split(sep).join('/')}\n`).update(readFileSync(path))
  return hash.digest('hex').slice(0, 16)
}

/** Made beside its place and then renamed: whoever looks meanwhile finds a whole app or none. */
function make(folder) {
  install('web')
  const made = `${folder}-${process.pid}`
  const vite = join(web, 'node_modules', 'vite', 'bin', 'vite.js')
  const args = [vite, 'build', web, '--outDir', made, '--emptyOutDir', '--logLevel', 'error']
  const { status } = spawnSync(process.execPath, args, {
    // Whoever starts this may have set another one, as test runners do.
    ...{ cwd: web, stdio: ['ignore', 2, 2], env: { ...process.env, NODE_ENV: 'production' } },
  })
  if (status === 0 && !existsSync(folder)) renameSync(made, folder)
  else rmSync(made, { recursive: true, force: true })
  if (status !== 0) {
    console.error('The web app could not be built: see the lines above. The hub runs without it.')
    process.exit(1)
  }
}

function forgetOld() {
  for (const name of readdirSync(kept).filter((one) => one.startsWith('web-'))) {
    const folder = join(kept, name)
    if (Date.now() - statSync(folder).mtimeMs > keptForMs) rmSync(folder, { recursive: true, force: true })
  }
}

const [option, given] = process.argv.slice(2)
if (option === '--into') make(given)
else {
  const folder = join(kept, `web-${hashOfWeb()}`)
  if (!existsSync(folder) && option !== '--look') {
    mkdirSync(kept, { recursive: true })
    forgetOld()
    make(folder)
  }
  if (existsSync(folder)) {
    const now = new Date()
    utimesSync(folder, now, now)
    console.log(folder)
  }
}
