import { causeSentences } from './hub-causes-fr.ts'
import { engineSentences } from './hub-engine-fr.ts'
import { flowSentences, settledSentences } from './hub-flows-fr.ts'
import { systemCauseSentences } from './hub-system-causes-fr.ts'

/** With names, numbers and amounts in them. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [
    /The value map "([^"]+)" has no answer for ("[^"]*"(?: \([^()]*\))?)\./g,
    'La table « $1 » n’a pas de réponse pour $2.',
  ],
  [/(^|\. )([^.]+) is written and read back\./g, '$1$2 : écrit et relu.'],
  [
    /(^|\. )([^.]+) was there already, as it was meant; nothing was sent\./g,
    '$1$2 : existait déjà, tel que voulu ; rien n’a été envoyé.',
  ],
  [/(^|\. )([^.]+) needed no change\./g, '$1$2 : aucun changement nécessaire.'],
  [/\bGP has no ([^".]+) "([^"]+)"\./g, 'GP n’a pas : $1 « $2 ».'],
  [/(^|\. )([^.]+) has no counterpart in ([^ ]+(?: [^ ]+)?) yet\./g, '$1$2 n’a pas encore d’équivalent : $3.'],
  [
    /The order's parts add up to (\S+ \S+), but the shop charged (\S+ \S+): (\S+ \S+) are not explained\./g,
    'Les parties de la commande font $1, mais la boutique a facturé $2 : $3 ne sont pas expliqués.',
  ],
  [/(^|\. )([^.:]+) was refused(?=\.|: )/g, '$1$2 : refusé'],
  [/(^|\. )([^.]+): access denied\./g, '$1$2 : accès refusé.'],
  [/ The reply: “/g, ' La réponse : “'],
  [/ \((\d+) attempts\)/g, ' ($1 essais)'],
  [/(^|\. )It is (\d+) of (\d+) records\./g, '$1$2 fiches sur $3.'],
  [
    /The process ended (\d+) times while it worked on this record\./g,
    'Le programme s’est arrêté $1 fois pendant qu’il traitait cette fiche.',
  ],
]

/** What is said when a person has settled a question is said of the question as well, with one end more. */
const settled = settledSentences.map(
  ([as, instead]) =>
    [`${as.slice(0, -1)}; a person has settled it.`, `${instead.slice(0, -1)} ; une personne l’a réglé.`] as const,
)

/** The longest first: one sentence may be the end of another. */
const whole = [
  ...[...flowSentences, ...settledSentences, ...settled],
  ...[...engineSentences, ...causeSentences, ...systemCauseSentences],
].sort(([a], [b]) => b.length - a.length)

/**
 * The hub's sentences in French: [as it says them, what stands in their place], to be put in one after the other. What is
 * in no row stays English.
 */
export const hubSentences: readonly (readonly [RegExp | string, string])[] = [...whole, ...patterns]
