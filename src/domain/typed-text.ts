import { z } from 'zod'
import { hasHidden, visible } from './visible.ts'

/**
 * What people type: one schema for all of it, so that it is stored, hashed and shown alike everywhere. Of the ways to
 * write one sign, NFC; no control, bidirectional, zero-width or other invisible character, with which one name looks like
 * another; bounded.
 */
const seen = 'must hold no control or invisible characters'

/** One line: a name, a title, a note. Blanks around it go. */
export const typedLine = (shortest: number, longest: number) =>
  z
    .string()
    .max(longest * 4)
    .normalize('NFC')
    .trim()
    .min(shortest)
    .max(longest)
    .refine((text) => !hasHidden(text), { error: seen })

/** Some sentences, with line breaks. */
export const typedText = (shortest: number, longest: number) =>
  z
    .string()
    .max(longest * 4)
    .normalize('NFC')
    .transform((text) => text.replace(/\r\n?/g, '\n').trim())
    .pipe(
      z
        .string()
        .min(shortest)
        .max(longest)
        .refine((text) => !hasHidden(text.replaceAll('\n', '')), { error: seen }),
    )

/**
 * An e-mail address, in small letters. Plain letters alone: "аnne@…" with a Cyrillic а is another person's. A domain of
 * another script has a plain spelling, "xn--…".
 */
export const typedEmail = z
  .string()
  .max(254)
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    {
      error: ({ input }) =>
        `must be an e-mail address of plain letters; this is ${visible(String(input).slice(0, 100))}`,
    },
  )
