import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * What takes long, and what takes long for its size: one that begins late ends alone, and in a fresh clone the small ones begin last.
 */
const longest = [
  'web/pages',
  'commands/commands',
  'db/embedded',
  'whole/receivables',
  'whole/reconciliation',
  'whole/prices',
  'whole/stock',
  'whole/corpus',
  'commands/mcp',
  'whole/backfill',
  'whole/day',
  'whole/feeds',
  'web/rules-and-set-up',
  'whole/shipments',
  'whole/four-eyes',
  'db/older',
  'db/backup',
  'connectors/prestashop/feeds',
  'whole/killed',
  'db/durability',
  'web/sign-in',
  'web/sso',
  'whole/lost-replies',
  'whole/faulty-logs',
  'commands/supervised',
  'commands/signals',
  'engine/crashes',
  'mcp/official',
  'module/static',
  'whole/connections',
  'whole/messages',
  'whole/echo',
  'whole/idle',
  'db/serving',
  'evals/thresholds',
  'evals/fixes',
].map((name) => resolve(import.meta.dirname, `${name}.test.ts`))

/** The longest first. The others follow by how long they took last, in a fresh clone by their size. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = longest.indexOf(moduleId)
      return at < 0 ? longest.length : at
    }
    return (await super.sort(files)).sort((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['test/support/postgres-of-the-run.ts'],
    setupFiles: ['test/support/keys-once.ts', 'test/support/databases-of-the-file.ts'],
    // Only what hangs is ended: a machine at load 25 takes ten times as long.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // For a machine of two cores: each file starts real servers and databases, and waits for them a third of its time. Four take as
    // long as three, and differ more from one run to the next.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Files of one worker share its modules: nothing in src keeps a state of its own, and loading costs a second a file.
    pool: 'threads',
    isolate: false,
  },
})
