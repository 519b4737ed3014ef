import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { printError } from '../../src/commands/command.ts'
import { printDryRun } from '../../src/commands/print-dry-run.ts'
import { InvalidInput, NeedsPerson, NotFound, RejectedByRemote, untrusted } from '../../src/domain/errors.ts'
import { faultText } from '../../src/domain/fault-text.ts'
import { ref } from '../../src/domain/record.ts'
import { isStorable, storable } from '../../src/domain/storable.ts'
import { typedEmail, typedLine, typedText } from '../../src/domain/typed-text.ts'
import { visibleJson } from '../../src/domain/visible.ts'
import { createLog } from '../../src/log.ts'
import { showAnswer, showFailure } from '../../tools/answer.ts'
import { tools } from '../../tools/index.ts'
import { allHostileTexts, hostileTexts } from '../support/hostile-texts.ts'

const nonce = 'f'.repeat(32)
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/u
const onLines = (text: string) => text.replace(/[\n\t]/g, '')
/** What stands outside of the marks: our own words. */
const outside = (text: string) =>
  text.replace(new RegExp(`<remote-data nonce="${nonce}">\\n[\\s\\S]*?\\n</remote-data nonce="${nonce}">`, 'g'), '')
/** Texts that say something of their own. Single words and signs may stand in our sentences by chance. */
const sayings = [...hostileTexts.injections!, ...hostileTexts.marks!].filter(
  (text) => text.includes(' ') && text.length > 12,
)

test('the corpus has at least 150 different texts', () => {
  expect(new Set(allHostileTexts).size).toBeGreaterThanOrEqual(150)
})

describe('to a model', () => {
  test('every text reaches it between the marks alone, and nothing of it is unseen or looks like a mark', () => {
    for (const text of allHostileTexts) {
      const { text: said } = showAnswer({ says: ['One record.'], remote: { record: { name: text, [text]: 1 } } }, nonce)
      expect(onLines(said), JSON.stringify(text)).not.toMatch(unseen)
      const looks = said
        .normalize('NFKC')
        .replace(/[\u0435]/g, 'e')
        .replace(/[\u043e\u03bf]/g, 'o')
        .replace(/\u0430/g, 'a')
      expect(looks.match(/remote\W*data/gi), JSON.stringify(text)).toHaveLength(
        2 + (looks.match(/remote·data/g)?.length ?? 0),
      )
      expect(said.split('\n').filter((line) => line.startsWith('Next:'))).toEqual([])
    }
  })

  test.each(tools.map((tool) => [tool.name, tool] as const))('%s repeats no argument of its caller', (_, tool) => {
    for (const text of sayings) {
      const given = Object.fromEntries(Object.keys(tool.input.shape).map((name) => [name, text]))
      const errors = [
        new NotFound(`Value map ${text}`, `There is no ${text}.`),
        new InvalidInput(
          'The arguments',
          Object.keys(given).map((at) => ({ at, reason: `is ${text}` })),
        ),
        new NeedsPerson('stopped', `${text} stopped.`, text, { subject: text }),
      ]
      for (const error of errors) {
        const { text: said } = showFailure(error, tool, given, nonce)
        expect(outside(said), `${tool.name} ${error.code}`).not.toContain(text)
      }
      const answer = {
        says: [`Nothing was found for ${text}.`],
        next: [{ tool: tool.name, arguments: given, because: 'to go on' }],
      }
      expect(showAnswer(answer, nonce, given).text).not.toContain(text)
    }
  })
})

test('to a terminal and in JSON every text is shown as signs that it does not obey', () => {
  for (const text of allHostileTexts) {
    const record = ref('prestashop.order', '7')
    const question = { code: 'x', step: null, message: text, hint: text, subject: text }
    const said = [
      printError(new NeedsPerson('stopped', text, text, { subject: text })),
      printError(new InvalidInput('Input', [{ at: text, reason: text }])),
      printDryRun({
        record,
        flow: 'order-to-sales-order',
        outcome: 'held',
        reason: text,
        writes: [{ do: 'create', target: record, document: { name: text, rows: [text] }, differences: [] }],
        proof: null,
        question,
      }),
      visibleJson({ [text]: text }),
    ]
    for (const one of said) expect(onLines(one), JSON.stringify(text)).not.toMatch(unseen)
    expect(JSON.parse(said[3]!)).toEqual({ [text]: text })
  }
})

test('in the log no text is raw, and none of a failure of the runtime stands in it', () => {
  for (const text of allHostileTexts) {
    const lines: string[] = []
    const log = createLog('info', { write: (line: string) => lines.push(line) } as unknown as NodeJS.WritableStream)
    log.warn('failed', { reason: text, error: new SyntaxError(`Unexpected "${text.replaceAll('"', '')}"`) })
    const line = lines.join('')
    expect(line.trimEnd().split('\n')).toHaveLength(1)
    expect(onLines(line)).not.toMatch(unseen)
  }
  for (const text of sayings.filter((one) => !one.includes('"')))
    expect(faultText(new SyntaxError(`Unexpected "${text}"`))).not.toContain(text)
})

test('what is stored can be stored, and what people type holds nothing unseen', () => {
  for (const text of allHostileTexts) {
    expect(storable(storable({ [text]: [text] }).value).replaced).toEqual([])
    const rejected = new RejectedByRemote(ref('gp.salesOrder', '1'), untrusted(text))
    expect(isStorable(rejected.reply.untrusted)).toBe(true)
    for (const schema of [typedLine(0, 3000), typedText(0, 3000), typedEmail] as z.ZodType<string>[]) {
      const { data } = schema.safeParse(text)
      if (data === undefined) continue
      expect(data.replaceAll('\n', ''), JSON.stringify(text)).not.toMatch(unseen)
      expect(data).toBe(data.normalize('NFC'))
    }
  }
  for (const text of hostileTexts.names!) expect(typedEmail.safeParse(text).success, JSON.stringify(text)).toBe(false)
  expect(typedEmail.parse(' Anne.Roy@Example.com ')).toBe('anne.roy@example.com')
  expect(typedLine(1, 20).parse('Anne\u0301')).toBe('Ann\u00e9')
})
