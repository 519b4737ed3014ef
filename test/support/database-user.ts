import pg from 'pg'
import { attach } from '../../src/db/embedded/attach.ts'

/**
 * A process that uses the database of a data folder, for tests: says "open" or why it cannot, and ends when its input
 * does. At the first Ctrl-C it stores fifty rows, as a hub that still has runs to finish, and says "stored".
 */
const [dataFolder = ''] = process.argv.slice(2)
try {
  const attached = await attach(dataFolder, () => {})
  const pool = new pg.Pool({ ...attached.connection, max: 10 })
  await pool.query('select 1')
  let ending = false
  const end = async () => {
    if (ending) return
    ending = true
    await pool.end()
    attached.release()
    process.exit(0)
  }
  process.once('SIGINT', async () => {
    await pool.query('create table stored (number int primary key)')
    const store = (number: number) => pool.query('insert into stored values ($1)', [number])
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
