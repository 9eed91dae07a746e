/**
 * The page faxbridge(1), made of the very commands that the program has: it cannot say less or more than `--help`.
 * This folder writes what a package installs beside the program: manual pages and completion. It reads the tree of
 * commands and the schema of the configuration and knows nothing else of either.
 */
import type { Command, Option } from 'commander'
import { EXIT_CODES } from '../exit-codes.ts'
import { entry, first, indented, page, paragraph, section, subsection } from './roff.ts'

/** Commands that do something, with their names from the left: `inbox show`. */
export function leafCommands(
  program: Command,
  before = '',
): { readonly path: string; readonly command: Command }[] {
  return program.commands.flatMap(command => {
    const path = before === '' ? command.name() : `${before} ${command.name()}`
    return command.commands.length > 0 ? leafCommands(command, path) : [{ path, command }]
  })
}

/** Writes the page. `date`: `2026-11-21`. */
export function commandsPage(program: Command, version: string, date: string): string {
  const head = {
    name: 'faxbridge',
    number: 1,
    about: 'mail becomes fax, fax becomes mail',
    version,
    date,
  } as const
  return page(head, [
    section('Synopsis'),
    '.B faxbridge',
    '.I command\n.RI [ options ]',
    section('Description'),
    first(
      'faxbridge is a daemon between mail and fax. It takes mail over SMTP, hands it as fax to a provider, and reports to the sender what became of it; faxes that the provider received arrive as mail.',
    ),
    paragraph(
      'The command serve runs the daemon; normally systemd starts it. Commands that ask the running daemon do so over the socket control.sock in its data directory, which only the user of the daemon and root can open. They find it through the configuration file.',
    ),
    section('Commands'),
    ...leafCommands(program).flatMap(({ path, command }) => commandEntry(path, command)),
    section('Exit status'),
    ...Object.values(EXIT_CODES).map(({ code, meaning }) => entry(String(code), meaning)),
    section('Environment'),
    ...environment(program),
    section('Files'),
    entry('/etc/faxbridge/faxbridge.yaml', 'The configuration: see faxbridge.yaml(5).'),
    entry('/var/lib/faxbridge', 'Database, documents and the control socket, when installed from a package.'),
    entry('/usr/share/doc/faxbridge', 'The whole documentation.'),
    section('See also'),
    first('faxbridge.yaml(5), systemctl(1), journalctl(1)'),
  ])
}

function commandEntry(path: string, command: Command): string[] {
  const options = command.options.filter(option => !option.hidden)
  return [
    subsection(`${path} ${command.usage()}`.replace('[options] ', '').replace(/ ?\[options\]$/, '')),
    first(sentence(command.description())),
    ...indented(options.map(option => entry(option.flags, ...aboutOption(option)))),
  ]
}

function aboutOption(option: Option): string[] {
  const { description, defaultValue, envVar } = option
  const initial = Array.isArray(defaultValue) && defaultValue.length === 0 ? undefined : defaultValue
  const choices = option.argChoices === undefined ? '' : `One of: ${option.argChoices.join(', ')}.`
  return [
    sentence(description),
    choices,
    initial === undefined ? '' : `Default: ${String(initial)}`,
    envVar === undefined ? '' : `Environment: ${envVar}`,
    option.mandatory ? 'Must be given.' : '',
  ]
}

/** Every variable that stands for an option, once. */
function environment(program: Command): string[] {
  const options = leafCommands(program).flatMap(({ command }) => command.options)
  const named = new Map(options.map(option => [option.envVar ?? '', option]))
  named.delete('')
  return [...named].map(([name, option]) =>
    entry(name, `Counts where ${option.long ?? option.flags} is not given.`),
  )
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?)]$/.test(begun) || begun === '' ? begun : `${begun}.`
}
