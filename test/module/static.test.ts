import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { moduleFolder, notRun, phpFolder, run, whyNoComposer } from './programs.ts'

/** PHPStan and PHPCompatibility, installed once for each list of them, outside of what is committed. */
const list = join(phpFolder, 'composer.json')
const hash = createHash('sha256').update(readFileSync(list)).digest('hex').slice(0, 16)
const folder = join(import.meta.dirname, '../../node_modules/.cache/ledgerline-module', hash)
/** A registry that does not answer must not hold up the tests. */
const longestInstallMs = 60_000
/** PHPStan computes for a while, longer beside other tests on few cores. */
const longestCheckMs = 300_000

/** @returns null, or why they cannot be had */
async function install(): Promise<string | null> {
  if (whyNoComposer) return whyNoComposer
  if (existsSync(folder)) return null
  // Beside it first: another run may be installing as well.
  const draft = `${folder}-${process.pid}`
  mkdirSync(draft, { recursive: true })
  cpSync(list, join(draft, 'composer.json'))
  const args = ['install', '--no-plugins', '--no-scripts', '--no-progress', '--prefer-dist']
  const signal = AbortSignal.timeout(longestInstallMs)
  const installed = await run('composer', args, { cwd: draft, signal }).catch(() => null)
  if (installed?.code === 0 && !existsSync(folder)) renameSync(draft, folder)
  rmSync(draft, { recursive: true, force: true })
  return installed?.code === 0 ? null : 'Composer could not install them (is its registry reachable?)'
}

const why = await install()
if (why) notRun('PHPStan and PHPCompatibility on the shop’s module', why)
const vendor = join(folder, 'vendor')

const phpStan = (...paths: string[]) => {
  const temporary = join(folder, 'temporary')
  mkdirSync(temporary, { recursive: true })
  return run(
    'php',
    [
      ...[join(vendor, 'phpstan/phpstan/phpstan.phar'), 'analyse', '-c', join(phpFolder, 'phpstan.neon')],
      ...['--no-progress', '--error-format=raw', '--memory-limit=1G', ...paths],
    ],
    { env: { TMPDIR: temporary } },
  )
}
const compatibility = (path: string) =>
  run('php', [
    ...[join(vendor, 'squizlabs/php_codesniffer/bin/phpcs'), '--standard=PHPCompatibility', '--report=emacs'],
    ...['--runtime-set', 'installed_paths', join(vendor, 'phpcompatibility/php-compatibility')],
    ...['--runtime-set', 'testVersion', '7.2-', path],
  ])

/** Newer than PHP 7.2, with the one that has to see it. */
const newer = {
  compatibility: { 'null-coalesce.php': '$a ??= 1;', 'typed-property.php': 'class A { public int $b = 1; }' },
  phpStan: { 'new-function.php': "echo str_contains('a', 'b');", 'union.php': 'function f(int|string $a): void {}' },
}
function write(files: Readonly<Record<string, string>>, place: string): string {
  const written = join(folder, place)
  mkdirSync(written, { recursive: true })
  for (const [name, code] of Object.entries(files)) writeFileSync(join(written, name), `<?php\n${code}\n`)
  return written
}

test.skipIf(why)('the module is sound, as far as PHPStan sees', { timeout: longestCheckMs }, async () => {
  const { code, output } = await phpStan()
  if (code !== 0) expect.fail(output)
})

test.skipIf(why)('the module keeps to PHP 7.2 and what is left of it in later ones', async () => {
  const { code, output } = await compatibility(moduleFolder)
  if (code !== 0) expect.fail(output)
})

test.skipIf(why)('both would see what is newer', { timeout: longestCheckMs }, async () => {
  const [stan, sniffs] = await Promise.all([
    phpStan(write(newer.phpStan, 'newer-1')),
    compatibility(write(newer.compatibility, 'newer-2')),
  ])
  for (const name of Object.keys(newer.phpStan)) expect(stan.output).toContain(name)
  for (const name of Object.keys(newer.compatibility)) expect(sniffs.output).toContain(name)
})
