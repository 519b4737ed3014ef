import { en } from './en/index.ts'
import { localeAmong } from './locale.ts'

/** The catalogue: what every language says. */
export type Words = typeof en
export const languages = { en: 'English', fr: 'Français' } as const
export type Language = keyof typeof languages

const place = 'ledgerline.language'
const isLanguage = (text: string | null | undefined): text is Language =>
  text !== null && text !== undefined && text in languages

/** The words of the reader's language. Read where a page is drawn, never while a file is loaded. */
export let t: Words = en
export let language: Language = 'en'

/** What the hub itself says is as large as all that the pages say: it comes beside the first load, and pages of data wait for it. */
let hubWords: Promise<void> | null = null

/** Begins with the first call, behind what is drawn first. Where they cannot be loaded, the hub's sentences stay in English. */
export function loadHubWords(): Promise<void> {
  hubWords ??=
    language === 'fr'
      ? import('./fr/hub/index.ts').then(
          ({ hub }) => {
            t = { ...t, ...hub }
          },
          () => {},
        )
      : Promise.resolve()
  return hubWords
}

/** How the reader writes dates and numbers: "en-GB" where the browser says so, in the language of the pages. */
export const locale = (): string => localeAmong(navigator.languages, language)

/** What the reader chose, else what the browser asks for. Only English stands in the first load. */
export async function loadWords(): Promise<void> {
  const chosen = localStorage.getItem(place)
  const wished = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage)
  language = isLanguage(chosen) ? chosen : (wished ?? 'en')
  if (language === 'fr') t = (await import('./fr/index.ts')).fr
  document.documentElement.lang = language
}

/** Takes effect with the page drawn anew: nothing typed is lost but what stands in an open form. */
export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(place, chosen)
  location.reload()
}

const rules = new Map<Language, Intl.PluralRules>()

/** "1 order", "3 orders": the form of the reader's language for a count. */
export function plural(count: number, one: string, other: string): string {
  let its = rules.get(language)
  if (!its) {
    its = new Intl.PluralRules(language)
    rules.set(language, its)
  }
  return `${count.toLocaleString(locale())} ${its.select(count) === 'one' ? one : other}`
}
