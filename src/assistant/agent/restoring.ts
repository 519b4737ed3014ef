import type { Minimiser } from '../privacy/index.ts'

/** A placeholder is no longer than this. */
const longest = 20

/**
 * Puts people's own words back into a text that comes in pieces: what may be the beginning of a placeholder waits for the
 * rest of it.
 */
export function restoring(minimiser: Minimiser, emit: (text: string) => void) {
  let waiting = ''
  const send = (text: string) => {
    if (text !== '') emit(minimiser.restore(text))
  }
  return {
    take(piece: string) {
      waiting += piece
      const open = waiting.lastIndexOf('[')
      const begins = open >= 0 && !waiting.includes(']', open) && waiting.length - open < longest
      send(begins ? waiting.slice(0, open) : waiting)
      waiting = begins ? waiting.slice(open) : ''
    },
    end() {
      send(waiting)
      waiting = ''
    },
  }
}
