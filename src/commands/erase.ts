import type { Command } from 'commander'
import { InvalidInput } from '../domain/errors.ts'
import { refText } from '../domain/record.ts'
import type { Erasure } from '../server/index.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { emailOption, type IntegrationOption, integrationOption, jsonOption, stdinOption } from './options.ts'
import { ask, type SignInOptions } from './sign-in.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

type Options = IntegrationOption & SignInOptions & { confirm?: string; dryRun?: boolean }

export function describe(program: Command): void {
  program
    .command('erase <customer>')
    .description('erase what is kept of a customer of the shop, by the number they have there')
    .option('--dry-run', 'only tell what would be erased')
    .option('--confirm <customer>', 'the same number again, where there is no terminal to ask at')
    .option(...integrationOption)
    .option(...emailOption)
    .option(...stdinOption)
    .option(...jsonOption)
    .action((customer: string, options: Options) => eraseCustomer(contextOf(options), customer, options))
}

type Context = CommandContext & { openHub: OpenHub }

/** `erase CUSTOMER`: what is kept of a customer of the shop, shown, and erased for good once the number is typed again. */
function eraseCustomer(context: Context, customer: string, options: Options): Promise<void> {
  return withHub(
    context,
    async (client) => {
      const { id } = await chosenIntegration(client, options.integration)
      const path = `/api/integrations/${id}/erasures`
      const plan = await client.post<Erasure>(path, { customer })
      if (options.dryRun) return answer(context, plan, () => printPlan(plan))
      if (options.confirm === undefined && !process.stdin.isTTY)
        throw new InvalidInput('The erasure', [
          {
            at: '--confirm',
            reason: 'is needed where there is no terminal to ask at: the number of the customer again',
          },
        ])
      if (!context.json) context.print(printPlan(plan))
      const confirm = options.confirm ?? (await ask('What is erased does not come back. The number again: ', true))
      const erased = await client.post<Erasure>(path, { customer, confirm: confirm.trim() })
      answer(context, erased, () => printErased(erased))
    },
    options,
  )
}

const printPlan = (plan: Erasure) =>
  [
    `Of ${plan.people.map(refText).join(', ')} the hub keeps personal data in ${counts(plan)}.`,
    'Names, addresses, e-mails, phones and free texts go. Keys, amounts, proofs and the audit log stay, and so does everything in GP and in the shop.',
    ...(plan.ended.length > 0 ? [`Pending proposals about the customer end: ${some(plan.ended)}.`] : []),
    ...printLeft(plan),
  ].join('\n')

const mostNamed = 10

const some = (names: readonly string[]) =>
  `${names.slice(0, mostNamed).join(', ')}${names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ''}`

const printErased = (erased: Erasure) =>
  [`Erased, in ${counts(erased)}. The audit log says who did it.`, ...printLeft(erased)].join('\n')

const counts = ({ runs, links, proposals, incidents }: Erasure) =>
  `${runs} runs, ${links} links, ${proposals} proposals and ${incidents} incidents`

function printLeft({ left, stillThere }: Erasure): string[] {
  return [
    ...(stillThere === null
      ? ['! The shop did not answer: whether it still has the customer is not known.']
      : stillThere.length > 0
        ? [
            `! The shop still has ${stillThere.map(refText).join(', ')}. Erase the customer there first: the next change of an order brings the data back.`,
          ]
        : []),
    ...(left.length > 0
      ? [
          `! A word of the customer also stands in: ${some(left)}. It may be about somebody else: look, and take it out there.`,
        ]
      : []),
  ]
}
