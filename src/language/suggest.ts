import type { Environment } from '@marcbachmann/cel-js'
import { didYouMean } from '../domain/nearest.ts'

/** CEL's reason, and what was probably meant where it does not know a name. */
export function suggesting(reason: string, environment: Environment, fieldNames: () => readonly string[]): string {
  const [, variable] = /^Unknown variable: (\w+)$/.exec(reason) ?? []
  const [, key] = /^No such key: (\w+)$/.exec(reason) ?? []
  const [, called] = /^found no matching overload for '(\w+)\(/.exec(reason) ?? []
  const names = (of: readonly { readonly name: string }[]) => of.map(({ name }) => name)
  if (variable) return reason + didYouMean(variable, names(environment.getDefinitions().variables))
  if (key) return reason + didYouMean(key, fieldNames())
  if (!called) return reason
  const known = names(environment.getDefinitions().functions)
  return known.includes(called) ? reason : `there is no function "${called}"${didYouMean(called, known)}`
}
