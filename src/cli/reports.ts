/** `faxbridge reports`: our mails as they look with the sentences of the configuration, and all keys of sentences. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { stringify } from 'yaml'
import { configOrThrow, loadConfig } from '../config/load.ts'
import { htmlView } from '../mail/html-view.ts'
import { allSamples } from '../mail/samples.ts'
import { wordsFor } from '../words/languages.ts'
import { LANGUAGES } from '../words/words.ts'
import { say } from './print.ts'

export interface PreviewOptions {
  readonly config: string
  readonly folder: string
}

/** One file of each kind in each language, as mail and as page for a browser. */
export async function previewReports(options: PreviewOptions): Promise<void> {
  const { config } = configOrThrow(loadConfig(options.config, process.env))
  const folder = resolve(options.folder)
  const previewPng = await samplePage()
  let count = 0
  for (const language of LANGUAGES) {
    const into = join(folder, language)
    await mkdir(into, { recursive: true })
    const words = wordsFor(language, config.reports.templates?.overrides)
    const timeZone = config.subscribers[0]?.time_zone ?? 'UTC'
    const { hostname, relay } = config
    for (const { name, mail } of allSamples({ words, timeZone, hostname, from: relay.from, previewPng })) {
      await writeFile(join(into, `${name}.eml`), mail.raw)
      const page = htmlView(mail.raw)
      if (page !== null) await writeFile(join(into, `${name}.html`), page)
      count++
    }
  }
  say(`${count} mails in ${LANGUAGES.length} languages are in ${folder}: open the .html files in a browser.`)
}

/** All sentences of a language as delivered, in the form of a template file. */
export function reportKeys(language: string): void {
  const known = LANGUAGES.find(one => one === language) ?? 'en'
  const { sentences, failures, details } = wordsFor(known, undefined)
  say(stringify({ sentences, failures, details }, { lineWidth: 0 }).trimEnd())
}

/** A page of a letter, small: grey lines on white. */
async function samplePage(): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp')
  const lines = Array.from({ length: 18 }, (_, i) => {
    const width = i % 6 === 5 ? 120 : 260
    return `<rect x="40" y="${90 + i * 18}" width="${width}" height="6" fill="#555"/>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="360" height="466"><rect width="360" height="466" fill="#fff"/><rect x="40" y="40" width="160" height="14" fill="#222"/>${lines.join('')}</svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}
