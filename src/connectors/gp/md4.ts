/**
 * MD4 (RFC 1320), as NTLM needs it for the password. OpenSSL 3 has it only in its legacy provider, which Node does not
 * load. Broken as a hash; used for nothing else.
 */
export function md4(message: Buffer): Buffer {
  const length = message.length
  const padded = Buffer.alloc(((length + 72) >> 6) << 6)
  message.copy(padded)
  padded[length] = 0x80
  padded.writeUInt32LE((length << 3) >>> 0, padded.length - 8)
  padded.writeUInt32LE(Math.floor(length / 0x2000_0000), padded.length - 4)

  const state: [number, number, number, number] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  const x = new Int32Array(16)
  for (let offset = 0; offset < padded.length; offset += 64) {
    for (let word = 0; word < 16; word++) x[word] = padded.readInt32LE(offset + word * 4)
    let [a, b, c, d] = state
    for (const { order, shifts, mix, constant } of rounds) {
      for (let step = 0; step < 16; step++) {
        const sum = (a + mix(b, c, d) + x[order[step]!]! + constant) | 0
        const shift = shifts[step & 3]!
        a = d
        d = c
        c = b
        b = (sum << shift) | (sum >>> (32 - shift))
      }
    }
    state[0] = (state[0] + a) | 0
    state[1] = (state[1] + b) | 0
    state[2] = (state[2] + c) | 0
    state[3] = (state[3] + d) | 0
  }

  const digest = Buffer.alloc(16)
  for (const [index, word] of state.entries()) digest.writeInt32LE(word | 0, index * 4)
  return digest
}

interface Round {
  readonly order: readonly number[]
  readonly shifts: readonly number[]
  readonly mix: (b: number, c: number, d: number) => number
  readonly constant: number
}

const rounds: readonly Round[] = [
  {
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    shifts: [3, 7, 11, 19],
    mix: (b, c, d) => (b & c) | (~b & d),
    constant: 0,
  },
  {
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    shifts: [3, 5, 9, 13],
    mix: (b, c, d) => (b & c) | (b & d) | (c & d),
    constant: 0x5a827999,
  },
  {
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    shifts: [3, 9, 11, 15],
    mix: (b, c, d) => b ^ c ^ d,
    constant: 0x6ed9eba1,
  },
]
