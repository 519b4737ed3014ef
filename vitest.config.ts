import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/postgres-of-the-run.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The machine may have two cores; each file starts real servers and databases.
    maxWorkers: 2,
  },
})
