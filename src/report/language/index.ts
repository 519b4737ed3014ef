import { en, type Sentences } from './en.ts'
import { fr } from './fr.ts'

export type { Sentences } from './en.ts'

/** Languages that a report is written in. */
export const reportLanguages = ['en', 'fr'] as const
export type ReportLanguage = (typeof reportLanguages)[number]

/** A sentence of the hub in such a language; what nobody has translated stays English. */
export type HubWords = (sentence: string) => string

export const sentencesIn = (language: ReportLanguage): Sentences => ({ en, fr })[language]
