/** The commands of `faxbridge inbox` on the command line; what they do is in inbox.ts. */
import type { Command, Option } from 'commander'
import { INBOUND_STATES } from '../fax/inbound-fax.ts'
import { collect } from './collect.ts'

/** Adds `inbox` and what stands behind it. `common`: the options that every command has. */
export function addInbox(program: Command, common: readonly (() => Option)[]): void {
  const inbox = program
    .command('inbox')
    .description('received faxes: list, show, redeliver, reroute, mark, release, export, preview')
  const inboxSub = (name: string, description: string) =>
    common.reduce(
      (command, option) => command.addOption(option()),
      inbox.command(name).description(description),
    )
  const loaded = () => import('./inbox.ts')
  inboxSub('list', 'received faxes, newest first')
    .option('--state <states>', `only these, with commas: ${INBOUND_STATES.join(',')}`)
    .option('--account <name>', 'only of this provider account')
    .option('--subscriber <id>', 'only of this subscriber')
    .option('--search <text>', 'part of a number, the station, a mark or an id')
    .option('--before <id>', 'page on: older than this fax')
    .option('--limit <n>', 'how many at most', '50')
    .action(async options => (await loaded()).listInbox(options))
  inboxSub('show <id>', 'everything about one fax: rules, destinations, history, page 1 on a terminal')
    .option('--no-picture', 'without page 1')
    .action(async (id, options) => (await loaded()).showInbox(id, options))
  inboxSub('redeliver <id>', 'send again what has not arrived; or everything, when all has arrived')
    .option('--all', 'everything')
    .action(async (id, { all, ...options }) =>
      (await loaded()).actOnInbox(id, { type: 'redeliver', all: all === true }, options),
    )
  inboxSub('reroute <id>', 'send it elsewhere')
    .option('--to <receiver>', 'a mail address, or a name from inbound.destinations; repeat it', collect, [])
    .option('--subscriber <id>', 'to this subscriber')
    .action(async (id, { to, subscriber, ...options }) =>
      (await loaded()).actOnInbox(id, { type: 'reroute', to, subscriber }, options),
    )
  inboxSub('mark <id>', 'put a word on it')
    .option('--add <word>', 'repeat it for more', collect, [])
    .option('--remove <word>', 'repeat it for more', collect, [])
    .action(async (id, { add, remove, ...options }) =>
      (await loaded()).actOnInbox(id, { type: 'mark', add, remove }, options),
    )
  inboxSub('release <id>', 'deliver a fax that was filed or is junk').action(async (id, options) =>
    (await loaded()).actOnInbox(id, { type: 'release' }, options),
  )
  inboxSub('export <id>', 'write its document to a file, as it was received')
    .option('--out <file>', 'default: the id of the fax')
    .action(async (id, options) => (await loaded()).exportInbox(id, options))
  inboxSub('preview', 'what would come in, and what would become of it; asks no daemon, changes nothing')
    .option('--account <name>', 'only of this provider account')
    .action(async options => (await import('./inbox-preview.ts')).previewInbox(options))
}
