/**
 * Every figure that a Prometheus scraper reads at /metrics: its help text and its labels. A figure that is not listed
 * does not compile. Names follow Prometheus: `_total` for what only grows, the unit at the end, labels of few values.
 */
export const counters = {
  ledgerline_runs_total: 'Runs that ended, by state and flow.',
  ledgerline_writes_total: 'Documents and records written and read back, by entity.',
  ledgerline_retries_total: 'Actions of a run that failed and are tried again, by the code of the error.',
  ledgerline_bulk_rows_total: 'Rows of bulk flows that differed (compared) or were written (wrote), by flow.',
  ledgerline_changes_total: 'Changed records that started a run, by feed.',
  ledgerline_echoes_total: 'Changes that the hub itself had made and that started nothing, by entity.',
  ledgerline_polls_total: 'Reads of a feed that succeeded.',
  ledgerline_feed_failures_total: 'Reads of a feed that failed.',
  ledgerline_webhooks_total:
    'Deliveries of the shop’s module, by what became of them: taken, or why they were refused.',
  ledgerline_webhook_events_total: 'Events in deliveries that were taken, by topic.',
  ledgerline_sign_ins_total: 'Sign-ins with a password: accepted or refused.',
  ledgerline_unknown_fields_total: 'Fields of the shop’s answers that the hub does not know, by resource.',
} as const

/** In seconds. */
export const durations = {
  ledgerline_run_seconds: 'How long a run took from its start to its end, by flow.',
  ledgerline_remote_seconds: 'How long a call to the shop or to GP took, by system, and whether it read or wrote.',
} as const

export const gauges = {
  ledgerline_incidents_open: 'Causes that stop orders until a person acts, up to 1000.',
  ledgerline_proposals_waiting: 'Proposals that wait for a decision, up to 1000.',
  ledgerline_breaker_open: '1 while no call is sent to a system because it failed several times in a row.',
  ledgerline_feed_failing: '1 while a feed does not come through.',
  ledgerline_feed_unreadable_records: 'Records that a feed names and that cannot be read.',
  ledgerline_feed_success_timestamp_seconds: 'When a feed was read last, in Unix seconds.',
} as const

export type CounterName = keyof typeof counters
export type DurationName = keyof typeof durations
export type GaugeName = keyof typeof gauges
