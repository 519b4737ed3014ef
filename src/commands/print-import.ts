import type { Move } from '../domain/credential.ts'
import type { Json, System } from '../domain/record.ts'
import type { Comparison, Imported } from '../server/index.ts'

const longestShown = 200
const mostShown = 100

/** What differs between the newest version and a folder, and which versions an import would undo. */
export function printComparison({ id, base, newest, newer, differences }: Comparison): string {
  if (newest === 0) return `“${id}” is new here.`
  const from = base === null ? 'does not say which version it comes from' : `comes from version ${base}`
  return [
    `The folder ${from}; “${id}” is at version ${newest}.`,
    ...(newer.length === 0
      ? []
      : [
          'Versions that an import of it would undo:',
          ...newer.map(
            ({ version, at, by, note }) => `  ${version}, ${at.slice(0, 16).replace('T', ' ')} UTC, ${by}: ${note}`,
          ),
        ]),
    ...(differences.length === 0
      ? ['Nothing differs.']
      : ['What would change (newest version → folder):', ...printDifferences(differences)]),
  ].join('\n')
}

function printDifferences(differences: Comparison['differences']): string[] {
  const more = differences.length - mostShown
  return [
    ...differences.slice(0, mostShown).map(({ at, before, after }) => `  ${at}: ${shown(before)} → ${shown(after)}`),
    ...(more > 0 ? [`  … and ${more} more; --json shows all.`] : []),
  ]
}

function shown(value: Json): string {
  if (value === null) return 'nothing'
  const text = JSON.stringify(value)
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text
}

export const printMoves = (moved: readonly Move[]): string[] =>
  moved.map(
    ({ system, from, to }) =>
      `The ${system === 'gp' ? 'GP' : 'shop'} connection leads elsewhere: ${from} → ${to}. Credentials stored for the old one are not sent to the new one.`,
  )

/** @param heldBack systems whose credentials were at hand and not handed over, because their address has changed */
export function printImported(
  imported: Imported,
  { dryRun, heldBack }: { readonly dryRun: boolean; readonly heldBack: readonly System[] },
): string {
  const { id, version, newest, differences, moved, unconfirmed, secrets, openQuestions, unusedSettings, unchecked } =
    imported
  const missing = ['prestashop.key', 'gp.username', 'gp.password'].filter((name) => !secrets.includes(name))
  const again = dryRun ? 'Nothing was stored.' : `“${id}” is at version ${version}.`
  return [
    ...(newest > 0 && differences.length > 0 ? ['Changes:', ...printDifferences(differences)] : []),
    ...(newest > 0 && differences.length === 0 ? [`The folder holds what version ${newest} holds.`] : []),
    again,
    ...printMoves(moved),
    ...heldBack.map(
      (system) =>
        `${system === 'gp' ? 'LEDGERLINE_GP_USERNAME and LEDGERLINE_GP_PASSWORD were' : 'LEDGERLINE_SHOP_KEY was'} not handed over, because the address is new: if they are for the new one, import again${dryRun ? ' with --new-address' : ''}.`,
    ),
    ...(unconfirmed ? ['The GP company must be confirmed again: "ledgerline confirm test|live COMPANY".'] : []),
    ...(missing.length > 0 && !dryRun
      ? [
          `Credentials that are not stored yet: ${missing.join(', ')}. Set their variables and import again (README, Configuration).`,
        ]
      : []),
    ...unchecked,
    ...(openQuestions.length === 0
      ? [unchecked.length === 0 ? 'No open questions.' : 'No open questions in what could be checked.']
      : [
          `${openQuestions.length} open questions; a run that needs one of them stops there:`,
          ...openQuestions.map(({ at, question }) => `  ${at}: ${question}`),
        ]),
    ...(unusedSettings.length > 0 ? [`Settings that no flow reads: ${unusedSettings.join(', ')}.`] : []),
  ].join('\n')
}
