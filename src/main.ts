#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// What one start has compiled the next one reads. Beside the bundle, where whoever may write may change the code as well.
if (import.meta.filename.endsWith('.mjs')) enableCompileCache(join(import.meta.dirname, 'compiled'))

const [{ CommanderError }, { fail, programFor }] = await Promise.all([
  import('commander'),
  import('./commands/index.ts'),
])

// What nobody caught would be printed whole, with what the database's driver puts into its messages.
process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)

try {
  await (await programFor(process.argv[2])).parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode
  else fail(error)
}
