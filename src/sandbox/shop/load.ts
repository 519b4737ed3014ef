import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { InvalidInput } from '../../domain/errors.ts'
import { readRows } from './read-xml.ts'
import { resources } from './resources.ts'
import type { Tables } from './rows.ts'
import { insert, setting } from './shop.ts'

/**
 * Loads recorded answers of a shop: XML files named after their resource (`orders.xml`, `order_details.xml` …) or after
 * one order (`order-6.xml`). The folder is one case, or holds many; a folder `_shop` in it or beside it holds the
 * shop's own tables, such as states, carriers and taxes.
 *
 * @returns the shop's release, from its setting PS_VERSION_DB
 * @throws InvalidInput naming what is wrong with the folder
 */
export function loadRecorded(tables: Tables, folder: string): { version: string; orders: number } {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new InvalidInput('Recorded answers', [{ at: folder, reason: `no such folder` }])
  const folders = caseFolders(folder)
  const loaded = folders.map((each) => loadFolder(tables, each)).reduce((all, count) => all + count, 0)
  if (loaded === 0)
    throw new InvalidInput('Recorded answers', [
      { at: folder, reason: `no recorded answers in it (files such as orders.xml or order-6.xml)` },
    ])
  tables.commit()
  return { version: setting(tables, 'PS_VERSION_DB') || '8.2.1', orders: tables.of('orders').size }
}

/** The shop's tables first, then the cases. */
function caseFolders(folder: string): string[] {
  const shop = [join(folder, '_shop'), join(dirname(folder), '_shop')].find((path) => existsSync(path))
  if (basename(folder) === '_shop') return [folder]
  if (holdsAnswers(folder)) return shop ? [shop, folder] : [folder]
  const inside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const shops = inside.filter(({ name }) => existsSync(join(folder, name, '_shop')))
  // Ids of two shops mean different records.
  if (shops.length > 1)
    throw new InvalidInput('Recorded answers', [
      {
        at: folder,
        reason: `holds ${shops.length} shops (${shops.map(({ name }) => name).join(', ')}); name the folder of one`,
      },
    ])
  if (shops.length === 1) return caseFolders(join(folder, shops[0]!.name))
  const cases = inside
    .map(({ name }) => join(folder, name))
    .filter((path) => basename(path) !== '_shop' && holdsAnswers(path))
  return [...(existsSync(join(folder, '_shop')) ? [join(folder, '_shop')] : []), ...cases.sort()]
}

const holdsAnswers = (folder: string) => readdirSync(folder).some((name) => resourceOf(name) !== null)

function resourceOf(file: string): string | null {
  const name = /^(\w+?)(?:-\d+)?\.xml$/.exec(file)?.[1]
  if (name === undefined) return null
  if (file.startsWith('order-')) return 'orders'
  return resources.has(name) ? name : null
}

function loadFolder(tables: Tables, folder: string): number {
  let loaded = 0
  for (const file of readdirSync(folder).sort()) {
    const resource = resources.get(resourceOf(file) ?? '')
    if (!resource) continue
    for (const row of readRows(readFileSync(join(folder, file), 'utf8'), resource)) {
      if (row.id === null) continue
      insert(tables, resource.name, row.fields, row.associations, row.id)
      loaded++
    }
  }
  return loaded
}
