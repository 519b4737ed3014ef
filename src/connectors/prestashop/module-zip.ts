import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { type Zippable, type ZippableFile, zipSync } from 'fflate'

/** The module's files: beside this file, in the source and in a built package. */
const folder = join(import.meta.dirname, 'module', 'ledgerline')

/** Address and secret that a module takes over when it is installed. */
export interface Pairing {
  readonly address: string
  /** 64 hexadecimal digits. */
  readonly secret: string
}

/** The module as PrestaShop's back office takes it: one folder `ledgerline`. With a pairing nobody has to enter anything. */
export function moduleZip(pairing?: Pairing): Uint8Array {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
  const entries: Zippable = Object.fromEntries(
    files.map((file) => [`ledgerline/${file}`, entryOf(readFileSync(join(folder, file)))]),
  )
  if (pairing) entries['ledgerline/config/paired.php'] = entryOf(Buffer.from(pairedFile(pairing)))
  return zipSync(entries, { level: 9 })
}

/**
 * With a time of its content: PHP's cache of compiled files and PrestaShop's of modules tell by the time alone that a
 * file was replaced, and equal modules are to be equal zips. At noon, which every zone has every day.
 */
function entryOf(content: Buffer): ZippableFile {
  const [year, month, day, minute, second] = createHash('sha256').update(content).digest()
  const mtime = new Date(2000 + (year! % 20), month! % 12, 1 + (day! % 28), 12, minute! % 60, 2 * (second! % 30))
  return [content, { mtime }]
}

function pairedFile({ address, secret }: Pairing): string {
  const text = (value: string) => `'${value.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`
  return `<?php
if (!defined('_PS_VERSION_')) {
    exit;
}

return ['address' => ${text(address)}, 'secret' => ${text(secret)}];
`
}
