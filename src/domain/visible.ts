/**
 * Characters that eyes do not see or that change how others are shown: controls (also of terminals), bidirectional and
 * zero-width signs, tags, variation selectors, fillers, what Unicode has not given a meaning, halves of pairs, and the
 * braille pattern without dots.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\u{1D159}]/u
const eachHidden = new RegExp(hidden.source, 'gu')

export const hasHidden = (text: string) => hidden.test(text)
/** @param by what stands in the place of each */
export const withoutHidden = (text: string, by: string) => text.replace(eachHidden, by)

const shown = (sign: string) => `\\u{${sign.codePointAt(0)!.toString(16)}}`

/** On one line, so that a terminal shows all of it and obeys none of it: nothing hides from who reads it. */
export const visible = (text: string) => text.replace(eachHidden, shown)

/** The same for text of several lines that we laid out. */
export const visibleLines = (text: string) =>
  text.replace(eachHidden, (sign) => (sign === '\n' || sign === '\t' ? sign : shown(sign)))

/** JSON that is the same to programs, and harmless to a terminal. */
export const visibleJson = (value: unknown) =>
  (JSON.stringify(value, null, 2) ?? 'null').replace(eachHidden, (sign) =>
    sign === '\n'
      ? sign
      : [...Array(sign.length).keys()]
          .map((place) => `\\u${sign.charCodeAt(place).toString(16).padStart(4, '0')}`)
          .join(''),
  )
