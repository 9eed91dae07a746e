/** The commands on documents, as the command line knows them. */
import type { Command } from 'commander'
import { configOption, jsonOption } from './shared-options.ts'

export function addCovers(program: Command): void {
  const cover = program.command('cover').description('cover pages: preview')
  const coverSub = (name: string, description: string) =>
    cover.command(name).description(description).addOption(configOption())
  coverSub('preview', 'a cover page as a picture, with sample texts')
    .option('--subscriber <id>', 'whose (default: the first one)')
    .option('--name <name>', 'which: standard, or a name from covers (default: what the subscriber uses)')
    .option('--out <file>', 'where to: .png, .pdf or .tiff', 'cover.png')
    .action(async options => (await import('./cover.ts')).previewCover(options))
}

export function addRender(program: Command): void {
  program
    .command('render <files...>')
    .description('files, or a mail (.eml), as fax pages in a folder: TIFF, PDF, pictures; nothing is sent')
    .requiredOption('--out <folder>', 'where to')
    .option('--resolution <resolution>', 'standard, fine or superfine')
    .option('--paper <paper>', 'a4, letter or legal')
    .option('--tone <tone>', 'photographs: airtime, looks or line')
    .option('--blank-pages <what>', 'keep or remove')
    .option('--cover <name>', 'standard, none, or a name from covers of the subscriber')
    .option('--header [text]', 'with the header line, and what it says of the sender')
    .option('--to <number>', 'the number, with +: for paper, cover page and header line')
    .option('--subscriber <id>', 'whose settings count (default: the only one)')
    .option('--width <pixels>', 'width of the pictures; 0: full size', '864')
    .option('--quiet', 'no progress on standard error')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (files, options) => {
      process.exitCode = await (await import('./render.ts')).render(files, options)
    })
}
