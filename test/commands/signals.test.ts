import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

// npm starts our program through a shell, and ends that shell on a signal without a word to what runs in it.
test.skipIf(process.platform === 'win32')('a signal to npm ends what npm has started, in order', async () => {
  const npm = spawn('npm', ['run', '--silent', 'ledgerline', '--', 'sandbox', '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const shop = await new Promise<string>((found, failed) => {
    let said = ''
    npm.once('exit', (code) => failed(new Error(`npm ended with ${code}`)))
    npm.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.endsWith('\n')) found((JSON.parse(said) as { shop: { url: string } }).shop.url)
    })
  })
  expect((await fetch(shop)).status).toBeLessThan(500)
  npm.removeAllListeners('exit')
  npm.kill('SIGTERM')
  const answers = () =>
    fetch(shop).then(
      () => true,
      () => false,
    )
  while (await answers()) await new Promise((done) => setTimeout(done, 50))
})
