/** The commands for users, tokens and the audit log on the command line; what they do is in access.ts and audit.ts. */
import type { Command, Option } from 'commander'
import { RIGHTS, ROLES } from '../access/principal.ts'
import { collect } from './collect.ts'
import { jsonOption } from './shared-options.ts'

type Sub = (name: string, description: string) => Command

/** Adds `users`, `hash-password`, `tokens` and `audit`. `common`: the options that every command has. */
export function addAccess(program: Command, common: readonly (() => Option)[]): void {
  const subOf =
    (group: Command): Sub =>
    (name, description) =>
      common.reduce(
        (command, option) => command.addOption(option()),
        group.command(name).description(description),
      )
  addUsers(
    subOf(
      program.command('users').description('who may use the console: add, list, change, password, remove'),
    ),
  )
  program
    .command('hash-password')
    .description(
      'what the configuration keeps instead of the password of a device; asked for, or on standard input',
    )
    .addOption(jsonOption())
    .action(async options => (await import('./hash-password.ts')).hashPassword(options))
  addTokens(subOf(program.command('tokens').description('bearer tokens for programs: add, list, remove')))
  addAudit(subOf(program.command('audit').description('what was done and looked at: list, verify, archive')))
}

const loaded = () => import('./access.ts')
const roles = Object.keys(ROLES).join(', ')
const rights = Object.keys(RIGHTS).join(', ')

function addUsers(usersSub: Sub): void {
  usersSub('add <name>', 'a new user; the password is asked for, or is the first line of standard input')
    .requiredOption('--role <role>', roles)
    .option('--subscriber <id>', 'sees only this subscriber; repeat it for more', collect, [])
    .option('--right <right>', `one more right than the role has; repeat it: ${rights}`, collect, [])
    .action(async (name, options) => (await loaded()).addUser(name, options))
  usersSub('list', 'all users').action(async options => (await loaded()).listUsers(options))
  usersSub('change <name>', 'what a user may do; ends his sessions')
    .option('--role <role>', roles)
    .option('--subscriber <id>', 'sees only this subscriber; repeat it for more', collect, [])
    .option('--all-subscribers', 'sees all subscribers')
    .option('--right <right>', 'one more right than the role has; repeat it for more', collect, [])
    .option('--no-rights', 'no rights but those of the role')
    .option('--disable', 'cannot log in any more')
    .option('--enable', 'can log in again')
    .action(async (name, options) => (await loaded()).changeUser(name, options))
  usersSub(
    'password <name>',
    'a new password: asked for, or the first line of standard input; ends his sessions',
  ).action(async (name, options) => (await loaded()).setPassword(name, options))
  usersSub('remove <name>', 'he cannot log in any more; the audit log keeps his name').action(
    async (name, options) => (await loaded()).removeUser(name, options),
  )
}

function addTokens(tokensSub: Sub): void {
  tokensSub('add <name>', 'a new token, shown once')
    .option('--right <right>', `what it may do; repeat it for more: ${rights}`, collect, [])
    .option('--subscriber <id>', 'only for this subscriber; repeat it for more', collect, [])
    .option('--days <n>', 'it works this long; default: for ever')
    .action(async (name, options) => (await loaded()).addToken(name, options))
  tokensSub('list', 'all tokens, and when each was last used').action(async options =>
    (await loaded()).listTokens(options),
  )
  tokensSub('remove <id>', 'it is void at once').action(async (id, options) =>
    (await loaded()).removeToken(id, options),
  )
}

function addAudit(auditSub: Sub): void {
  const audit = () => import('./audit.ts')
  auditSub('list', 'newest first')
    .option('--from <time>', '2h, 7d, or a date: entries from then on')
    .option('--to <time>', 'entries before then')
    .option('--who <id>', 'user:anna, token:tok_…, local:1000/anna')
    .option('--action <action>', 'faxes.cancel, or "faxes." for all of them')
    .option('--object <id>', 'a fax, a subscriber, a user')
    .option('--before <number>', 'page on: older than this entry')
    .option('--limit <n>', 'how many at most', '50')
    .action(async options => (await audit()).listAudit(options))
  auditSub(
    'verify',
    'whether anything was changed or removed; ends with 1 and names the first entry that is wrong',
  )
    .option('--from <time>', 'only entries from then on')
    .option('--to <time>', 'only entries before then')
    .option('--head <number:hash>', 'an end that was noted before (the log has it): it must still be there')
    .option('--file <archive>', 'an archive instead of the log; asks no daemon')
    .action(async options => {
      process.exitCode = await (await audit()).verifyAudit(options)
    })
  auditSub(
    'archive <before>',
    'move entries older than 365d, or a date, into a file in dataDir/audit; the chain goes on',
  ).action(async (before, options) => (await audit()).archiveAudit(before, options))
}
