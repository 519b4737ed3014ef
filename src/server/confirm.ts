import type { ReportedCompany } from '../domain/connector.ts'
import { InvalidInput } from '../domain/errors.ts'
import type { Confirmation } from '../routes/index.ts'

/** GP itself warns at sign-in to a company whose name ends so; -1 is the sample company, Fabrikam. */
const marks = /<(TEST|HISTORICAL)>/i
const sampleCompany = -1

/**
 * Compares what a person says with what GP reports of the company that the integration writes to.
 * @param companyId of the connection
 * @throws InvalidInput naming what does not agree
 */
export function compareCompany(
  reported: readonly ReportedCompany[],
  companyId: number,
  { company: said, kind, by }: { readonly company: string; readonly kind: 'test' | 'live'; readonly by: string },
): Confirmation {
  const refuse = (at: string, reason: string) => new InvalidInput('The confirmation', [{ at, reason }])
  const found = reported.find(({ id }) => id === companyId)
  if (!found)
    throw refuse(
      'companyId',
      `GP reports no company ${companyId} that is open to this user; open are ${listed(reported)}. Correct companyId in integration.json, or enable the company`,
    )
  if (plain(said) !== plain(found.name) && said.trim() !== String(found.id))
    throw refuse(
      said,
      `is not the company that this integration writes to: GP reports company ${found.id} as “${found.name}”. Give that name, or correct companyId in integration.json`,
    )
  const marked = marks.test(found.name) ? `its name says ${marks.exec(found.name)![0]}` : sample(found)
  if (kind === 'live' && marked !== null)
    throw refuse('live', `GP marks “${found.name}” as no live company: ${marked}. Confirm it as test`)
  const told =
    marked !== null
      ? `GP marks it as no live company: ${marked}.`
      : kind === 'test'
        ? 'GP does not mark it as a test company (a name with <TEST>), so that it is one is your word.'
        : 'GP does not mark it as a test company.'
  return {
    company: found.name,
    kind,
    by,
    compared: [`Company ${found.id} of the connection is “${found.name}” in GP, as was said.`, told],
  }
}

const sample = ({ id }: ReportedCompany) => (id === sampleCompany ? 'it is the sample company' : null)
const plain = (name: string) => name.trim().replace(/\s+/g, ' ').toUpperCase()
const listed = (companies: readonly ReportedCompany[]) =>
  companies
    .slice(0, 10)
    .map(({ id, name }) => `${id} (${name})`)
    .join(', ') || 'none'
