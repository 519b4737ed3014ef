import { Optional } from '@marcbachmann/cel-js'
import { oneLine } from '../texts/storable-text.ts'
import type { FunctionEntry } from './entry.ts'
import type { World } from './lookup.ts'

/** Four times what a note of GP holds, in characters. */
const longestJoined = 128_000

/** Concatenation and text. */
export const textFunctions = (world: () => World): readonly FunctionEntry[] => [
  {
    signature: 'truncate(string, int): string',
    inWords: 'the first {2} characters of {1}',
    meaning:
      'The first characters of a text, for what may be cut: the name of a product. The journal says what was cut. Blanks and line breaks become one blank, control characters go.',
    examples: [
      ['truncate("Anne-Sophie", 4)', 'Anne'],
      ['truncate("a\\n\\n b ", 30)', 'a b'],
      ['truncate("🎁🎁🎁", 4)', '🎁🎁'],
    ],
    // Counted in UTF-16 units, as SQL Server counts; a pair is never cut in two.
    code: (text: string, length: bigint) => {
      const cleaned = oneLine(text)
      const limit = Number(length)
      if (cleaned.length <= limit) return cleaned
      const cut = cleaned.charCodeAt(limit - 1) >= 0xd800 && cleaned.charCodeAt(limit - 1) <= 0xdbff ? limit - 1 : limit
      const kept = cleaned.slice(0, cut).trimEnd()
      world().cut(cleaned, kept)
      return kept
    },
  },
  {
    signature: 'digits(string): string',
    inWords: 'the digits of {1}',
    meaning: 'Only the digits of a text: a telephone number as GP stores it, a date without dashes.',
    examples: [['digits("+33 (0)1 23")', '330123']],
    code: (text: string) => text.replace(/\D/g, ''),
  },
  {
    signature: 'plain(string): string',
    meaning:
      'The letters and digits of a text, in capitals: how a number that people write with blanks, dots and dashes is compared.',
    inWords: 'the letters and digits of {1}',
    examples: [
      ['plain("fr 12-345.678")', 'FR12345678'],
      ['plain("–")', ''],
    ],
    code: (text: string) => text.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, ''),
  },
  {
    signature: 'upper(string): string',
    inWords: '{1} in capital letters',
    meaning: 'In capital letters.',
    examples: [['upper("web")', 'WEB']],
    code: (text: string) => text.toUpperCase(),
  },
  {
    signature: 'without(string, string): string',
    inWords: '{1} without any of the characters {2}',
    meaning: 'A text without some characters: a blank stands for each, and blanks in a row become one.',
    examples: [['without("Mug <red>; 2=1", "<>;=")', 'Mug red 2 1']],
    code: (text: string, characters: string) =>
      oneLine([...text].map((one) => (characters.includes(one) ? ' ' : one)).join('')),
  },
  {
    signature: 'isEmail(string): bool',
    inWords: '{1} is one e-mail address',
    meaning: 'Whether a text is one e-mail address, and not several or something else.',
    examples: [
      ['isEmail("anne@tea.example")', true],
      ['isEmail("anne@tea.example; roy@tea.example")', false],
      ['isEmail("anne@tea")', false],
    ],
    code: (text: string) =>
      text.length <= 255 && /^[^\s@,;<>()[\]"]{1,64}@[^\s@,;<>()[\]"]+\.[a-z0-9-]{2,63}$/i.test(text),
  },
  {
    signature: 'joined(list<string>, string): string',
    inWords: '{1}, with {2} between them',
    meaning: 'The texts that are not empty, with a separator between them.',
    examples: [['joined(["Anne", "", "Roy"], " ")', 'Anne Roy']],
    code: (texts: string[], separator: string) => {
      const filled = texts.filter((text) => text.trim() !== '')
      // Thousands of times the same text take no memory before they are joined.
      const length = filled.reduce((total, text) => total + text.length + separator.length, 0)
      if (length > longestJoined) throw new RangeError(`joined(…) makes at most ${longestJoined} characters`)
      return filled.join(separator)
    },
  },
  {
    signature: 'part(string, string, int): string',
    inWords: 'part {3}, counted from 0, of {1} divided at {2}',
    meaning: 'One part of a text that a separator divides, counted from 0; empty when there are fewer parts.',
    examples: [
      ['part("C15/A7", "/", 1)', 'A7'],
      ['part("C15", "/", 1)', ''],
    ],
    code: (text: string, separator: string, index: bigint) => text.split(separator)[Number(index)] ?? '',
  },
  {
    signature: 'lastParts(string, string, int): list<string>',
    inWords: 'what stands before the last {3} parts of {1} divided at {2}, and these',
    meaning:
      'The last parts of a text that a separator divides, behind what stands before them: of an item number the style, then a value of each option. Empty when one of them would be.',
    examples: [
      ['lastParts("TEA-ASSAM-RED-L", "-", 2)[0]', 'TEA-ASSAM'],
      ['joined(lastParts("TEA-ASSAM-RED-L", "-", 2), " ")', 'TEA-ASSAM RED L'],
      ['size(lastParts("TEA-L", "-", 2))', 0],
      ['size(lastParts("TEA--L", "-", 2))', 0],
    ],
    code: (text: string, separator: string, count: bigint) => {
      const all = separator === '' ? [text] : text.split(separator).map((one) => one.trim())
      const at = all.length - Number(count)
      const found = [all.slice(0, Math.max(0, at)).join(separator), ...all.slice(Math.max(0, at))]
      return found.includes('') ? [] : found
    },
  },
  {
    signature: 'orElse(optional<string>, string): string',
    inWords: '{1}, or {2} where it is empty',
    meaning: 'The text, or another one when it is missing or empty: a default value.',
    examples: [
      ['orElse(optional.none(), "none")', 'none'],
      ['orElse(optional.of(""), "none")', 'none'],
      ['orElse(optional.of("Roy"), "none")', 'Roy'],
    ],
    code: (value: Optional, standard: string) => {
      const text = value.orValue('') as string
      return text.trim() === '' ? standard : text
    },
  },
  {
    signature: 'unlessEmpty(string): optional<string>',
    inWords: '{1}, unless it is empty',
    meaning: 'The text, or nothing when it is empty: the field is then left out.',
    examples: [['orElse(unlessEmpty(" "), "left out")', 'left out']],
    code: (text: string) => (text.trim() === '' ? Optional.none() : Optional.of(text)),
  },
]
