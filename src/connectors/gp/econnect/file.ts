import { constants } from 'node:fs'
import { access, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { diagnosisOf } from '../../../domain/cause.ts'
import { type Call, RemoteUnavailable } from '../../../domain/errors.ts'
import { gpCauses } from '../causes/index.ts'
import type { EconnectDocument } from './document.ts'
import { econnectXml } from './xml.ts'

/** Below the folder: what was handed over, by name, so that nothing is handed over twice. */
const kept = 'handed-over'

/**
 * Hands documents over as a file of eConnect XML, for a program on GP's side that submits what lies in the folder and takes
 * it away. The file appears whole, under its name. Nobody has submitted it by then, so this always throws: what became of it
 * only the read-back shows.
 *
 *     NAME.about is whole  →  link to ../NAME.xml  →  NAME.about becomes NAME.xml: handed over
 *
 * A crash before the second step makes the file anew, one before the last finds it in the folder. Once it is taken away and
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
): Promise<never> {
  const file = `${name.replace(/[^\w-]/g, '-')}.xml`
  const [given, own, about] = [join(folder, file), join(folder, kept, file), join(folder, kept, `${file}.about`)]
  const inFolder = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
      throw new RemoteUnavailable(call, `the folder ${folder} takes no file (${code})`, { ambiguous: false, cause })
    }
  }
  if (!(await inFolder(() => isThere(own)))) {
    const text = (await inFolder(() => isThere(given))) ? null : econnectXml(await documents())
    await inFolder(async () => {
      if (text !== null) {
        await mkdir(join(folder, kept), { recursive: true })
        await writeWhole(about, text)
        await link(about, given)
      }
      await rename(about, own)
    })
  }
  const at = (await stat(own)).mtime.toISOString().slice(0, 16).replace('T', ' ')
  throw new RemoteUnavailable(call, `handed over as ${file} at ${at} UTC, and GP does not show it yet`, {
    ambiguous: true,
    diagnosis: diagnosisOf(gpCauses.find(({ id }) => id === 'gp.handed-over')!),
  })
}

/** Whether the folder is there and takes files; else why not, in a code of the system. */
export async function folderProblem(folder: string): Promise<string | null> {
  try {
    await access(folder, constants.W_OK | constants.R_OK)
    return (await stat(folder)).isDirectory() ? null : 'ENOTDIR'
  } catch (cause) {
    return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  }
}

async function isThere(file: string): Promise<boolean> {
  try {
    await readFile(file)
    return true
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return false
    throw cause
  }
}

async function writeWhole(file: string, text: string): Promise<void> {
  await rm(file, { force: true })
  const handle = await open(file, 'wx')
  try {
    await handle.writeFile(text, 'utf8')
    await handle.sync()
  } finally {
    await handle.close()
  }
}
