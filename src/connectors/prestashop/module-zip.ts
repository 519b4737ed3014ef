import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { type Zippable, type ZippableFile, zipSync } from 'fflate'

/** The module's files: beside this file, in the source and in a built package. */
const folder = join(import.meta.dirname, 'module', 'ledgerline')
/** The same for every file, so that equal modules are equal zips; the first that the format has. */
const mtime = new Date('1980-01-01T12:00:00')

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
    files.map((file): [string, ZippableFile] => [`ledgerline/${file}`, [readFileSync(join(folder, file)), { mtime }]]),
  )
  if (pairing) entries['ledgerline/config/paired.php'] = [Buffer.from(pairedFile(pairing)), { mtime }]
  return zipSync(entries, { level: 9 })
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
