/**
 * The first tag of a language among those that a browser wishes, else the language itself. A browser that was started under the
 * locale POSIX wishes "en-US@posix", which Intl refuses.
 */
export const localeAmong = (wished: readonly string[], language: string): string =>
  wished.find((tag) => tag.slice(0, 2) === language && isTag(tag)) ?? language

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
