#!/usr/bin/env -S node --max-semi-space-size=32
/**
 * The command `faxbridge`. In charge of the command line, of exit codes and of how errors are shown. Every command is a
 * file of its own; all but serve, demo and check-config ask the running daemon. The daemon itself is loaded only when it
 * is to run: a question to it must not take a second. The first line gives short-lived objects more room: mails stream
 * through in pieces that are dropped at once, and collecting them cost a tenth of the time of acceptance.
 */
import { Command, CommanderError, Option } from 'commander'
import { isBridgeError } from '../fax/error.ts'
import { addAccess } from './access-commands.ts'
import { doAction } from './actions.ts'
import { addArchive } from './archive-commands.ts'
import { budget } from './budget.ts'
import { checkConfig } from './check-config.ts'
import { collect } from './collect.ts'
import { reload, status } from './daemon-commands.ts'
import { addCovers, addRender } from './document-commands.ts'
import { EXIT_CODES, exitCodeOf } from './exit-codes.ts'
import { addImport } from './import-commands.ts'
import { addInbox } from './inbox-commands.ts'
import { printNewKey, rotateKey, showKeys } from './keys.ts'
import { list, received } from './list.ts'
import { addManual } from './manual-commands.ts'
import { listAccounts, showBalance, testAccount } from './providers.ts'
import { SERVER, TOKEN_FILE } from './remote.ts'
import { configOption, jsonOption } from './shared-options.ts'
import { show } from './show.ts'
import { addUpkeep } from './upkeep.ts'
import { version } from './version.ts'

function makeProgram(): Command {
  const program = new Command('faxbridge')
  program
    .description('Mail becomes fax, fax becomes mail.')
    .version(version())
    .showSuggestionAfterError()
    .showHelpAfterError('(faxbridge --help shows the commands)')
    .exitOverride()
  addRemote(program)
  addDaemon(program)
  addLooking(program)
  addRefused(program)
  addActions(program)
  addProviders(program)
  addReports(program)
  addCovers(program)
  addRender(program)
  addInbox(program, [configOption, jsonOption])
  addArchive(program)
  addKeys(program)
  addAccess(program, [configOption, jsonOption])
  addImport(program)
  addUpkeep(program)
  addManual(program)
  return program
}

/** Before the command: `faxbridge --server URL --token-file FILE list`. */
function addRemote(program: Command): void {
  program
    .addOption(new Option('--server <url>', 'ask a daemon elsewhere, over its admin API').env(SERVER))
    .addOption(new Option('--token-file <file>', 'file with the token for it').env(TOKEN_FILE))
    .hook('preAction', () => {
      const { server, tokenFile } = program.opts<{ server?: string; tokenFile?: string }>()
      if (server !== undefined) process.env[SERVER] = server
      if (tokenFile !== undefined) process.env[TOKEN_FILE] = tokenFile
    })
}

function addDaemon(program: Command): void {
  program
    .command('serve')
    .description('run the daemon in the foreground')
    .addOption(configOption())
    .action(async options => (await import('./serve.ts')).serve(options))
  program
    .command('demo')
    .description('try everything in a temporary folder: a real mail, a fax, its report, a received fax')
    .option('--once', 'end when the demo has been shown')
    .option('--folder <folder>', 'where to put everything (default: a temporary folder)')
    .action(async options => (await import('./demo.ts')).demo(options))
  program
    .command('check-config')
    .description('say what is wrong with a configuration file')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(options => {
      process.exitCode = checkConfig(options)
    })
  program
    .command('status')
    .description('how the daemon is')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(status)
  program
    .command('budget')
    .description('what is used today of each budget')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(budget)
  program
    .command('reload')
    .description('read the configuration again; a broken file changes nothing')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(reload)
}

function addLooking(program: Command): void {
  program
    .command('explain')
    .description('what would become of a mail, and why: every rule, every part, the number; nothing is sent')
    .requiredOption('--mail <file>', 'the mail (.eml); - is standard input')
    .requiredOption('--from <address>', 'its MAIL FROM')
    .requiredOption('--to <address>', 'a recipient; repeat it for more', collect, [])
    .requiredOption('--peer <address>', 'where it comes from: the address of the mail server or device')
    .option('--auth <user>', 'as if this login had been used')
    .option('--listener <name>', 'which listener; default: the first one')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async options => {
      process.exitCode = await (await import('./explain.ts')).explain(options)
    })
  program
    .command('list')
    .description('faxes to send and sent, newest first')
    .option(
      '--state <states>',
      'only these, with commas: accepted,ready,submitting,unknown,sending,delivered,failed,cancelled',
    )
    .option('--held', 'only those that wait for a person')
    .option('--subscriber <id>', 'only of this subscriber')
    .option('--search <text>', 'part of the number, the sender, the subject or an id')
    .option('--before <id>', 'page on: older than this fax')
    .option('--limit <n>', 'how many at most', '50')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(list)
  program
    .command('show <id>')
    .description('everything that happened to one fax; a part of its id will do')
    .option('--pages <file>', 'write its pages, as sent, to a .tiff or .pdf file, or as pictures to a folder')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(show)
  program
    .command('received')
    .description('received faxes, newest first')
    .option(
      '--state <states>',
      'only these, with commas: seen,fetched,routed,delivered,acknowledged,unrouted,filed,junk',
    )
    .option('--limit <n>', 'how many at most', '50')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(received)
}

function addRefused(program: Command): void {
  program
    .command('refused [id]')
    .description('what was not taken lately, and why; with an id: the whole trace of the rules')
    .option('--since <time>', 'not before: 30m, 2h, 7d or a date')
    .option('--search <text>', 'part of an address, the peer or the code')
    .option('--limit <n>', 'how many at most', '50')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (id, options) => (await import('./refused.ts')).refused(id, options))
}

function addActions(program: Command): void {
  const command = (name: string, description: string) =>
    program.command(`${name} <id>`).description(description).addOption(configOption()).addOption(jsonOption())
  command('cancel', 'do not send it; one that is being sent is cancelled if the provider can').action(
    (id, options) => doAction(id, { type: 'cancel' }, options),
  )
  command('resend', 'send a fax that has ended once more, as a new one').action((id, options) =>
    doAction(id, { type: 'resend' }, options),
  )
  command('hold', 'do not hand it over until it is released')
    .option('--reason <text>', 'why; stands in the history', 'held by hand')
    .action((id, options) => doAction(id, { type: 'hold', reason: options.reason }, options))
  command('release', 'let a held fax go on')
    .option('--not-taken', 'you have made sure that the provider does not have it: hand it over again')
    .option('--taken <provider-id>', 'you have found it at the provider under this id: follow it')
    .action((id, options) =>
      doAction(id, { type: 'release', notTaken: options.notTaken === true, taken: options.taken }, options),
    )
}

function addProviders(program: Command): void {
  program
    .command('simulate <type>')
    .description("a vendor's API on this machine, for trying out: opentext, openfax, faxplus, ngcp, ucx")
    .option('--listen <address>', 'ADDRESS:PORT', '127.0.0.1:8099')
    .option('--ledger <file>', 'keep a ledger of what it would have dialled')
    .option('--seconds-per-page <n>', 'how long a page takes on the line', '1')
    .option('--webhook <url>', 'where it posts news')
    .option('--receive <file>', 'a PDF or TIFF that comes in as a fax at once')
    .option('--variant <name=value...>', 'another reading of the document; the names are shown at start')
    .action(async (type, options) => (await import('./simulate.ts')).simulate(type, options))
  const providers = program
    .command('providers')
    .description('accounts at fax vendors: list, test NAME, balance NAME')
  const providersSub = (name: string, description: string) =>
    providers.command(name).description(description).addOption(configOption()).addOption(jsonOption())
  providersSub('list', 'how each account is doing').action(listAccounts)
  providersSub('test <name>', 'credentials, number, rights; nothing is sent without --to')
    .option('--to <number>', 'if all is well, send a test fax of one page to this number, with +')
    .action(async (name, options) => {
      process.exitCode = await testAccount(name, options)
    })
  providersSub('balance <name>', 'what is left on the account').action(showBalance)
  providersSub(
    'ngcp-settings <name>',
    'fax settings of the subscriber on a Sipwise NGCP: print, or change by a JSON file',
  )
    .option('--fax-server <file>', 'change these keys of the fax server settings')
    .option('--mail-to-fax <file>', 'change these keys of the mail-to-fax settings')
    .action(async (name, options) => (await import('./ngcp-settings.ts')).ngcpSettings(name, options))
}

function addReports(program: Command): void {
  const reports = program.command('reports').description('the mails that we write: preview, keys')
  const reportsSub = (name: string, description: string) => reports.command(name).description(description)
  reportsSub('preview', 'write a sample of every mail in every language into a folder, to look at')
    .option('--folder <folder>', 'where to', 'report-preview')
    .addOption(configOption())
    .action(async options => (await import('./reports.ts')).previewReports(options))
  reportsSub('keys', 'all sentences of a language, in the form of a template file')
    .option('--language <language>', 'en, de, fr or es', 'en')
    .action(async options => (await import('./reports.ts')).reportKeys(options.language))
}

function addKeys(program: Command): void {
  const keys = program.command('keys').description('secret keys of subscribers: new, show, rotate')
  const keysSub = (name: string, description: string) =>
    keys.command(name).description(description).addOption(jsonOption())
  keysSub('new', 'make a key and its digest for the configuration; nothing is kept').action(printNewKey)
  keysSub('show [subscriber]', 'which key counts, since when and until when; never the key')
    .addOption(configOption())
    .action(showKeys)
  keysSub('rotate <subscriber>', 'a new key, shown once; the old one works on for its grace')
    .option('--notify', 'mail it to secret_renew_notify instead of showing it')
    .option('--at-once', 'the old key is void now: when it has leaked')
    .addOption(configOption())
    .action(rotateKey)
}

async function main(): Promise<void> {
  try {
    await makeProgram().parseAsync()
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT_CODES.ok.code : EXIT_CODES.usage.code
      return
    }
    const known = isBridgeError(error)
    process.stderr.write(
      `faxbridge: ${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    )
    process.exitCode = exitCodeOf(error)
  }
}

await main()
