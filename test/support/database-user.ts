import { instant } from '../../src/domain/clock.ts'
import { integrationId } from '../../src/domain/record.ts'
import { openAt } from './embedded.ts'

/**
 * A process that uses the database of a data folder, for tests: says "open" or why it cannot, and ends when its input
 * does. At the first Ctrl-C it stores fifty integrations, as a hub that still has runs to finish, and says "stored".
 */
const [dataFolder = ''] = process.argv.slice(2)
try {
  const database = await openAt(dataFolder)
  let ending = false
  const end = async () => {
    if (ending) return
    ending = true
    await database.close()
    process.exit(0)
  }
  process.once('SIGINT', async () => {
    const store = (number: number) =>
      database.transaction((tx) =>
        tx.integrations.put({
          ...{ id: integrationId(`i${number}`), name: 'x', connections: { prestashop: {}, gp: {} }, confirmed: null },
          ...{ cutOver: instant(0), paused: false, pausedFlows: [] },
        }),
      )
    await Promise.all(Array.from({ length: 50 }, (_, number) => store(number)))
    process.stdout.write('stored\n')
    await end()
  })
  process.stdin.on('end', () => void end()).resume()
  process.stdout.write('open\n')
} catch (error) {
  const { code, message, hint } = error as { code?: string; message: string; hint?: string }
  process.stdout.write(`${JSON.stringify({ code, message, hint })}\n`)
  process.exit(1)
}
