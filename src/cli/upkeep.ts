/** The commands for looking after an installation, as the command line knows them. */
import type { Command } from 'commander'
import { configOption, jsonOption } from './shared-options.ts'

export function addUpkeep(program: Command): void {
  program
    .command('backup <folder>')
    .description('a copy of everything in a new folder, while the daemon runs; every document is read back')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (folder, options) => (await import('./backup.ts')).backup(folder, options))
  program
    .command('restore <folder>')
    .description('a backup into an empty dataDir; faxes that had not ended are held')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (folder, options) => (await import('./backup.ts')).restoreBackup(folder, options))
  program
    .command('doctor')
    .description('look over the whole installation, and say what to do about what is found; nothing is sent')
    .option('--offline', 'ask nobody outside this machine: no DNS, relay, provider')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async options => {
      process.exitCode = await (await import('./doctor.ts')).doctor(options)
    })
  const alarms = program.command('alarms').description('what needs a person: list, ack')
  const alarmsSub = (name: string, description: string) =>
    alarms
      .command(name, { isDefault: name.startsWith('list') })
      .description(description)
      .addOption(configOption())
      .addOption(jsonOption())
  alarmsSub('list', 'what needs a person now, and what to do')
    .option('--days <n>', 'also what was over within so many days')
    .action(async options => (await import('./alarms.ts')).listAlarms(options))
  alarmsSub('ack <name>', 'you know of it: no more reminders').action(async (name, options) =>
    (await import('./alarms.ts')).acknowledge(name, options),
  )
}
