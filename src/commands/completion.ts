import type { Command } from 'commander'
import { InvalidInput } from '../domain/errors.ts'
import { print } from './context.ts'

export function describe(program: Command): void {
  program
    .command('completion <shell>')
    .description('print completions for bash, zsh or fish: eval "$(ledgerline completion bash)"')
    .action(async (shell: string) => {
      const { programFor } = await import('./index.ts')
      print(completionFor(shell, await programFor(undefined)))
    })
}

/** Every command with the words that may follow it: "alerts" → add, test …, --json. */
function wordsOf(
  command: Command,
  before: readonly string[] = [],
): readonly { readonly path: string; readonly words: readonly string[] }[] {
  const path = [...before, command.name()]
  const options = command.options.flatMap(({ long }) => (long ? [long] : []))
  const inner = command.commands.map((one) => one.name())
  return [
    { path: path.slice(1).join(' '), words: [...inner, ...options, '--help'] },
    ...command.commands.flatMap((one) => wordsOf(one, path)),
  ]
}

/** A script for a shell, made of the commands themselves. @throws InvalidInput: another shell */
export function completionFor(shell: string, program: Command): string {
  const all = wordsOf(program)
  // Names of commands and options are letters and dashes alone, so nothing needs quoting.
  const cases = all.map(({ path, words }) => `    '${path}') words='${words.join(' ')}' ;;`).join('\n')
  const bash = `_ledgerline() {
  local path='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) case ' ${all.map(({ path }) => path.replaceAll(' ', '/')).join(' ')} ' in *" \${path:+$path/}$word "*) path="\${path:+$path/}$word" ;; esac ;; esac
  done
  case "\${path//\\// }" in
${cases}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _ledgerline ledgerline`
  switch (shell) {
    case 'bash':
      return bash
    case 'zsh':
      return `autoload -Uz bashcompinit && bashcompinit\n${bash}`
    case 'fish':
      return all
        .flatMap(({ path, words }) => {
          const when =
            path === ''
              ? '__fish_use_subcommand'
              : path
                  .split(' ')
                  .map((word) => `__fish_seen_subcommand_from ${word}`)
                  .join('; and ')
          return words.map(
            (word) =>
              `complete -c ledgerline -n '${when}' ${word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${word}`}`,
          )
        })
        .join('\n')
    default:
      throw new InvalidInput('completion', [{ at: shell, reason: 'must be bash, zsh or fish' }])
  }
}
