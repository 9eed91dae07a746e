/**
 * Completion for bash and zsh, made of the very commands that the program has. What an option takes is read from its
 * placeholder: `<file>` is completed with files, `<folder>` with folders, anything else is left to who types.
 */
import type { Command, Option } from 'commander'
import { leafCommands } from './commands-page.ts'

export const SHELLS = ['bash', 'zsh'] as const
export type Shell = (typeof SHELLS)[number]

type Kind = 'none' | 'file' | 'folder' | 'word'

interface Line {
  /** `inbox show`. */
  readonly path: string
  readonly options: readonly {
    readonly names: readonly string[]
    readonly about: string
    readonly kind: Kind
  }[]
  /** What stands behind the options. */
  readonly argument: Kind
}

/** Writes the completion of a shell. */
export function completion(program: Command, shell: Shell): string {
  const lines = leafCommands(program).map(({ path, command }): Line => {
    const [argument] = command.registeredArguments
    return {
      path,
      options: [...command.options.filter(option => !option.hidden).map(optionLine), HELP],
      argument: argument === undefined ? 'none' : kindOf(argument.name()),
    }
  })
  return shell === 'bash' ? bash(program, lines) : zsh(program, lines)
}

const HELP = { names: ['--help'], about: 'what it does and takes', kind: 'none' } as const

function optionLine(option: Option): Line['options'][number] {
  const value = /[<[]([^>\]]+)[>\]]/.exec(option.flags)?.[1]
  return {
    names: [option.short, option.long].filter(name => name != null),
    about: option.description,
    kind: value === undefined ? 'none' : kindOf(value),
  }
}

function kindOf(placeholder: string): Kind {
  if (/^files?(\.\.\.)?$/.test(placeholder)) return 'file'
  return placeholder === 'folder' ? 'folder' : 'word'
}

/** Words that may follow what was typed so far: '' → all commands, 'inbox' → list, show … */
function wordsAfter(program: Command): ReadonlyMap<string, readonly Command[]> {
  const found = new Map<string, readonly Command[]>([['', program.commands]])
  for (const command of program.commands)
    if (command.commands.length > 0) found.set(command.name(), command.commands)
  return found
}

const named = (line: Line, ...kinds: readonly Kind[]) =>
  line.options
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap(({ names }) => names)
    .join(' ')

function bash(program: Command, lines: readonly Line[]): string {
  const groups = [...wordsAfter(program)].map(
    ([path, commands]) => `    '${path}') words='${commands.map(command => command.name()).join(' ')}' ;;`,
  )
  const cases = lines.map(line =>
    [
      `    '${line.path}')`,
      `      words='${line.options.flatMap(({ names }) => names).join(' ')}' argument=${line.argument}`,
      `      files='${named(line, 'file')}' folders='${named(line, 'folder')}' values='${named(line, 'word')}' ;;`,
    ].join('\n'),
  )
  return `# Completion of faxbridge for bash, written by: faxbridge completion bash
_faxbridge() {
  local typed=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  local path= words= files= folders= values= argument=none word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
      ${[...lines.map(({ path }) => path), ...[...wordsAfter(program).keys()].filter(path => path !== '')]
        .map(path => `'${path}'`)
        .join('|')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${[...groups, ...cases].join('\n')}
  esac
  COMPREPLY=()
  case " $files " in *" $before "*) _faxbridge_files -f; return ;; esac
  case " $folders " in *" $before "*) _faxbridge_files -d; return ;; esac
  case " $values " in *" $before "*) return ;; esac
  if [[ $typed != -* && $argument != none ]]; then
    case $argument in file) _faxbridge_files -f ;; folder) _faxbridge_files -d ;; esac
    return
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$typed")
}
_faxbridge_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$typed")
}
complete -F _faxbridge faxbridge
`
}

/** Text inside a specification of _arguments, in single quotes. */
const zshText = (text: string) => text.replace(/[\\[\]:]/g, '\\$&').replaceAll("'", "'\\''")

const ZSH_VALUE: Readonly<Record<Kind, string>> = {
  none: '',
  file: ':file:_files',
  folder: ':folder:_files -/',
  word: ':value:()',
}

function zsh(program: Command, lines: readonly Line[]): string {
  const functions = lines.map(line => {
    const options = line.options.flatMap(({ names, about, kind }) =>
      names.map(name => `'*${name}[${zshText(about)}]${ZSH_VALUE[kind]}'`),
    )
    const argument = line.argument === 'none' ? [] : [`'*${ZSH_VALUE[line.argument]}'`]
    return `  '${line.path}') _arguments ${[...options, ...argument].join(' \\\n    ')} ;;`
  })
  const groups = [...wordsAfter(program)].map(([path, commands]) => {
    const about = commands.map(command => `'${command.name()}:${zshText(command.description())}'`)
    return `  '${path}') words_here=(${about.join(' \\\n    ')}); _describe command words_here ;;`
  })
  const deep = [...wordsAfter(program).keys()].filter(path => path !== '')
  return `#compdef faxbridge
# Completion of faxbridge for zsh, written by: faxbridge completion zsh
_faxbridge() {
  local -a words_here
  local path_here=''
  # The words of the command are taken away from the left; what is left are options and what they take.
  while (( CURRENT > 2 )); do
    case "\${path_here:+$path_here }$words[2]" in
      ${[...deep, ...lines.map(({ path }) => path)].map(path => `'${path}'`).join('|')}) ;;
      *) break ;;
    esac
    path_here="\${path_here:+$path_here }$words[2]"
    words=("$words[1]" "\${(@)words[3,-1]}")
    (( CURRENT-- ))
  done
  case "$path_here" in
${[...groups, ...functions].join('\n')}
  esac
}
_faxbridge "$@"
`
}
