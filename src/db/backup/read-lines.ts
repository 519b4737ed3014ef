import { BackupBroken } from './format.ts'

/** Bytes by line. Rows are handed on in large pieces, and no more than one piece is held. */
export interface Lines {
  /** The next line, without its end. @throws BackupBroken at the end of the file */
  next(): Promise<Buffer>
  /** All lines up to one that is `end`, in pieces of whole lines. */
  until(end: Buffer): AsyncGenerator<Buffer>
}

const newline = 0x0a

export function readLines(pieces: AsyncIterable<Uint8Array>): Lines {
  const source = pieces[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  /** A long line comes in many pieces: they are joined once, when its end is there. */
  async function more(): Promise<void> {
    const parts: Buffer[] = [held]
    for (;;) {
      const { value, done } = await source.next()
      if (done) throw new BackupBroken('it ends in the middle')
      const part = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
      parts.push(part)
      if (part.includes(newline)) break
    }
    held = Buffer.concat(parts)
  }
  return {
    async next() {
      if (!held.includes(newline)) await more()
      const at = held.indexOf(newline)
      const found = held.subarray(0, at)
      held = held.subarray(at + 1)
      return found
    },
    async *until(end) {
      for (;;) {
        if (!held.includes(newline)) await more()
        const whole = held.lastIndexOf(newline) + 1
        const at = lineStart(held.subarray(0, whole), end)
        if (at >= 0) {
          const last = held.subarray(0, at)
          held = held.subarray(at + end.length)
          if (last.length > 0) yield last
          return
        }
        const lines = held.subarray(0, whole)
        held = held.subarray(whole)
        yield lines
      }
    },
  }
}

/** Where `line` (with its end) stands as a line of its own; -1 when it does not. */
function lineStart(text: Buffer, line: Buffer): number {
  for (let at = text.indexOf(line); at >= 0; at = text.indexOf(line, at + 1))
    if (at === 0 || text[at - 1] === newline) return at
  return -1
}
