import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'
import { bundledLicences } from '../licences.mjs'

const root = join(import.meta.dirname, '..', '..')

/** Packs each asset once, and lists the licences of what the app holds. */
function packedWithLicences(): Plugin {
  let folder = ''
  return {
    name: 'packed-with-licences',
    configResolved: ({ build }) => {
      folder = build.outDir
    },
    generateBundle(_, bundle) {
      const inputs = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? Object.keys(part.modules) : []))
      const source = bundledLicences(inputs.map((path) => relative(root, path.replace(/^\0/, '').replace(/\?.*$/, ''))))
      this.emitFile({ type: 'asset', fileName: 'assets/licences.txt', source })
    },
    writeBundle() {
      for (const name of readdirSync(join(folder, 'assets'))) {
        if (!/\.(js|css|svg)$/.test(name)) continue
        const path = join(folder, 'assets', name)
        const content = readFileSync(path)
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
        const params = { [constants.BROTLI_PARAM_QUALITY]: 10 }
        writeFileSync(`${path}.br`, brotliCompressSync(content, { params }))
      }
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    target: 'es2022',
    // No data: addresses: the page's policy allows files of the hub alone.
    assetsInlineLimit: 0,
    manifest: 'manifest.json',
    modulePreload: { polyfill: false },
  },
  plugins: [packedWithLicences()],
})
