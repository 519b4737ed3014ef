import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['test/support/postgres-of-the-run.ts'],
    setupFiles: ['test/support/keys-once.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // For a machine of two cores: each file starts real servers and databases, and waits for them a third of its time.
    maxWorkers: 3,
    // Files of one worker share its modules: nothing in src keeps a state of its own, and loading costs a second a file.
    pool: 'threads',
    isolate: false,
  },
})
