import { globSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { programsPackage } from '../src/db/embedded/programs.ts'
import { insidePostgres, licencesPage, packagesOfWebApp, shippable, shippedPackages } from '../src/licences.mjs'
import { isForTools } from '../src/packages.mjs'
import { program } from './support/program.ts'

const packages = join(import.meta.dirname, '..', 'node_modules')

describe('what a first start installs', () => {
  test('nothing that the bundle is made of is taken out again', () => {
    const maps = globSync('**/*.map', { cwd: dirname(program) }).map((map) => join(dirname(program), map))
    const made = maps.flatMap((map) => {
      const { sources } = JSON.parse(readFileSync(map, 'utf8')) as { sources: string[] }
      return sources.map((source) => relative(packages, resolve(dirname(map), source)))
    })
    // In a checkout with its tests packages name what they are made of themselves.
    const ofPackages = made.filter((path) => !path.startsWith('..') && !/\.[cm]?ts$/.test(path))
    expect(ofPackages.length).toBeGreaterThan(1000)
    expect(ofPackages.filter(isForTools)).toEqual([])
  })

  // As `du --apparent-size` counts, with the bundle. What V8 keeps beside it is made while the hub runs.
  test.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('takes 150 MB at most', () => {
    const size = (folder: string, counts: (path: string) => boolean) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter(counts)
        .reduce((sum, path) => sum + lstatSync(join(folder, path)).size, 0)
    const bundle = size(dirname(program), (path) => !path.startsWith('compiled'))
    const sum = size(packages, (path) => !path.startsWith('.') && !isForTools(path)) + bundle
    expect(sum).toBeGreaterThan(100e6)
    expect(sum).toBeLessThan(150e6)
  })
})

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
