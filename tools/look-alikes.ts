/**
 * Letters and signs that look like those of "remote-data", as code points in hexadecimal: what confusables.txt of Unicode
 * 15 says of these seven letters and is not found by compatibility forms (NFKD) alone, and digits and letters that people
 * write for them. Of the 170 kB that the file has for all letters nothing else is needed: a mark is made of no other.
 *
 * @see https://www.unicode.org/reports/tr39/#Confusable_Detection
 */
const codes = {
  a: '34 40 251 391 3b1 410 430 13aa 15c5 1d00 2376 237a a4ee 102a0 16f40',
  d: 'd0 110 111 189 18c 256 257 501 56a 13a0 13e7 146f 15de 15ea 20ab a4d2 a4d3',
  e: '33 246 247 25b 395 3b5 415 435 454 4bd 4bf 13ac 212e 22ff 2c89 2d39 a4f0 ab32 10286 118a6 118ae',
  m: '271 39c 3fa 3fb 41c 43c 4cd 13b7 15f0 16d6 1d0d 1d6f 20a5 2c98 a4df 102b0 10311 11700 118e3',
  o: [
    '30 d8 f8 19f 275 398 39f 3b8 3bf 3c3 41e 43e 472 473 4e8 4e9 555 585 5e1 647 665 6be 6c1 6d5 6f5 6ff 7c0',
    '966 9e6 a66 ae6 b20 b66 be6 c02 c66 c82 ce6 d02 d20 d66 d82 e50 ed0 1010 101d 1040 10e1 10ff 12d0 13be',
    '13eb 1d0f 1d11 2296 229d 236c 2c9e 2c9f 2d31 2d41 2d54 3007 a4f3 a74a a74b ab3d ab3e ab74 ab8e abbb',
    '10292 102ab 10404 1042c 104c2 104ea 10516 114d0 118b5 118c8 118d7 118e0 1d21a 1f714',
  ].join(' '),
  r: '1a6 24d 27c 27d 280 433 493 13a1 13d2 1587 1d26 1d72 2c85 a4e3 ab47 ab48 ab81 104b4 16f35 1d216',
  t: [
    '37 166 167 1ad 1ae 23e 3a4 3c4 422 442 4ac 13a2 1d1b 1d75 20ae 22a4 2361 27d9 2ca6 2ca7 a4d4 10297 102b1',
    '10315 118bc 16f0a 1f768',
  ].join(' '),
} as const

/** Each such sign with the letter that it looks like. */
export const lookAlikes: ReadonlyMap<string, string> = new Map(
  Object.entries(codes).flatMap(([letter, all]) =>
    all.split(' ').map((code) => [String.fromCodePoint(Number.parseInt(code, 16)), letter] as const),
  ),
)
