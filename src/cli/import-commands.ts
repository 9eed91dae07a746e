/** The commands of `faxbridge import` on the command line; what they do is in import.ts. */
import type { Command } from 'commander'
import { collect } from './collect.ts'

/** Adds `import` and what stands behind it. */
export function addImport(program: Command): void {
  const imports = program
    .command('import')
    .description('subscribers from another fax system as YAML: ngcp FILES, hylafax FILES')
  const importSub = (name: string, description: string) =>
    imports
      .command(`${name} <files...>`)
      .description(description)
      .option('--number <id=number>', 'a number that the files do not have; repeat it', collect, [])
      .option('--country <code>', 'how numbers without country code are read, for example DE')
  importSub(
    'ngcp',
    'what the API of a Sipwise NGCP answered: mailtofaxsettings, faxserversettings, subscribers',
  ).action(async (files, options) => (await import('./import.ts')).importNgcp(files, options))
  importSub('hylafax', 'FaxDispatch, hosts.hfaxd, dialrules and config files of a HylaFAX server')
    .option('--mail-domain <domain>', 'where names without @ get their mail')
    .action(async (files, options) => (await import('./import.ts')).importHylafax(files, options))
}
