import { existsSync } from 'node:fs'
import { join } from 'node:path'

const beside = join(import.meta.dirname, 'prompts')

/** The folder of the prompts: in a bundle it lies beside this file, in a checkout at the top. */
export const promptsFolder = existsSync(beside) ? beside : join(import.meta.dirname, '..', 'prompts')
