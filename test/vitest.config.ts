import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * What takes long, and what takes long for its size: one that begins late ends alone, and in a fresh clone the small ones begin last.
 * Those that mostly wait, for a browser, for processes or for a disk, stand between those that compute: three of them at a time
 * leave the machine idle.
 */
const longest = [
  'web/pages',
  'whole/receivables',
  'commands/commands',
  'whole/stock',
  'whole/products',
  'whole/corpus',
  'db/embedded',
  'whole/reconciliation',
  'whole/prices',
  'whole/day',
  'commands/mcp',
  'whole/shipments',
  'evals/thresholds',
  'web/rules-and-set-up',
  'whole/four-eyes',
  'whole/proposed-writes',
  'whole/backfill',
  'whole/later-processes',
  'whole/deposits',
  'whole/feeds',
  'mcp/conversation',
  'whole/carrying-in',
  'db/older',
  'whole/money-moved',
  'server/people-scope',
  'db/backup',
  'whole/lost-replies',
  'db/flat-lists',
  'connectors/mail/mailbox',
  'whole/proposals',
  'whole/triggers',
  'db/durability',
  'whole/payouts',
  'whole/accounts',
  'connectors/prestashop/feeds',
  'language/edit',
  'web/sign-in',
  'whole/odd-text',
  'web/sso',
  'whole/two-shops',
  'whole/killed',
  'whole/faulty-logs',
  'module/delivery',
  'whole/messages',
  'whole/echo',
  'evals/fixes',
  'commands/supervised',
  'engine/crashes',
  'commands/signals',
  'mcp/official',
  'module/static',
  'whole/connections',
  'whole/idle',
  'db/serving',
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
    // Processes: threads of one of them share its memory, some gigabytes at the end. Each of the hundreds of programs that tests start copies
    // its tables of pages, and all threads wait for the kernel meanwhile.
    pool: 'forks',
    // Files of one worker share its modules: nothing in src keeps a state of its own, and loading costs a second a file.
    isolate: false,
  },
})
