import { isIP } from 'node:net'
import { Agent, request } from 'undici'
import { isPublic, publicLookup } from '../../alerts/index.ts'
import { OAuthProblem } from './problem.ts'

const timeoutMs = 5_000
const mostBytes = 16 * 1024
/** People are asked one at a time; more at once is somebody who lets the hub call others. */
const mostAtOnce = 4
let underWay = 0

/**
 * Reads the description of a program at its own address. Anybody may name that address, so it is read only from the public
 * Internet, looked up at the moment of connecting; no redirect is followed, and little is read.
 * @throws OAuthProblem in our words: what the other side said stays out
 */
export async function readDescription(url: URL): Promise<string> {
  const refuse = (says: string) => new OAuthProblem('invalid_client', says, 401)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && !isPublic(host)) throw refuse('The address of the program lies in a private network.')
  if (underWay >= mostAtOnce) throw refuse('Too many programs are being looked up. Try again in some seconds.')
  const agent = new Agent({
    ...{ headersTimeout: timeoutMs, bodyTimeout: timeoutMs, maxResponseSize: mostBytes },
    connect: { timeout: timeoutMs, lookup: publicLookup },
  })
  underWay++
  try {
    const answer = await request(url, {
      dispatcher: agent,
      signal: AbortSignal.timeout(timeoutMs),
      headers: { accept: 'application/json', 'user-agent': 'ledgerline' },
    })
    const type = String(answer.headers['content-type'] ?? '')
    if (answer.statusCode !== 200 || !/^application\/([\w.-]+\+)?json\b/i.test(type))
      throw refuse('The address of the program does not answer with its description.')
    return await answer.body.text()
  } catch (error) {
    if (error instanceof OAuthProblem) throw error
    throw refuse('The description of the program could not be read from its address.')
  } finally {
    underWay--
    await agent.destroy()
  }
}
