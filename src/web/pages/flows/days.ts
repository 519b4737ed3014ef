/** A period as people type it: its first and its last day, of UTC. */
export interface Days {
  readonly from: string
  readonly to: string
}

const dayMs = 24 * 60 * 60_000

/** What the hub is asked for. @param now milliseconds; a period does not end later */
export const periodOf = ({ from, to }: Days, now: number) => ({
  from: `${from}T00:00:00Z`,
  until: new Date(Math.min(Date.parse(to) + dayMs, now)).toISOString(),
})

/** As it was typed: in the reader's zone a period would begin on another day. */
export const daysOf = ({ from, until }: { readonly from: string; readonly until: string }): Days => ({
  from: new Date(from).toISOString().slice(0, 10),
  to: new Date(Date.parse(until) - 1).toISOString().slice(0, 10),
})
