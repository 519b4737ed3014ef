import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Argument, Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { programFor } from '../src/commands/index.ts'
import { connectionCauses, httpCauses, hubCauses, sqlServerCauses } from '../src/connectors/causes/index.ts'
import { gpCauses } from '../src/connectors/gp/causes/index.ts'
import { prestashopCauses } from '../src/connectors/prestashop/causes/index.ts'
import type { Cause } from '../src/domain/cause.ts'
import { counters, durations, gauges } from '../src/domain/metrics.ts'
import { processes, withProcess } from '../src/flows/index.ts'
import { routesByNoun } from '../src/routes/index.ts'

const root = resolve(import.meta.dirname, '..')
const page = (name: string) => join(root, 'docs', name)
/** One line of a table: a bar inside of a cell would end it. */
const row = (...cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

describe('pages that are made of the code: `npm test -- test/docs -u` writes them again', () => {
  test('docs/error-catalogue.md', async () => {
    const parts: Readonly<Record<string, readonly Cause<string>[]>> = {
      'The connection': connectionCauses,
      HTTP: httpCauses,
      'SQL Server, behind GP': sqlServerCauses,
      'Dynamics GP': gpCauses,
      PrestaShop: prestashopCauses,
      'The hub itself': hubCauses,
    }
    const text = [
      '# Error catalogue',
      '',
      'What can be wrong, who acts, and what to do next. Incidents, `doctor` and the assistant take their words from here. Where one refusal has',
      'several causes, the hub reads both systems to confirm or exclude each; the column _checked_ says where it can.',
      ...Object.entries(parts).flatMap(([title, causes]) => [
        '',
        `## ${title}`,
        '',
        row('cause', 'what is wrong', 'what to do next', 'who', 'retry helps', 'checked', 'source'),
        '|---|---|---|---|---|---|---|',
        ...causes.map(({ id, says, next, owner, retryHelps, check, source }) =>
          row(`\`${id}\``, says, next, owner, retryHelps ? 'yes' : 'no', check ? 'yes' : '', source),
        ),
      ]),
      '',
    ].join('\n')
    await expect(text).toMatchFileSnapshot(page('error-catalogue.md'))
  })

  test('examples/processes', async () => {
    const folder = join(root, 'examples', 'processes')
    const written = processes.flatMap(({ id, ...process }) =>
      Object.entries(withProcess({}, { id, ...process }).parts).map(([name, part]) => [join(id, name), part] as const),
    )
    for (const [name, part] of written)
      await expect(`${JSON.stringify(part, null, 2)}\n`).toMatchFileSnapshot(join(folder, name))
    const there = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))
    // One that is left from a process that is gone.
    const names = new Set<string>(written.map(([name]) => name))
    expect(there.filter((name) => !names.has(name))).toEqual([])
  })

  test('docs/commands.md', async () => {
    const program = await programFor(undefined)
    const described = (command: Command, before: string): string[] => {
      const name = [before, command.name(), ...command.registeredArguments.map((each) => written(each))]
        .filter((word) => word !== '')
        .join(' ')
      const options = command.options.map((option) => row(`\`${option.flags}\``, option.description))
      return [
        '',
        `${before === '' ? '##' : '###'} \`${name}\``,
        '',
        `${command.description()[0]?.toUpperCase()}${command.description().slice(1)}.`,
        ...(options.length > 0 ? ['', row('option', 'does'), '|---|---|', ...options] : []),
        ...command.commands.flatMap((inner) => described(inner, [before, command.name()].join(' ').trim())),
      ]
    }
    const text = [
      '# Commands',
      '',
      'In a checkout `npm run ledgerline -- COMMAND`, from a package `ledgerline COMMAND`. `--json` gives JSON, also for errors. Commands ask the running hub, or open',
      'the database themselves when none runs. One process serves a data folder: a second `start` says where the first one is, and ends.',
      '',
      'Exit codes: 0 done; 1 failed, with what to do on standard error; 3 the command worked, and the order is held or waits (`run`, `replay`, `show`).',
      ...program.commands.flatMap((command) => described(command, '')),
      '',
    ].join('\n')
    await expect(text).toMatchFileSnapshot(page('commands.md'))
  })

  test('docs/rest.md', async () => {
    const text = [
      '# REST',
      '',
      'Every route, once. `/openapi.json` on a running hub describes inputs and answers. Sign in with a token (`Authorization: Bearer TOKEN`) or, as a person, with e-mail and',
      'password (Basic); a decision always takes a person. Errors are `{"error":{"code","message","hint","problems"}}`.',
      '',
      '```sh',
      'npm run ledgerline -- tokens add report --scope read     # shown once',
      "curl -H 'Authorization: Bearer TOKEN' http://127.0.0.1:4620/api/integrations",
      '```',
      ...Object.entries(routesByNoun).flatMap(([noun, routes]) => [
        '',
        `## ${noun}`,
        '',
        row('route', 'right', 'does'),
        '|---|---|---|',
        ...Object.values(routes).map(({ at, scope, says }) => row(`\`${at}\``, scope ?? 'none', says)),
      ]),
      '',
    ].join('\n')
    await expect(text).toMatchFileSnapshot(page('rest.md'))
  })

  test('docs/metrics.md', async () => {
    const text = [
      '# Metrics',
      '',
      '`GET /metrics`, for a Prometheus scraper.',
      '',
      row('metric', 'kind', 'what it counts'),
      '|---|---|---|',
      ...Object.entries(counters).map(([name, help]) => row(`\`${name}\``, 'counter', help)),
      ...Object.entries(durations).map(([name, help]) => row(`\`${name}\``, 'histogram, seconds', help)),
      ...Object.entries(gauges).map(([name, help]) => row(`\`${name}\``, 'gauge', help)),
      '',
    ].join('\n')
    await expect(text).toMatchFileSnapshot(page('metrics.md'))
  })
})

test('the README is read in five minutes', () => {
  const words = readFileSync(join(root, 'README.md'), 'utf8').split(/\s+/).length
  expect(words).toBeLessThanOrEqual(900)
})

test('every variable of the process has its line in docs/settings.md', () => {
  const known = new Set(
    readFileSync(join(root, 'src/config.ts'), 'utf8').match(/\b(?:LEDGERLINE_[A-Z_]+|DATABASE_URL)\b/g),
  )
  // Set by bootstrap.mjs, for the program alone.
  known.delete('LEDGERLINE_CHECKOUT')
  const told = readFileSync(page('settings.md'), 'utf8')
  expect([...known].filter((name) => !told.includes(name))).toEqual([])
})

test('every link of a page leads to something that is there', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...readdirSync(page('')).map((name) => `docs/${name}`)]
  const broken = pages
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) =>
      [...readFileSync(join(root, name), 'utf8').matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)]
        .map(([, to]) => to!)
        .filter((to) => !/^[a-z]+:/.test(to) && !exists(resolve(root, dirname(name), to)))
        .map((to) => `${name}: ${to}`),
    )
  expect(broken).toEqual([])
})

const written = (argument: Argument) => {
  const word = `${argument.name().toUpperCase()}${argument.variadic ? '…' : ''}`
  return argument.required ? word : `[${word}]`
}
const exists = (path: string) => statSync(path, { throwIfNoEntry: false }) !== undefined
