import { NeedsPerson } from '../domain/errors.ts'

/** Those that wait for their turn; more are told to come again. */
const mostWaiting = 5

/**
 * Readings that cost both systems much: one of a kind and integration at a time, the others wait for it.
 * @throws NeedsPerson `busy` when too many wait
 */
export class OneAtATime {
  private readonly last = new Map<string, { readonly ended: Promise<unknown>; waiting: number }>()

  async run<T>(of: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(of)
    if (before && before.waiting >= mostWaiting)
      throw new NeedsPerson('busy', 'This is being read already, and others wait for it.', 'Ask again in a minute.', {
        subject: of,
      })
    const done = (before?.ended ?? Promise.resolve()).then(work, work)
    const mine = { ended: done.catch(() => {}), waiting: (before?.waiting ?? -1) + 1 }
    this.last.set(of, mine)
    try {
      return await done
    } finally {
      const newest = this.last.get(of)
      if (newest === mine) this.last.delete(of)
      else if (newest) newest.waiting--
    }
  }
}
