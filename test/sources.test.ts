import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { root, sourcesHash } from '../src/sources.mjs'
import { program } from './support/program.ts'

const checkout = mkdtempSync(join(tmpdir(), 'ledgerline-sources-'))
afterAll(() => rmSync(checkout, { recursive: true }))
function write(path: string, text: string) {
  mkdirSync(dirname(join(checkout, path)), { recursive: true })
  writeFileSync(join(checkout, path), text)
}

test('an edit of whatever a bundle is made of makes another bundle', () => {
  const made = ['package-lock.json', 'src/main.ts', 'src/db/migrations/0001.sql', 'tools/show.ts', 'prompts/triage.md']
  const apart = ['src/web/node_modules/left/index.js', 'README.md']
  for (const path of [...made, ...apart]) write(path, 'before')
  const hashes = [sourcesHash(checkout)]
  for (const path of made) {
    write(path, 'beforf')
    hashes.push(sourcesHash(checkout))
  }
  for (const path of apart) write(path, 'after')
  expect(sourcesHash(checkout)).toBe(hashes.at(-1))
  write('src/new.ts', '')
  hashes.push(sourcesHash(checkout))
  rmSync(join(checkout, 'tools/show.ts'))
  hashes.push(sourcesHash(checkout))
  expect(new Set(hashes).size).toBe(hashes.length)
  // An edit that is taken back finds the bundle of before.
  write('tools/show.ts', 'beforf')
  rmSync(join(checkout, 'src/new.ts'))
  expect(sourcesHash(checkout)).toBe(hashes[made.length])
})

test('what runs is made of these sources, and of nothing that the hash leaves out', () => {
  const folder = dirname(program)
  expect(readFileSync(join(folder, 'sources'), 'utf8')).toBe(sourcesHash())
  const sources = globSync('**/*.map', { cwd: folder }).flatMap((map) => {
    const path = join(folder, map)
    const { sources: named } = JSON.parse(readFileSync(path, 'utf8')) as { sources: string[] }
    return named.map((source) => relative(root, resolve(dirname(path), source)))
  })
  const own = sources.filter((path) => !path.split(sep).includes('node_modules'))
  expect(own.length).toBeGreaterThan(500)
  expect(own.filter((path) => !/^(src|tools|prompts)[\\/]/.test(path))).toEqual([])
})
