/** Windows code pages of SQL Server's collations, and the name that the Encoding Standard has for each. */
const encodings: Readonly<Record<string, string>> = {
  '874': 'windows-874',
  '932': 'shift_jis',
  '936': 'gbk',
  '949': 'euc-kr',
  '950': 'big5',
  '1250': 'windows-1250',
  '1251': 'windows-1251',
  '1252': 'windows-1252',
  '1253': 'windows-1253',
  '1254': 'windows-1254',
  '1255': 'windows-1255',
  '1256': 'windows-1256',
  '1257': 'windows-1257',
  '1258': 'windows-1258',
}
/** Every letter there is: a collation whose name ends with UTF8 (SQL Server 2019). */
const utf8 = '65001'

/** Code pages by their numbers, as `SELECT COLLATIONPROPERTY(collation, 'CodePage')` gives them. */
export const codePages: readonly string[] = [...Object.keys(encodings), utf8]

/** Whether a column of this code page can store a character. */
export type CanStore = (character: string) => boolean

const known = new Map<string, CanStore>([[utf8, () => true]])

/** @throws RangeError for a code page that is not in `codePages` */
export function lettersOf(codePage: string): CanStore {
  const found = known.get(codePage)
  if (found) return found
  const encoding = Object.hasOwn(encodings, codePage) ? encodings[codePage]! : null
  if (encoding === null)
    throw new RangeError(`${JSON.stringify(codePage.slice(0, 20))} is none of ${codePages.join(', ')}`)
  const letters = charactersOf(encoding)
  const canStore: CanStore = (character) => character <= '\x7f' || letters.has(character)
  known.set(codePage, canStore)
  return canStore
}

/** All characters that one byte, or a first byte of 0x81 or more and a second one, can mean. */
function charactersOf(encoding: string): ReadonlySet<string> {
  const decoder = new TextDecoder(encoding)
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)
  const high = range(0x80, 0xff)
  const pairs = encoding.startsWith('windows-')
    ? []
    : high.flatMap((first) => range(0x40, 0xff).map((second) => [first, second]))
  const decoded = [...high.map((byte) => [byte]), ...pairs].map((bytes) => decoder.decode(Uint8Array.from(bytes)))
  const control = /\p{Cc}/u
  return new Set(decoded.filter((text) => [...text].length === 1 && text !== '\ufffd' && !control.test(text)))
}
