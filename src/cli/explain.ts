/**
 * `faxbridge explain`: what would become of a mail, by the very code of the daemon, without a daemon. Nothing is stored,
 * sent or dialled.
 */
import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { configOrThrow, loadConfig } from '../config/load.ts'
import type { Config, ListenerConfig } from '../config/schema.ts'
import type { Explanation } from '../explain/explain-mail.ts'
import type { AnswerDesk, AnsweredFax } from '../fax/answer.ts'
import { BridgeError } from '../fax/error.ts'
import { makeIds, noCheckpoint, silentLogger, systemClock } from '../runtime.ts'
import { controlOf } from './control.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { openInside } from './looking-inside.ts'
import { fields, harmless, say, sayJson, table } from './print.ts'
import { MARKS, traceText } from './trace-text.ts'

export interface ExplainOptions {
  readonly config: string
  readonly mail: string
  readonly from: string
  readonly to: readonly string[]
  readonly peer: string
  readonly auth?: string
  readonly listener?: string
  readonly json?: boolean
}

/** Gives the exit code: 0 when at least one fax would be sent. Throws E_CONFIG and E_BAD_REQUEST. */
export async function explain(options: ExplainOptions): Promise<number> {
  const { config } = configOrThrow(loadConfig(options.config, process.env))
  const { explainMail } = await import('../explain/explain-mail.ts')
  const listener = listenerNamed(config, options.listener)
  const { from, to, peer, auth = null } = options
  const runtime = {
    clock: systemClock,
    ids: makeIds(systemClock),
    log: silentLogger,
    checkpoint: noCheckpoint,
  }
  const mail = await mailIn(options.mail)
  const { close, ...inside } = await openInside(config.documents)
  const request = { listener, mail, from, to, peer, auth, answers: answersAt(options) }
  const found = await explainMail(config, request, { runtime, inside }).finally(close)
  if (options.json === true) sayJson(found)
  else say(explanationText(found, options))
  return found.accepted && found.unfaxable === null ? EXIT_CODES.ok.code : EXIT_CODES.failed.code
}

/** Which fax an address answers is known to the daemon alone: it is asked only where one is named. */
function answersAt({ config }: ExplainOptions): AnswerDesk {
  return {
    find: async token => {
      const { answers } = await controlOf(config).get<{ answers: AnsweredFax | null }>(`/answers/${token}`)
      return answers
    },
  }
}

function listenerNamed(config: Config, name: string | undefined): ListenerConfig {
  const { listeners } = config.smtp
  const listener = name === undefined ? listeners[0] : listeners.find(one => one.name === name)
  if (listener !== undefined) return listener
  const known = listeners.map(one => one.name).join(', ')
  throw new BridgeError('E_BAD_REQUEST', { say: `No listener has the name "${name}": there is ${known}.` })
}

/** `-`: standard input. Lines that end with LF, as files on disk do, count as CR LF. */
async function mailIn(file: string): Promise<AsyncIterable<Uint8Array>> {
  if (file !== '-') {
    await access(file).catch(cause => {
      throw new BridgeError('E_BAD_REQUEST', { cause, say: `${file} cannot be read.` })
    })
  }
  return withCrLf(file === '-' ? process.stdin : createReadStream(file))
}

async function* withCrLf(bytes: AsyncIterable<Buffer>): AsyncIterable<Uint8Array> {
  let isFirst = true
  let convert = false
  let last = 0
  for await (const chunk of bytes) {
    if (isFirst)
      convert = !chunk
        .subarray(0, chunk.indexOf(0x0a) + 1)
        .toString('latin1')
        .endsWith('\r\n')
    isFirst = false
    const text = chunk.toString('latin1')
    const whole = convert
      ? text.replace(/\r?\n/g, (end, at) => (at === 0 && last === 0x0d && end === '\n' ? end : '\r\n'))
      : text
    last = chunk[chunk.length - 1] ?? last
    yield Buffer.from(whole, 'latin1')
  }
}

function explanationText(found: Explanation, options: ExplainOptions): string {
  const blocks = [headText(found, options), conversationText(found)]
  for (const { command, trace } of found.conversation.slice(0, -1))
    if (trace.length > 0) blocks.push(`Rules at ${harmless(command)}\n${traceText(trace)}`)
  if (found.trace.length > 0) blocks.push(`Rules\n${traceText(found.trace)}`)
  if (found.ambiguous.length > 1)
    blocks.push(
      `Several subscribers would take it, and nobody can tell whose fax it is: ${found.ambiguous.join(', ')}.`,
    )
  if (found.parts.length > 0) blocks.push(partsText(found))
  if (found.faxes.length > 0) blocks.push(faxesText(found))
  return blocks.join('\n\n')
}

function headText(found: Explanation, { from, peer, auth }: ExplainOptions): string {
  const verdict = found.accepted ? `✓ accepted for ${found.subscriber}` : '✗ refused'
  const facts = fields([
    ['Listener', found.listener],
    ['Connects from', auth === undefined ? peer : `${peer}, logged in as ${auth}`],
    ['MAIL FROM', from],
    ['From header', found.headerFrom],
    ['Proven by', found.evidence],
  ])
  return `${verdict}\n\n${facts}`
}

function conversationText({ conversation }: Explanation): string {
  const width = Math.max(...conversation.map(({ command }) => command.length))
  const lines = conversation.map(({ command, reply, code }) => {
    const mark = code === null ? MARKS.pass : MARKS.fail
    return `  ${mark} ${harmless(command.padEnd(width))}  ${harmless(reply)}${code === null ? '' : `  [${code}]`}`
  })
  return `Answers\n${lines.join('\n')}`
}

function partsText({ parts, keyCut, accepted, unfaxable }: Explanation): string {
  const rows = parts.map(({ name, type, leftOut, onCover }) => [
    leftOut === null ? MARKS.pass : '–',
    name,
    type,
    onCover ? 'on the cover page' : leftOut === null ? '' : `left out: ${leftOut}`,
  ])
  const key = keyCut ? '\n  The first line is the secret key: it is cut out.' : ''
  const whole =
    unfaxable === null
      ? ''
      : `\n  ${MARKS.fail} All of it fails: ${harmless(unfaxable.text)}  [${unfaxable.code}]`
  const title = accepted ? 'Faxed' : 'Would be faxed, if it were accepted'
  return `${title}${key}${whole}\n${indented(table(['', 'PART', 'TYPE', ''], rows, 70))}`
}

function faxesText({ faxes }: Explanation): string {
  const rows = faxes.map(({ number, address, accounts, options, list, refused }) => [
    refused === null && accounts.length > 0 ? MARKS.pass : MARKS.fail,
    number,
    list === null ? address : `list ${list}`,
    refused ?? (accounts.length === 0 ? 'no route to this number' : accounts.join(', then ')),
    Object.entries(options)
      .map(([name, value]) => `${name}: ${value}`)
      .join(', '),
  ])
  return `Dialled\n${indented(table(['', 'NUMBER', 'WRITTEN', 'BY ACCOUNT', 'OPTIONS'], rows, 70))}`
}

const indented = (text: string): string => text.replace(/^/gm, '  ')
