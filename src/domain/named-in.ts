const isSign = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{N}]/u.test(sign)

/** Whether a text names a record by its reference, in any case, as a word: "XKBKNABJK" in "xkbknabjk 12", and not 1001 in "10010". */
export function isNamedIn(text: string, reference: string): boolean {
  if (reference === '') return false
  const [said, name] = [text, reference].map((one) => one.toLowerCase()) as [string, string]
  for (let at = said.indexOf(name); at >= 0; at = said.indexOf(name, at + 1))
    if (!isSign(said[at - 1]) && !isSign(said[at + name.length])) return true
  return false
}
