import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { programsPackage } from '../src/db/embedded/programs.ts'
import { insidePostgres, licencesPage, packagesOfWebApp, shippable, shippedPackages } from '../src/licences.mjs'
import { program } from './support/program.ts'

describe('what is shipped', () => {
  test('each package may be, by a licence that is listed', () => {
    expect(shippedPackages().length).toBeGreaterThan(100)
    expect(packagesOfWebApp().length).toBeGreaterThan(20)
    expect([...shippedPackages(), ...packagesOfWebApp()].filter(([, licence]) => !shippable.has(licence))).toEqual([])
  })

  test('the list is the one of the packages of now', () => {
    const kept = readFileSync(join(import.meta.dirname, '../docs/licences.md'), 'utf8')
    expect(kept === licencesPage(), 'Packages have changed: run "node src/licences.mjs"').toBe(true)
  })

  test('each program and library inside of PostgreSQL’s package is listed', () => {
    const installed = dirname(dirname(createRequire(import.meta.url).resolve(programsPackage)))
    const files = readdirSync(join(installed, 'native'), { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => /^bin\/|\.(so|dylib|dll)(\.|$)/.test(file))
    expect(files.length).toBeGreaterThan(10)
    const nameOf = (file: string) => basename(file).replace(/(\.[\d.]+)?\.(so|dylib|dll|exe)(\.[\d.]+)?$/, '')
    const own = (file: string) =>
      /\/postgresql\/|^lib\/[^/]*\.dll$/.test(file) ? `postgresql/${nameOf(file)}` : nameOf(file)
    const listed = (file: string) => insidePostgres.some((part) => part.files.test(own(file)))
    if (process.platform === 'win32') return
    expect(files.filter((file) => !listed(file))).toEqual([])
  })

  test('the bundle holds the text of each licence', () => {
    const texts = readFileSync(join(dirname(program), 'licences.txt'), 'utf8').split(`\n${'-'.repeat(80)}\n`)
    expect(texts.length).toBeGreaterThan(50)
    expect(texts.filter((text) => text.length < 300).map((text) => text.slice(0, 80))).toEqual([])
  })
})
