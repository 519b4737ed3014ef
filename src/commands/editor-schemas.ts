import { z } from 'zod'
import { customFieldsIn, withCustomFields } from '../domain/custom-fields.ts'
import type { Parts } from './definition-folder.ts'

/**
 * What an editor may know of each kind of file in an integration's folder: JSON Schemas by the name of the file, or of the
 * folder that holds it. They are made of this program and of the custom fields among the parts.
 */
export async function schemasOf(parts: Parts): Promise<Parts> {
  const [{ entities }, { systems }, { editorSchema, editorSchemas }, { integrationFile }] = await Promise.all([
    import('../connected-systems.ts'),
    import('../systems.ts'),
    import('../language/index.ts'),
    import('../server/index.ts'),
  ])
  const { prestashop, gp, mail } = systems
  const connections = z.strictObject({
    ...{ prestashop: prestashop!.connection!, gp: gp!.connection! },
    mail: mail!.connection!.optional(),
  })
  return {
    ...editorSchemas(withCustomFields(entities, customFieldsIn(parts))),
    integration: editorSchema(integrationFile.extend({ connections })),
  }
}
