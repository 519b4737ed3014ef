import type { Company } from '../company.ts'
import type { Given } from './door.ts'
import { type Procedure, procedures, type Value } from './procedures.ts'
import { SqlError } from './sql-error.ts'

/**
 * A batch that calls procedures of eConnect one after the other in a transaction of its own. The first that returns an error
 * state ends it: then nothing of it is stored. One without a transaction would store a part, and is refused here.
 */
export function runBatch(text: string, given: Given, company: Company): object[] {
  if (!/SET XACT_ABORT ON/.test(text) || !/BEGIN TRANSACTION;[\s\S]*EXEC [\s\S]*COMMIT TRANSACTION;/.test(text))
    throw new SqlError(50_000, 'The stand-in takes procedures of eConnect in one transaction alone.')
  const values = variables(text, given)
  const stored: (() => void)[] = []
  for (const [index, call] of [...text.matchAll(/EXEC (?:dbo\.)?(\w+) ([^;]*);/g)].entries()) {
    const [, name = '', list = ''] = call
    const procedure = procedures[name]
    if (!procedure) throw new SqlError(2812, `Could not find stored procedure '${name}'.`)
    const outcome = procedure.run(parametersOf(name, procedure, list, values), company)
    if ('errors' in outcome) return [{ state: 1, errors: outcome.errors.join(' '), node: index + 1 }]
    stored.push(outcome.store)
  }
  for (const store of stored) store()
  company.store.commit()
  return [{ state: 0, errors: '', node: 0 }]
}

/** The values that came along, and those that the batch declares of them. */
function variables(text: string, given: Given): Map<string, Value> {
  const values = new Map<string, Value>(given)
  const declared = /DECLARE @(\w+) ([\w(),]+) = CONVERT\(([\w(),]+), @(\w+)(?:, (\d+))?\);/g
  for (const [, name = '', , type = '', of = ''] of text.matchAll(declared)) {
    const value = given.get(of)
    if (value === undefined) throw new SqlError(137, `Must declare the scalar variable "@${of}".`)
    if (type.startsWith('numeric') && !/^-?\d{1,14}(\.\d+)?$/.test(String(value)))
      throw new SqlError(8114, 'Error converting data type nvarchar to numeric.')
    if (type === 'datetime' && !/^\d{8}$/.test(String(value)))
      throw new SqlError(241, 'Conversion failed when converting date and/or time from character string.')
    values.set(name, value)
  }
  return values
}

function parametersOf(name: string, { parameters }: Procedure, list: string, values: ReadonlyMap<string, Value>) {
  const found = new Map<string, Value>()
  const outputs = new Set<string>()
  for (const part of list.split(/,\s*/)) {
    const [, parameter = '', variable = '', output] = /^@(\w+) = @(\w+)( OUTPUT)?$/.exec(part.trim()) ?? []
    if (output) outputs.add(parameter)
    else {
      const own = parameter.replace(/^I_v/, '')
      if (!parameter.startsWith('I_v') || !Object.hasOwn(parameters, own))
        throw new SqlError(8145, `@${parameter} is not a parameter for procedure ${name}.`)
      const value = values.get(variable)
      if (value === undefined) throw new SqlError(137, `Must declare the scalar variable "@${variable}".`)
      found.set(own, value)
    }
  }
  for (const output of ['O_iErrorState', 'oErrString'])
    if (!outputs.has(output))
      throw new SqlError(201, `Procedure or function '${name}' expects parameter '@${output}', which was not supplied.`)
  for (const [own, standard] of Object.entries(parameters))
    if (!found.has(own)) {
      if (standard === undefined)
        throw new SqlError(
          201,
          `Procedure or function '${name}' expects parameter '@I_v${own}', which was not supplied.`,
        )
      found.set(own, standard)
    }
  return found
}
