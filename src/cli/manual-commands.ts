/** The commands that write what a package installs beside the program. */
import { Argument, type Command } from 'commander'
import { completion, SHELLS } from './manual/completion.ts'
import { version } from './version.ts'

/** Adds `completion` and `manual`, which describe the whole program: add them last. */
export function addManual(program: Command): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .description('completion for a shell: eval "$(faxbridge completion bash)"')
    .action(shell => {
      process.stdout.write(completion(program, shell))
    })
  program
    .command('manual')
    .addArgument(new Argument('<page>', 'which page').choices(['faxbridge.1', 'faxbridge.yaml.5']))
    .description('a manual page for man: faxbridge manual faxbridge.1 | man -l -')
    .option('--date <date>', 'the date that stands on it', '')
    .action(async (page, { date }) => {
      const text =
        page === 'faxbridge.1'
          ? (await import('./manual/commands-page.ts')).commandsPage(program, version(), date)
          : (await import('./manual/config-page.ts')).configPage(version(), date)
      process.stdout.write(text)
    })
}
