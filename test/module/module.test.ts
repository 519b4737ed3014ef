import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { startMariaDb } from './mariadb.ts'
import { moduleFolder, notRun, phpFolder, run, whyNoPhp, whyNoPhpUnit } from './programs.ts'

if (whyNoPhp) notRun('the tests of the shop’s module in PHP', whyNoPhp)
else if (whyNoPhpUnit) notRun('PHPUnit on the shop’s module', whyNoPhpUnit)

describe.skipIf(whyNoPhp)('the shop’s module in PHP', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerline-php-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('every file is PHP', async () => {
    const files = readdirSync(moduleFolder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.php$/.test(name))
    expect(files).toContain('ledgerline.php')
    const bad = await Promise.all(
      files.map(async (file) => {
        const { code, output } = await run('php', ['-d', 'display_errors=stderr', '-l', join(moduleFolder, file)])
        return code === 0 ? [] : [output]
      }),
    )
    expect(bad.flat()).toEqual([])
  })

  test.skipIf(whyNoPhpUnit)(
    'does what it promises, its outbox also on a real database where there is one',
    async ({ signal }) => {
      const mariaDb = await startMariaDb()
      if (typeof mariaDb === 'string') notRun('the outbox of the shop’s module on MariaDB', mariaDb)
      try {
        const ran = await run(
          'phpunit',
          [
            ...['--no-configuration', '--do-not-cache-result', '--fail-on-warning', '--fail-on-risky'],
            ...['--bootstrap', join(phpFolder, 'bootstrap.php'), phpFolder],
          ],
          {
            cwd: folder,
            signal,
            env: { TMPDIR: folder, ...(typeof mariaDb === 'string' ? {} : { LEDGERLINE_TEST_MYSQL: mariaDb.socket }) },
          },
        )
        if (ran.code !== 0) expect.fail(ran.output)
        expect(ran.output).toMatch(/^OK/m)
      } finally {
        if (typeof mariaDb !== 'string') await mariaDb[Symbol.asyncDispose]()
      }
    },
  )
})
