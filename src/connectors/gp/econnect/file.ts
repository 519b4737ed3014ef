import { randomUUID } from 'node:crypto'
import * as promises from 'node:fs/promises'
import { join } from 'node:path'
import { diagnosisOf } from '../../../domain/cause.ts'
import { type Call, RemoteUnavailable } from '../../../domain/errors.ts'
import { gpCauses } from '../causes/index.ts'
import type { EconnectDocument } from './document.ts'
import { econnectXml } from './xml.ts'

/** What is done there. No hard links: a share for Windows may know none. */
export type Files = Pick<typeof promises, 'mkdir' | 'open' | 'readFile' | 'rename' | 'rm' | 'stat'>

/** Below the folder: what was handed over, by name, so that nothing is handed over twice. */
const kept = 'handed-over'

/**
 * Hands documents over as a file of eConnect XML, for a program on GP's side that submits what lies in the folder and takes
 * it away. The file appears whole, under its name: it is made beside and moved. Nobody has submitted it by then, so this
 * always throws: what became of it only the read-back shows.
 *
 *     NAME.about and NAME.part are whole  →  NAME.part becomes ../NAME.xml  →  NAME.about becomes NAME.xml: handed over
 *
 * A crash before the second step makes the files anew, one before the last finds it in the folder. Once it is taken away and
 * the last step has not come, it is handed over once more, under the same name.
 * @param name of this write, and of no other
 * @param documents asked only while it is not handed over
 * @throws RemoteUnavailable: ambiguous once it is handed over
 */
export async function handOver(
  folder: string,
  name: string,
  documents: () => Promise<readonly EconnectDocument[]>,
  call: Call,
  files: Files = promises,
): Promise<never> {
  const file = `${name.replace(/[^\w-]/g, '-')}.xml`
  const [given, own] = [join(folder, file), join(folder, kept, file)]
  const [about, part] = [`${own}.about`, `${own}.part`]
  /** @param ambiguous the file may be taken already */
  const inFolder = async <T>(work: () => Promise<T>, ambiguous = false): Promise<T> => {
    try {
      return await work()
    } catch (cause) {
      throw new RemoteUnavailable(call, `the folder ${folder} takes no file (${codeOf(cause)})`, { ambiguous, cause })
    }
  }
  if (!(await inFolder(() => isThere(files, own)))) {
    if (!(await inFolder(() => isThere(files, given)))) {
      const text = econnectXml(await documents())
      await inFolder(async () => {
        await makeKept(files, folder)
        await writeWhole(files, about, text)
        await writeWhole(files, part, text)
        await files.rename(part, given)
      })
    }
    await inFolder(() => files.rename(about, own), true)
  }
  const at = (await files.stat(own)).mtime.toISOString().slice(0, 16).replace('T', ' ')
  throw new RemoteUnavailable(call, `handed over as ${file} at ${at} UTC, and GP does not show it yet`, {
    ambiguous: true,
    diagnosis: diagnosisOf(gpCauses.find(({ id }) => id === 'gp.handed-over')!),
  })
}

/** Tries whether a file can be handed over there, under a name that no program takes; else why not, in a code of the system. */
export async function folderProblem(folder: string, files: Files = promises): Promise<string | null> {
  const name = `.ledgerline-check-${randomUUID()}`
  const [part, given] = [join(folder, kept, name), join(folder, name)]
  try {
    await makeKept(files, folder)
    await writeWhole(files, part, '')
    await files.rename(part, given)
    await files.rm(given)
    return null
  } catch (cause) {
    for (const left of [part, given]) await files.rm(left, { force: true }).catch(() => undefined)
    return codeOf(cause)
  }
}

/** Not the folder itself: a share that is not mounted would be made anew here, where no program looks. */
async function makeKept(files: Files, folder: string): Promise<void> {
  await files.mkdir(join(folder, kept)).catch((cause: unknown) => {
    if (codeOf(cause) !== 'EEXIST') throw cause
  })
}

const codeOf = (cause: unknown) => (cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown')

async function isThere(files: Files, file: string): Promise<boolean> {
  try {
    await files.readFile(file)
    return true
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return false
    throw cause
  }
}

async function writeWhole(files: Files, file: string, text: string): Promise<void> {
  await files.rm(file, { force: true })
  const handle = await files.open(file, 'wx')
  try {
    await handle.writeFile(text, 'utf8')
    await handle.sync()
  } finally {
    await handle.close()
  }
}
