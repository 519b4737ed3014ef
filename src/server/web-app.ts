import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Readable } from 'node:stream'
import type { Context } from 'hono'
import { newNonce, pagePolicy } from './headers.ts'

/**
 * What the hub has of its web app: ready in a folder; being built, in a checkout that has just started; or none, with
 * the reason and what to do.
 */
export type WebApp =
  | { readonly state: 'ready'; readonly folder: string }
  | { readonly state: 'building' }
  | { readonly state: 'absent'; readonly because: string }

/** What belongs to programs: a wrong address there is answered in JSON, never with a page. */
const ofPrograms = /^\/(api|mcp|webhooks|health|metrics|openapi\.json|assets|\.well-known)(\/|$)/

/** The files that a build makes. Everything else is no asset. */
const kinds: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.map': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
}

const pageHeaders = (nonce: string) => ({
  'content-type': 'text/html; charset=utf-8',
  // The page names the assets of one build, and carries a nonce: it is never kept.
  'cache-control': 'no-store',
  'content-security-policy': pagePolicy(nonce),
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
})

/** Where the build has put the nonce of the page. */
const placeOfNonce = /__CSP_NONCE__/g

/** A file of the build, named by its content: a browser keeps it for good. Null: there is none of this name. */
async function asset(context: Context, folder: string): Promise<Response | null> {
  const name = context.req.path.slice('/assets/'.length)
  const kind = kinds[extname(name)]
  if (!kind || !/^\w[\w.-]*$/.test(name)) return null
  const path = join(folder, 'assets', name)
  const found = (await packedOf(context, path)) ?? { path, encoding: null }
  const size = await sizeOf(found.path)
  if (size === null) return null
  return new Response(
    context.req.method === 'HEAD' ? null : (Readable.toWeb(createReadStream(found.path)) as ReadableStream),
    {
      headers: {
        'content-type': kind,
        'content-length': String(size),
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'accept-encoding',
        ...(found.encoding ? { 'content-encoding': found.encoding } : {}),
      },
    },
  )
}

/** The build packs each asset once, so that no request waits for it. */
async function packedOf(context: Context, path: string): Promise<{ path: string; encoding: 'br' | 'gzip' } | null> {
  const accepted = context.req.header('accept-encoding') ?? ''
  for (const [encoding, ending] of [
    ['br', '.br'],
    ['gzip', '.gz'],
  ] as const) {
    if (new RegExp(`\\b${encoding}\\b`).test(accepted) && (await sizeOf(path + ending)) !== null)
      return { path: path + ending, encoding }
  }
  return null
}

const sizeOf = (path: string): Promise<number | null> =>
  stat(path).then(
    (found) => (found.isFile() ? found.size : null),
    () => null,
  )

/**
 * What the web app answers where no route does: one of its files, or its page, whichever of its addresses is asked for.
 * Null: a program asks, or for what belongs to programs.
 */
export async function webAppAnswer(context: Context, its: WebApp): Promise<Response | null> {
  const { method, path } = context.req
  if (method !== 'GET' && method !== 'HEAD') return null
  if (path.startsWith('/assets/')) return its.state === 'ready' ? asset(context, its.folder) : null
  if (ofPrograms.test(path) || !(context.req.header('accept') ?? '').includes('text/html')) return null
  const nonce = newNonce()
  if (its.state !== 'ready') return new Response(plainPage(its, nonce), { headers: pageHeaders(nonce) })
  const page = await readFile(join(its.folder, 'index.html'), 'utf8')
  return new Response(page.replace(placeOfNonce, nonce), { headers: pageHeaders(nonce) })
}

/**
 * Where there is no app yet, or none at all. It looks again by itself while the app is being built: by a script, since a
 * refresh by `meta` only moves within a page whose address ends in "#token=…", as the link of the first start does.
 */
function plainPage(its: Exclude<WebApp, { state: 'ready' }>, nonce: string): string {
  const building = its.state === 'building'
  const [title, text] = building
    ? [
        'The pages are being built',
        'The hub already works: the first order has gone to GP while you wait. This happens once, takes under a minute, and this page then opens by itself.',
      ]
    : ['The hub runs without its pages', its.because]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Ledgerline</title>
<style nonce="${nonce}">
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif;
  background: light-dark(#f7f8fa, #14161b); color: light-dark(#1b2230, #e6e9ef); }
main { max-width: 34rem; padding: 2rem; }
h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
p { margin: 0; color: light-dark(#4a5365, #a9b1c0); }
progress { width: 100%; margin-top: 1.25rem; accent-color: light-dark(#3346a8, #8ea0ff); }
</style>
</head>
<body><main role="status"><h1>${title}</h1><p>${text}</p>${building ? '<progress aria-label="Building"></progress>' : ''}</main>
${building ? `<script nonce="${nonce}">setTimeout(() => location.reload(), 2000)</script>` : ''}</body>
</html>
`
}
