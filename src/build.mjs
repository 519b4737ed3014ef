// Makes dist/: the TypeScript of src/ as JavaScript, because Node does not strip types inside node_modules, and the
// files that are read beside it at run time (SQL migrations, WSDL, demo data).
import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = dirname(fileURLToPath(import.meta.url))
const root = join(source, '..')
const target = join(root, 'dist')

rmSync(target, { recursive: true, force: true })
const compiled = spawnSync(
  process.execPath,
  [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '--project', join(root, 'tsconfig.build.json')],
  { stdio: 'inherit' },
)
if (compiled.status !== 0) process.exit(compiled.status ?? 1)

const readAtRunTime = new Set(['.sql', '.json', '.wsdl', '.xsd', '.xml'])
cpSync(source, join(target, 'src'), {
  recursive: true,
  filter: (path) => extname(path) === '' || readAtRunTime.has(extname(path)),
})
// The shop's module goes along whole: the hub hands it out as a zip.
const shopModule = join('connectors', 'prestashop', 'module')
cpSync(join(source, shopModule), join(target, 'src', shopModule), { recursive: true })
console.log(`Built ${target}. "npm pack" makes the package.`)
