import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { validateXML, type XMLFileInfo } from 'xmllint-wasm'

/** The schema that a GP server publishes. No part of the product; where it lies beside the repository, it judges it. */
const folder = resolve(import.meta.dirname, '../../../../shared/reference/gp-schema')
const schemas = ['', '0', '1', '2'].map((part) => `DynamicsGPWebServices${part}.xsd`)

/**
 * What the reference schema says of SOAP envelopes: element names, namespaces, order, types, words. libxml2 as a package,
 * so that it needs nothing of the machine. Empty: all fit, or the schema is not there.
 */
export async function problemsByReference(envelopes: readonly string[]): Promise<string[]> {
  if (!existsSync(folder) || envelopes.length === 0) return []
  const file = (fileName: string): XMLFileInfo => ({ fileName, contents: readFileSync(join(folder, fileName), 'utf8') })
  const { errors } = await validateXML({
    xml: envelopes.map((contents, index) => ({ fileName: `${index}.xml`, contents })),
    schema: [file('envelope.xsd')],
    preload: schemas.map(file),
    maxMemoryPages: 32_768,
  })
  return errors.map(({ message, rawMessage }) => message || rawMessage)
}
