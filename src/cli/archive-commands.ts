/** The commands of `faxbridge archive` on the command line, and `export`; what they do is in archive.ts and export.ts. */
import { type Command, Option } from 'commander'
import { configOption, jsonOption } from './shared-options.ts'

export function addArchive(program: Command): void {
  const archive = program.command('archive').description('what is kept: legal holds, encryption')
  const archiveSub = (name: string, description: string) =>
    archive.command(name).description(description).addOption(configOption()).addOption(jsonOption())
  const loaded = () => import('./archive.ts')
  archiveSub(
    'hold [id]',
    'legal hold: nothing of this fax, or of this subscriber, is deleted until it is released',
  )
    .option('--subscriber <id>', 'all that this subscriber sends and receives, now and later')
    .requiredOption('--reason <text>', 'why; stands in the record')
    .action(async (id, options) => (await loaded()).orderHold('hold', id, options))
  archiveSub('release [id]', 'ends a legal hold; what is past its retention is then deleted')
    .option('--subscriber <id>', 'the hold on this subscriber')
    .requiredOption('--reason <text>', 'why; stands in the record')
    .action(async (id, options) => (await loaded()).orderHold('release', id, options))
  archiveSub('holds', 'legal holds: on what, why, by whom, since when')
    .option('--all', 'also those that were released')
    .action(async options => (await loaded()).showHolds(options))
  archiveSub('keys', 'how many documents are encrypted, and under which master key').action(async options =>
    (await loaded()).showKeys(options),
  )
  archiveSub(
    'rotate-key',
    'puts all documents under the first key of archive.keys; none is written anew',
  ).action(async options => (await loaded()).orderKeys('rotate', options))
  archiveSub('encrypt', 'encrypts the documents that were written before there was a key').action(
    async options => (await loaded()).orderKeys('encrypt', options),
  )
  program
    .command('export')
    .description('all faxes of a time as a ZIP archive: tables, documents, and the SHA-256 of each file')
    .requiredOption(
      '--from <day>',
      'taken in or received from this day on: 2026-11-01, or an instant with zone',
    )
    .requiredOption('--to <day>', 'and to the end of this day, or before this instant')
    .requiredOption('--out <file>', 'the archive; never one that is there')
    .option('--subscriber <id>', 'only of this subscriber')
    .addOption(
      new Option(
        '--documents <form>',
        'pages of sent faxes are TIFF, those of received ones as they came; or all as PDF or TIFF; or none',
      )
        .choices(['original', 'pdf', 'tiff', 'none'])
        .default('original'),
    )
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async options => (await import('./export.ts')).exportArchive(options))
}
