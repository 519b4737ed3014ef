import anyAscii from 'any-ascii'
import { type CanStore, lettersOf } from '../../domain/code-pages.ts'
import type { Field } from '../../domain/entity.ts'
import type { TextChange } from '../../domain/run.ts'

/** Which letters the target can store, and whether others may be written in Latin letters instead. */
export interface Letters {
  readonly codePage: string
  readonly canStore: CanStore
  readonly transliterate: boolean
}

/** What a company of GP in Western Europe and America has: SQL_Latin1_General_CP1_CI_AS. */
const usualCodePage = '1252'

/** By the settings of a definition; both may be missing in one of an older version. */
export function lettersBy(codePage: string | undefined, transliterate: boolean | undefined): Letters {
  const page = codePage === undefined || codePage.trim() === '' ? usualCodePage : codePage.trim()
  return { codePage: page, canStore: lettersOf(page), transliterate: transliterate ?? true }
}

/** The text as the target stores it, with what had to be changed; or why it cannot. */
export type Stored =
  | { readonly text: string; readonly change: Omit<TextChange, 'path'> | null }
  | { readonly why: string; readonly fits?: number }

/** Characters that XML 1.0 forbids: one of them in a note makes GP's whole answer unreadable. */
const forbidden = /[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/gu

/** One line: blanks and line breaks become one blank. Control characters go. */
export const oneLine = (text: string) => text.replace(forbidden, '').replace(/\s+/g, ' ').trim()
/** The same, with its line breaks. */
const severalLines = (text: string) =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(forbidden, '')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trimEnd())
    .join('\n')
    .trim()

/**
 * The one rule for every text that is written: nothing is cut and no letter is lost without a word. A letter that the
 * target cannot store is written in Latin letters where the setting allows that; what is still too long, or cannot be
 * stored, is a person's decision. GP itself would cut the one and store "?" for the other, and report success.
 */
export function storable(given: string, field: Field, letters: Letters | null): Stored {
  const before = field.type === 'text' && field.lines ? severalLines(given) : oneLine(given)
  const after = letters ? inLetters(before, letters) : before
  if (typeof after !== 'string') return after
  const most = field.type === 'text' ? field.maxLength : undefined
  if (most !== undefined && after.length > most)
    return {
      fits: most,
      why: `“${shown(after)}” has ${after.length} characters, and ${most} fit: “${shown(after.slice(most))}” would be lost`,
    }
  return { text: after, change: after === before ? null : { before, after, why: 'letters' } }
}

function inLetters(text: string, { canStore, codePage, transliterate }: Letters): string | { why: string } {
  if (everywhere.test(text)) return text
  const composed = text.normalize('NFC')
  if ([...composed].every(canStore)) return composed
  let made = ''
  const lost: string[] = []
  for (const character of composed) {
    if (canStore(character)) made += character
    else if (zeroWidth.test(character)) continue
    else {
      const latin = transliterate ? anyAscii(character) : ''
      if (latin === '') lost.push(character)
      made += latin
    }
  }
  if (lost.length === 0) return made
  return {
    why: `“${shown(text)}” has letters that the code page ${codePage} of the company does not have: ${[...new Set(lost)].slice(0, 10).join(' ')}`,
  }
}

/** Letters that every code page has. */
const everywhere = /^[\x20-\x7e\n]*$/

/** Joins letters or picks their form; shows nothing by itself. */
const zeroWidth = /\p{Cf}|[\ufe00-\ufe0f]/u

const shown = (text: string) => (text.length > 80 ? `${text.slice(0, 79)}…` : text)

/**
 * What is worth a word: each change once. A text that was cut in one field is not lost where another field of the
 * document has it whole, as a short name beside the name.
 */
export function worthAWord(changes: readonly TextChange[], texts: ReadonlySet<string>): TextChange[] {
  const once = new Map(changes.map((change) => [`${change.path} ${change.before}`, change]))
  return [...once.values()].filter(({ why, before }) => why !== 'cut' || !texts.has(before))
}
