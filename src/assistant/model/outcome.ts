import type { ModelOutcome } from '../../domain/stores/model-calls.ts'

/** Why no model answered: what happened to a call, or why none was made. */
export type WhyNot =
  | Exclude<ModelOutcome, 'answered'>
  | 'no_key'
  | 'switched_off'
  | 'budget_spent'
  | 'resting'
  | 'no_prompt'

/** In a sentence for a person, with what to do. */
export const saysWhyNot: Readonly<Record<WhyNot, string>> = {
  no_key: 'No model was asked: no key is set (ANTHROPIC_API_KEY, or "ledgerline assistant key").',
  switched_off: 'No model was asked: this integration has it switched off.',
  budget_spent:
    'No model was asked: the budget of today is spent (LEDGERLINE_MODEL_BUDGET_USD); it begins again at 00:00 UTC.',
  resting: 'No model was asked: the provider failed a moment ago, and is asked again in some minutes.',
  no_prompt: 'No model was asked: the prompt of this task is missing.',
  refused: 'The model refused to answer.',
  truncated: 'The answer of the model was cut off at its limit and was not used.',
  too_long: 'The question did not fit into the model’s window.',
  unfit:
    'The answer of the model had not the form that was asked for, or named what it was not given; it was not used.',
  overloaded: 'The provider is overloaded.',
  rate_limited: 'The provider refuses more requests for now (rate limit).',
  spend_limit: 'The spend limit at the provider is reached: raise it in its console.',
  wrong_key: 'The provider does not accept the key: set another one.',
  unknown_model: 'The provider does not have the model: choose another in LEDGERLINE_MODELS.',
  bad_request: 'The provider refused the request: report it with the request’s id ("ledgerline assistant calls").',
  unreachable: 'The provider cannot be reached from the hub.',
  timed_out: 'The model did not answer in time (LEDGERLINE_MODEL_TIMEOUT_SECONDS).',
  dropped: 'The connection broke before the answer was complete.',
  failed: 'The provider failed.',
  stopped: 'It was stopped.',
}

/** How long nobody is asked after that, in milliseconds: a provider that fails must not slow anything down. */
export const restMs: Readonly<Partial<Record<WhyNot, number>>> = {
  overloaded: 60_000,
  rate_limited: 60_000,
  spend_limit: 60 * 60_000,
  wrong_key: 10 * 60_000,
  unreachable: 2 * 60_000,
  timed_out: 60_000,
  failed: 60_000,
}

/** The classes of the SDK by which its errors are told apart; handed in, since it is loaded late. */
export interface SdkErrors {
  readonly APIError: Class
  readonly APIUserAbortError: Class
  readonly APIConnectionError: Class
  readonly APIConnectionTimeoutError: Class
}
type Class = new (...given: never[]) => Error

/** What an error of the SDK means. One that is none of them comes from a connection that broke while it was read. */
export function outcomeOf(error: unknown, sdk: SdkErrors): Exclude<ModelOutcome, 'answered'> {
  if (error instanceof sdk.APIUserAbortError || (error instanceof Error && error.name === 'AbortError'))
    return 'stopped'
  if (error instanceof sdk.APIConnectionTimeoutError) return 'timed_out'
  if (error instanceof sdk.APIConnectionError) return 'unreachable'
  if (!(error instanceof sdk.APIError)) return 'dropped'
  const { status, type, errorCode, message } = error as Error & {
    readonly status?: number
    readonly type?: string | null
    readonly errorCode?: string | null
  }
  if (/spend_limit/.test(errorCode ?? '') || type === 'billing_error' || status === 402) return 'spend_limit'
  if (status === 529 || type === 'overloaded_error') return 'overloaded'
  if (status === 429 || type === 'rate_limit_error') return 'rate_limited'
  if (status === 401 || status === 403) return 'wrong_key'
  if (status === 404) return 'unknown_model'
  if (status === 413) return 'too_long'
  if (status === 400 || status === 422)
    return /prompt is too long|context window/i.test(message) ? 'too_long' : 'bad_request'
  return 'failed'
}
