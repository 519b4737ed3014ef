import { erasedText, isErased } from '../domain/erased.ts'

/** Takes texts of a person out of a sentence. */
export type Scrub = (text: string) => string

/** So much of a longer text shows that it stands somewhere, cut: sentences of the hub and fields of GP cut long values. */
const telling = 12
/** Of a longer text no more than that is followed. */
const mostFollowed = 400

/**
 * Finds each of the texts as whole words, in upper or lower case, also written as XML, and a cut beginning of a long one.
 * One or two letters say nothing of anybody.
 */
export function scrubOf(texts: Iterable<string>): Scrub {
  const wanted = [...new Set([...texts].map((text) => text.trim().normalize('NFC')))]
    .filter((text) => text.length >= 3 && /[\p{L}\p{N}]/u.test(text) && !isErased(text))
    .sort((a, b) => b.length - a.length)
  const patterns = wanted.flatMap((text) => [...new Set([text, asXml(text)])].map(patternOf))
  return (text) => {
    let left = text
    for (const { begins, pattern } of patterns) {
      if (left.toLowerCase().includes(begins)) left = left.replace(pattern, erasedText)
    }
    return left
  }
}

function patternOf(text: string): { readonly begins: string; readonly pattern: RegExp } {
  const signs = [...text].slice(0, mostFollowed).map(escaped)
  // No part of a word, and no part of an amount.
  const before = /^[\p{L}\p{N}]/u.test(text) ? '(?<![\\p{L}\\p{N}]|\\d[.,])' : ''
  const after = /[\p{L}\p{N}]$/u.test(text) ? '(?![\\p{L}\\p{N}]|[.,]\\d)' : ''
  const head = signs.slice(0, telling).join('')
  const rest = signs.slice(telling)
  const cut = `${rest.reduceRight((more, sign) => `(?:${sign}${more})?`, '')}(?=…|\\.\\.\\.|$)`
  const pattern = rest.length === 0 ? `${head}${after}` : `${head}(?:${rest.join('')}${after}|${cut})`
  return {
    begins: (text.split(/\s/)[0] ?? '').slice(0, telling).toLowerCase(),
    pattern: new RegExp(`${before}${pattern}`, 'giu'),
  }
}

const escaped = (sign: string) => (/\s/.test(sign) ? '\\s+' : sign.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))

const asXml = (text: string) =>
  text.replace(/[&<>"']/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' })[sign]!)
