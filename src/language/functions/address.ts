import { oneLine } from '../texts/storable-text.ts'
import type { FunctionEntry } from './entry.ts'
import type { World } from './lookup.ts'

/** Names, streets and telephone numbers in the columns of a ledger, without a word of them lost. */
export const addressFunctions = (world: () => World): readonly FunctionEntry[] => [
  {
    signature: 'addressLines(list<string>, int, int): list<string>',
    inWords: '{1} on {2} lines of {3} characters',
    meaning:
      'Texts on a number of lines of a length, whole words only: each text on lines of its own where they are enough, else one after another. There are always that many lines, the last ones empty. Texts that do not fit stop the run.',
    examples: [
      ['addressLines(["1 Main Street", "", "Door 5"], 3, 60)', ['1 Main Street', 'Door 5', '']],
      ['addressLines(["Long Lane 12", "Back yard"], 2, 12)', ['Long Lane 12', 'Back yard']],
    ],
    code: (texts: string[], lines: bigint, width: bigint) => {
      const filled = texts.map(oneLine).filter((text) => text !== '')
      const found = onLines(filled, Number(lines), Number(width))
      if (found) return [...found, ...Array<string>(Number(lines) - found.length).fill('')]
      const all = filled.join(', ')
      world().hold({
        code: 'text_too_long',
        message: `The address “${all}” has ${all.length} characters and does not fit on ${lines} lines of ${width}, whole words only.`,
        hint: 'Shorten the address in the shop, or correct it for this record by a replay with an edit.',
      })
      return Array<string>(Number(lines)).fill('')
    },
  },
  {
    signature: 'firstLine(string, int): string',
    inWords: 'what of {1} fits on a line of {2} characters',
    meaning: 'The words of a text that fit on one line of a length. afterFirstLine(…) gives the others.',
    examples: [['firstLine("Royal Tea Company of London", 14)', 'Royal Tea']],
    code: (text: string, width: bigint) => lineOf(oneLine(text), Number(width)),
  },
  {
    signature: 'afterFirstLine(string, int): string',
    inWords: 'what of {1} does not fit on a line of {2} characters',
    meaning: 'The words of a text that do not fit on its first line.',
    examples: [
      ['afterFirstLine("Royal Tea Company of London", 14)', 'Company of London'],
      ['afterFirstLine("Royal Tea", 14)', ''],
    ],
    code: (text: string, width: bigint) => afterLine(oneLine(text), Number(width)),
  },
  {
    signature: 'phone(string): string',
    inWords: 'the telephone number {1} in digits',
    meaning:
      'The digits of a telephone number. A leading + becomes 00, since GP stores digits alone, and the (0) behind a country code goes. Other words go, too; the journal says so.',
    examples: [
      ['phone("+33 (0)1 23 45")', '003312345'],
      ['phone("01.23.45")', '012345'],
    ],
    code: (text: string) => {
      const line = oneLine(text)
      const digits = line
        .replace(/^\+/, '00')
        .replace(/^(00.*?)\(0\)/, '$1')
        .replace(/\D/g, '')
      if (/[^\d\s+()./-]/.test(line)) world().cut(line, digits)
      return digits
    },
  },
]

/** The most words that fit; a longer first word is cut where the line ends. */
function lineOf(text: string, width: number): string {
  if (text.length <= width) return text
  const end = text.lastIndexOf(' ', width)
  return end > 0 ? text.slice(0, end) : text.slice(0, width)
}
const afterLine = (text: string, width: number) => text.slice(lineOf(text, width).length).trim()

/** Null: they do not fit. A word is never divided. */
function onLines(texts: readonly string[], most: number, width: number): string[] | null {
  const apart = texts.flatMap((text) => wrapped(text, width))
  if (apart.length <= most && apart.every((line) => line.length <= width)) return apart
  const together = wrapped(texts.join(', '), width)
  return together.length <= most && together.every((line) => line.length <= width) ? together : null
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length > width && line !== '') {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}
