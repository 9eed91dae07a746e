/** The commands of `faxbridge archive` on the command line; what they do is in archive.ts. */
import type { Command } from 'commander'
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
}
