import type { HubWords, ReportLanguage } from './report/index.ts'

/**
 * The hub's own sentences in a language, as its pages have them; they are loaded for the first reader who needs them.
 */
export async function hubWordsIn(language: ReportLanguage): Promise<HubWords> {
  if (language === 'en') return (sentence) => sentence
  const [{ hubSentences }, { sentenceIn }] = await Promise.all([
    import('./web/words/fr/hub/sentences.ts'),
    import('./web/kit/sentence.ts'),
  ])
  return (sentence) => sentenceIn(hubSentences, sentence, (entity) => entity)
}
