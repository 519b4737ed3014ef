import { spawn, spawnSync } from 'node:child_process'
import { writeSync } from 'node:fs'
import { join } from 'node:path'

/** What the tests of the shop's module need of the machine. Nobody must have PHP to work on the hub. */
export const moduleFolder = join(import.meta.dirname, '../../src/connectors/prestashop/module/ledgerline')
export const phpFolder = join(import.meta.dirname, 'php')

// Composer and PHPUnit speak up against running as root otherwise, or wait for an answer.
const environment = { ...process.env, COMPOSER_ALLOW_SUPERUSER: '1', COMPOSER_NO_INTERACTION: '1' }

/** Null, or why PHP cannot be used. */
export const whyNoPhp = whyNot('php', ['-r', 'echo PHP_VERSION;'], /^(\d+)\.(\d+)/, ([major, minor]) =>
  major * 100 + minor >= 702 ? null : 'the PHP here is older than 7.2',
)
/** Null, or why PHPUnit cannot be used. Before 9 and after 11 it does not read the tests' annotations. */
export const whyNoPhpUnit =
  whyNoPhp ??
  whyNot('phpunit', ['--version'], /PHPUnit (\d+)\.(\d+)/, ([major]) =>
    major >= 9 && major <= 11 ? null : `the tests are for PHPUnit 9 to 11, not ${major}`,
  )
export const whyNoComposer = whyNoPhp ?? whyNot('composer', ['--version'], /Composer version (\d+)\.(\d+)/, () => null)

function whyNot(
  program: string,
  args: string[],
  version: RegExp,
  verdict: (version: [number, number]) => string | null,
): string | null {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', env: environment })
  const found = status === 0 ? version.exec(stdout) : null
  return found ? verdict([Number(found[1]), Number(found[2])]) : `${program} is not installed`
}

/** Says in one plain line what does not run here: a reporter would hide it behind a count of skipped tests. */
export function notRun(what: string, why: string): void {
  writeSync(2, `Not run: ${what}, since ${why}.\n`)
}

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  /** Both streams, as a person would have seen them. */
  readonly output: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

export function run(program: string, args: readonly string[], { cwd, env, signal }: RunOptions = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...{ cwd, env: { ...environment, ...env }, signal },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, output] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, output }))
  })
}
