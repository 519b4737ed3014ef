/** Two days, UTC, both included: "2026-11-21". */
export interface Period {
  readonly from: string
  readonly to: string
}

const dayMs = 24 * 60 * 60_000
const dayBefore = (days: number) => new Date(Date.now() - days * dayMs).toISOString().slice(0, 10)

/** The seven days up to yesterday: those that the hub compares by itself each night. */
export const lastWeek = (): Period => ({ from: dayBefore(7), to: dayBefore(1) })
