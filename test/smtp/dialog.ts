/**
 * Plays one SMTP conversation from a text file. One line is one step:
 *
 *   # …            a remark
 *   config: K=V …  before the first step: a limit (limits.errors=3), a key of the listener (insecureAuth=true),
 *                  subscribers=sales,keyed to have only these, intake=room, intake=commit or intake=E_CODE to make it fail there,
 *                  trustedRelays=NETWORK, dns=mfp1 (127.0.0.1 is mfp1.lan), dns=liar (it only says so), dns=down,
 *                  dns=spf (example.com names 127.0.0.1), dns=stranger (another), results=NAME (a relay that is believed)
 *   c: TEXT        the client sends the line with CR LF
 *   raw: TEXT      the client sends this as it is; \r \n \\ and \xHH are read
 *   s: PATTERN     the server sends a line like this; * stands for anything
 *   clock: N       N seconds pass
 *   taken: K=V …   a mail was taken, and this is known about it (see `described`)
 *   closed         the server has closed
 *
 * At the end the client closes: whatever the server still says then, and any mail without its `taken`, is a failure.
 */

import { chosenOptions } from '../../src/fax/fax-options.ts'
import { type DnsTable, FakeDns } from '../fakes/dns.ts'
import { type House, type HouseOptions, openHouse } from './house.ts'
import { openWire, type Wire } from './wire.ts'

const REVERSE = '1.0.0.127.in-addr.arpa PTR'
const TABLES: Readonly<Record<string, DnsTable>> = {
  mfp1: { [REVERSE]: ['mfp1.lan'], 'mfp1.lan A': ['10.0.0.9', '127.0.0.1'] },
  liar: { [REVERSE]: ['mfp1.lan'], 'mfp1.lan A': ['10.0.0.9'] },
  down: { [REVERSE]: 'ESERVFAIL', 'example.com TXT': 'ESERVFAIL' },
  spf: { 'example.com TXT': [['v=spf1 ip4:127.0.0.1 -all']] },
  stranger: { 'example.com TXT': [['v=spf1 ip4:192.0.2.7 -all']] },
}

interface Step {
  readonly line: number
  readonly verb: string
  readonly text: string
}

/** Plays the conversation; throws an Error that names the line of the file and what came instead. */
export async function playDialog(file: string): Promise<void> {
  const steps = readSteps(file)
  const settings = steps.filter(step => step.verb === 'config').flatMap(step => pairs(step.text))
  const house = await openHouse(optionsOf(settings))
  const failing = settings.find(([key]) => key === 'intake')?.[1]
  if (failing !== undefined) house.intake.failing = failing as typeof house.intake.failing
  const wire = await openWire(house.port)
  try {
    let taken = 0
    for (const step of steps) {
      if (step.verb === 'taken') compareMail(house, taken++, step)
      else await play(step, wire, house)
    }
    const rest = await wire.rest()
    if (rest.length > 0) throw new Error(`at the end the server still said: ${rest.join(' | ')}`)
    const left = house.intake.mails.length - taken
    if (left !== 0) throw new Error(`${left} mails were taken that the conversation does not speak of`)
  } finally {
    wire.socket.destroy()
    await house.close()
  }
}

function readSteps(file: string): readonly Step[] {
  const steps: Step[] = []
  for (const [i, text] of file.split('\n').entries()) {
    if (text === '' || text.startsWith('#')) continue
    const match = /^(config|c|s|raw|clock|taken|closed)(?::(?: (.*))?)?$/.exec(text)
    if (match === null) throw new Error(`line ${i + 1} is no step: ${text}`)
    steps.push({ line: i + 1, verb: match[1] ?? '', text: match[2] ?? '' })
  }
  return steps
}

async function play(step: Step, wire: Wire, house: House): Promise<void> {
  const { verb, text } = step
  if (verb === 'c') await wire.write(`${text}\r\n`)
  else if (verb === 'raw') await wire.write(rawBytes(text))
  else if (verb === 'clock') await house.clock.advance(Number(text) * 1000)
  else if (verb === 's') expectLine(await wire.line(), step)
  else if (verb === 'closed') {
    const line = await wire.line()
    if (line !== null) throw new Error(`line ${step.line}: expected the end, got: ${line}`)
  }
}

function expectLine(line: string | null, { line: at, text }: Step): void {
  if (line === null || !like(text, line)) {
    throw new Error(`line ${at}: expected "${text}", got ${line === null ? 'the end' : `"${line}"`}`)
  }
}

function like(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map(part => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text)
}

function compareMail(house: House, index: number, step: Step): void {
  const mail = described(house, index)
  if (mail === null) throw new Error(`line ${step.line}: no such mail was taken`)
  for (const [key, wanted] of pairs(step.text)) {
    const found = mail[key]
    if (found === undefined) throw new Error(`line ${step.line}: nothing is known as ${key}`)
    if (!like(wanted, found)) throw new Error(`line ${step.line}: ${key} is "${found}", not "${wanted}"`)
  }
}

/** Blanks are written as _ so that a step can name several facts. */
function described(house: House, index: number): Record<string, string> | null {
  const kept = house.intake.mails[index]
  if (kept === undefined) return null
  const { mail, bytes } = kept
  const all = (values: readonly (string | null)[]) => values.map(value => value ?? '-').join(',')
  const facts = {
    subscriber: mail.subscriberId,
    evidence: mail.evidence,
    sender: mail.reversePath,
    from: mail.from,
    peer: mail.peerAddress,
    name: mail.peerName,
    user: mail.authUser ?? '-',
    to: all(mail.recipients.map(({ number }) => number)),
    address: all(mail.recipients.map(({ address }) => address)),
    refused: all(mail.refused.map(({ recipient }) => recipient.number)),
    list: all(mail.recipients.map(({ list }) => list)),
    attention: all(mail.recipients.map(({ parts }) => parts.attention)),
    notify: all(mail.recipients.map(({ dsn }) => dsn.notify?.join('+') ?? null)),
    orcpt: all(mail.recipients.map(({ dsn }) => dsn.originalRecipient)),
    envid: mail.dsn.envelopeId ?? '-',
    ret: mail.dsn.ret ?? '-',
    subject: mail.subject,
    options: all(mail.recipients.map(({ options }) => JSON.stringify(chosenOptions(options)))),
    key: mail.keyDigest === null ? 'no' : 'yes',
    bytes: bytes.toString('latin1').replaceAll('\r', '\\r').replaceAll('\n', '\\n'),
  }
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, value.replaceAll(' ', '_')]))
}

function pairs(text: string): readonly (readonly [string, string])[] {
  return text.split(' ').map(word => {
    const cut = word.indexOf('=')
    return [word.slice(0, cut), word.slice(cut + 1)]
  })
}

function optionsOf(settings: readonly (readonly [string, string])[]): HouseOptions {
  const limits: Record<string, number> = {}
  const listener: Record<string, string | boolean | readonly string[]> = {}
  const smtp: Record<string, unknown> = {}
  let dns: FakeDns | null = null
  let subscribers: readonly string[] | null = null
  for (const [key, value] of settings) {
    if (key.startsWith('limits.')) limits[key.slice('limits.'.length)] = Number(value)
    else if (key === 'subscribers') subscribers = value.split(',')
    else if (key === 'peers') listener[key] = value.split(',')
    else if (key === 'trustedRelays') smtp['trustedRelays'] = value.split(',')
    else if (key === 'results') smtp['authenticationResults'] = { servers: [value], peers: ['127.0.0.0/8'] }
    else if (key === 'dns') dns = new FakeDns(TABLES[value])
    else if (key !== 'intake')
      listener[key] = value === 'true' || value === 'false' ? value === 'true' : value
  }
  return {
    limits,
    listener,
    smtp,
    ...(dns === null ? {} : { dns }),
    ...(subscribers === null ? {} : { subscribers }),
  }
}

function rawBytes(text: string): Buffer {
  const plain = text.replace(/\\(?:([rn\\])|x([0-9a-fA-F]{2}))/g, (_, letter, hex) => {
    if (letter === 'r') return '\r'
    if (letter === 'n') return '\n'
    return letter === '\\' ? '\\' : String.fromCharCode(Number.parseInt(hex, 16))
  })
  return Buffer.from(plain, 'latin1')
}
