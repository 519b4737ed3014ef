import { type Command, Option } from 'commander'
import { type HubClient, readTerminal } from '../client/index.ts'
import { HubError } from '../domain/errors.ts'
import { actorText } from '../domain/person.ts'
import { type Decision, type Proposal, type ProposalState, proposalStates } from '../domain/proposal.ts'
import { type RecordRef, refText } from '../domain/record.ts'
import { visible } from '../domain/visible.ts'
import type { StartedAgain } from '../server/index.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import {
  emailOption,
  type IntegrationOption,
  integrationOption,
  type JsonOption,
  jsonOption,
  stdinOption,
} from './options.ts'
import { printTable } from './print.ts'
import { printPreview } from './print-preview.ts'
import { ask, askSignIn, type SignInOptions, yes } from './sign-in.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  const proposals = program.command('proposals').description('what waits for a person; decisions take your own sign-in')
  proposals
    .command('list', { isDefault: true })
    .addOption(new Option('--state <state>', 'default: pending').choices(proposalStates))
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: IntegrationOption & { state?: ProposalState }) => listProposals(contextOf(options), options))
  proposals
    .command('show <id>')
    .option('--raw', 'also the expressions as they are written, and the hash of the plan')
    .option(...jsonOption)
    .action((id: string, options: JsonOption & { raw?: boolean }) => showProposal(contextOf(options), id, options.raw))
  for (const decision of ['approve', 'reject'] as const)
    proposals
      .command(`${decision} <id>`)
      .option(...emailOption)
      .option(...stdinOption)
      .option('--reason <text>', 'why; kept with the decision')
      .option('--plan <hash>', 'decide only if this is still the plan')
      .option('--typed <text>', 'what it is about, when it asks for that')
      .option('--raw', 'also the expressions as they are written, and the hash of the plan')
      .option(...jsonOption)
      .action((id: string, options: DecisionOptions) => decide(contextOf(options), id, decision === 'approve', options))
  proposals
    .command('link <entity> <key> <gp-entity> <gp-key>')
    .description('propose which GP record a shop record is; "none": it is none')
    .option('--reason <text>', 'why, in a sentence that can be checked')
    .option(...integrationOption)
    .option(...jsonOption)
    .action(
      (
        entity: string,
        key: string,
        gpEntity: string,
        gpKey: string,
        options: IntegrationOption & { reason?: string },
      ) => proposeLink(contextOf(options), { entity, key, gpEntity, gpKey }, options),
    )
  proposals
    .command('withdraw <id>')
    .description('take back one that you made, while it waits')
    .option('--reason <text>', 'why; kept with it')
    .option(...jsonOption)
    .action((id: string, options: JsonOption & { reason?: string }) =>
      withdrawProposal(contextOf(options), id, options.reason ?? ''),
    )
  proposals
    .command('revert <id>')
    .description('propose what undoes an applied one')
    .option(...jsonOption)
    .action((id: string, options: JsonOption) => revertProposal(contextOf(options), id))
}

interface DecisionOptions extends SignInOptions, JsonOption {
  readonly reason?: string
  readonly plan?: string
  readonly typed?: string
  readonly raw?: boolean
}

type Context = CommandContext & { openHub: OpenHub }
type Shown = Proposal & {
  readonly says: readonly string[]
  readonly needs: string | null
  readonly startedAgain: readonly StartedAgain[]
}

/** `proposals list`: what waits for a decision; `--state` for others. */
function listProposals(context: Context, options: { state?: ProposalState; integration?: string }): Promise<void> {
  return withHub(context, async (client) => {
    const query = new URLSearchParams({
      state: options.state ?? 'pending',
      ...(options.integration && { integration: options.integration }),
    })
    const found = await client.get<Proposal[]>(`/api/proposals?${query}`)
    answer(context, found, () =>
      found.length === 0
        ? `No ${options.state ?? 'pending'} proposals.`
        : printTable([
            ['id', 'risk', 'made', 'by', 'title'],
            ...found.map(({ id, risk, at, proposedBy, title }) => [
              id,
              risk.level,
              at.slice(0, 16).replace('T', ' '),
              visible(actorText(proposedBy)),
              visible(title),
            ]),
          ]),
    )
  })
}

/** `proposals show ID`: what would change, why, what it risks, and its plan hash. */
export function showProposal(context: Context, id: string, raw = false): Promise<void> {
  return withHub(context, async (client) => {
    const proposal = await client.get<Shown>(`/api/proposals/${encodeURIComponent(id)}`)
    // Of one that waits, its preview is made anew by whoever decides.
    const tried =
      proposal.state === 'pending'
        ? null
        : await client.call('GET /api/proposals/:id/preview', { params: { id } }).then(printPreview, () => null)
    answer(context, proposal, () => [printProposal(proposal, raw), ...(tried ? [tried] : [])].join('\n'))
  })
}

/**
 * `proposals approve ID`, `proposals reject ID`: a person's decision, with their own sign-in, on the plan that is shown.
 * Before an approval real orders are tried, and the person says yes.
 */
export function decide(context: Context, id: string, approve: boolean, options: DecisionOptions): Promise<void> {
  return withHub(context, async (client) => {
    const path = `/api/proposals/${encodeURIComponent(id)}`
    const proposal = await client.get<Shown>(path)
    const asks = process.stdin.isTTY && !options.passwordStdin
    if (!context.json) {
      context.print(printProposal(proposal, options.raw))
      if (approve && proposal.state === 'pending') context.print(await whatItDoes(client, proposal))
    }
    if (asks && proposal.state === 'pending' && !(await yes(approve ? 'Approve it?' : 'Reject it?'))) {
      context.print('Nothing was decided.')
      return
    }
    const person = await askSignIn({ email: readTerminal(context.config.dataFolder)?.email, ...options })
    const body = {
      approve,
      planHash: options.plan ?? proposal.planHash,
      ...person,
      ...(options.reason && { reason: options.reason }),
    }
    const decided = await client
      .post<Shown>(`${path}/decide`, { ...body, ...(options.typed && { typed: options.typed }) })
      .catch(async (error: unknown) => {
        // Nobody else is there to decide: the person types what it is about.
        const asked = error instanceof HubError && error.code === 'typing_needed' ? error : null
        if (!asked || options.typed !== undefined || !process.stdin.isTTY) throw error
        context.print(asked.message)
        return client.post<Shown>(`${path}/decide`, { ...body, typed: await ask(`${asked.hint}\n> `, true) })
      })
    const { state, needs, outcome } = decided
    answer(context, decided, () =>
      state === 'pending'
        ? `Your approval is noted, nothing has changed yet. ${needs ?? ''}`.trimEnd()
        : visible(`The proposal is ${state}. ${outcome ?? ''}`.trimEnd()),
    )
  })
}

/** Real orders under it, and those that start again. A system that does not answer is said; the decision is the person's. */
async function whatItDoes(client: HubClient, { id, incidents, changes }: Shown): Promise<string> {
  const tried = await client.call('GET /api/proposals/:id/preview', { params: { id } }).then(printPreview, said)
  const held = await Promise.all(
    incidents.map((incident) =>
      client.call('GET /api/incidents/:id', { params: { id: incident } }).then(
        ({ records }) => records,
        () => [],
      ),
    ),
  )
  const again = [
    ...held.flat().map(({ record }) => refText(record)),
    ...changes.flatMap((change) =>
      change.do === 'replay'
        ? change.records.map(refText)
        : change.do === 'correct-record'
          ? [refText(change.record)]
          : [],
    ),
  ]
  const named = [...new Set(again)]
  return [
    tried,
    named.length === 0
      ? 'No order starts again by it.'
      : visible(
          `Starts again: ${named.slice(0, mostShown).join(', ')}${named.length > mostShown ? ` and ${named.length - mostShown} more` : ''}.`,
        ),
  ].join('\n')
}

const said = (error: unknown): string => {
  if (!(error instanceof HubError)) throw error
  return visible(`No order could be tried: ${error.message}. ${error.hint}`)
}

/** `proposals revert ID`: proposes what undoes an applied one. */
function revertProposal(context: Context, id: string): Promise<void> {
  return withHub(context, async (client) => {
    const made = await client.post<Shown>(`/api/proposals/${encodeURIComponent(id)}/revert`)
    answer(context, made, () => printProposal(made))
  })
}

/** `proposals withdraw ID`: it waits for nobody any more. */
function withdrawProposal(context: Context, id: string, reason: string): Promise<void> {
  return withHub(context, async (client) => {
    const taken = await client.call('POST /api/proposals/:id/withdraw', { params: { id }, body: { reason } })
    answer(context, taken, () => `Proposal ${id} is taken back. Nothing was changed.`)
  })
}

/** `proposals link ENTITY KEY GP-ENTITY GP-KEY`: which GP record a shop record is. The link of now is looked up. */
function proposeLink(
  context: Context,
  link: { entity: string; key: string; gpEntity: string; gpKey: string },
  options: { reason?: string; integration?: string },
): Promise<void> {
  return withHub(context, async (client) => {
    const { id: integration } = await chosenIntegration(client, options.integration)
    const { entity, key, gpEntity } = link
    const known = await client.get<{ target: RecordRef }[]>(
      `/api/integrations/${integration}/links?${new URLSearchParams({ entity, key })}`,
    )
    const before = known.find(({ target }) => target.entity === gpEntity)?.target.key ?? null
    const after = link.gpKey === 'none' ? null : link.gpKey
    const made = await client.post<Shown>('/api/proposals', {
      integration,
      title: `${entity} ${key} is ${gpEntity} ${link.gpKey}`,
      reason: options.reason ?? 'Said by hand, at the command line.',
      changes: [{ do: 'repair-link', source: { entity, key }, entity: gpEntity, before, after }],
    })
    answer(context, made, () => `${printProposal(made)}\n\nDecide with "ledgerline proposals approve ${made.id}".`)
  })
}

const timeOf = (at: string) => `${at.slice(0, 19).replace('T', ' ')} UTC`

/** Records started again that are shown one by one. */
const mostShown = 20

function printProposal(proposal: Shown, raw = false): string {
  const { id, title, state, reason, proposedBy, askedBy, risk, needs, planHash, approvals, decision, outcome } =
    proposal
  const { startedAgain } = proposal
  const asked = askedBy && askedBy !== actorText(proposedBy) ? `, said to be asked for by ${askedBy}` : ''
  return [
    `${title}  (${state})`,
    `  Proposal ${id}, by ${actorText(proposedBy)}${asked}, ${timeOf(proposal.at)}, until ${proposal.expiresAt.slice(0, 10)}`,
    `  Why: ${reason}`,
    ...proposal.says.map((sentence) => `  • ${raw ? sentence : inWords(sentence)}`),
    `  Risk: ${risk.level}. ${risk.reasons.join(' ')}`,
    ...(needs ? [`  ${needs}`] : []),
    ...(raw ? [`  Plan ${planHash}`] : []),
    ...[...approvals, ...(decision ? [decision] : [])].map(printDecision),
    ...(outcome ? [`  ${outcome}`] : []),
    ...startedAgain
      .slice(0, mostShown)
      .map(({ record, flow, state: now }) => `  ${refText(record)} is ${now}, by ${flow}.`),
    ...(startedAgain.length > mostShown ? [`  and ${startedAgain.length - mostShown} more`] : []),
  ]
    .map(visible)
    .join('\n')
}

/** A sentence that has an expression as it is written, and then in words: the words alone. */
const inWords = (sentence: string) =>
  sentence
    .replace(/^(In flow "[^"]*", step \S+) goes on if .* In words: it (.*)$/s, '$1: it $2')
    .replace(/^(In mapping "[^"]*", .+?) becomes .* In words: it is (.*)$/s, '$1: it becomes $2')
    .replace(/ As it is written: .*$/s, '')

const printDecision = ({ approve, by, at, reason }: Decision) =>
  `  ${approve ? 'Approved' : 'Rejected'} by ${actorText(by)} at ${timeOf(at)}${reason ? `: ${reason}` : ''}`
