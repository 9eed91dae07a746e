/**
 * `faxbridge simulate`: a vendor's API on this machine, as strict as its document, to try a configuration without an
 * account. It calls nobody and keeps a ledger of what it would have dialled.
 */
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { stringify } from 'yaml'
import { BridgeError } from '../fax/error.ts'
import { systemClock } from '../runtime.ts'
import { SimulatedNetwork } from '../simulate/network.ts'
import { withReceivedBook } from '../simulate/received-book.ts'
import { FAULTS, startSimulator, type Vendor } from '../simulate/simulator.ts'
import { chosenVariants, inWords, VARIANTS, type VariantTable } from '../simulate/variants.ts'
import { type SimulatedVendor, VENDORS } from '../simulate/vendors.ts'
import { harmless, say } from './print.ts'

export interface SimulateOptions {
  readonly listen: string
  readonly ledger?: string
  readonly secondsPerPage: string
  /** Where news are posted for vendors whose webhooks are set up by hand. */
  readonly webhook?: string
  /** A file that comes in as a fax at once. */
  readonly receive?: string
  /** `name=value` of variants.ts. */
  readonly variant?: readonly string[]
}

const NEWS_MS = 500
const CALLER = '15555559876'
const CALLED = '15555550100'

/** Runs until it is told to stop. Throws E_BAD_REQUEST for an unknown type or address. */
export async function simulate(type: string, options: SimulateOptions): Promise<void> {
  const name = Object.keys(VENDORS).find(own => own === type) as keyof typeof VENDORS | undefined
  if (name === undefined) {
    throw new BridgeError('E_BAD_REQUEST', {
      say: `There is no vendor "${type}": write one of ${Object.keys(VENDORS).join(', ')}.`,
    })
  }
  const kind = VENDORS[name]
  const variants = chosenVariants(VARIANTS[name], options.variant ?? [])
  if (typeof variants === 'string') throw new BridgeError('E_BAD_REQUEST', { say: `--variant ${variants}.` })
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(options.listen) ?? []
  const secondsPerPage = Number(options.secondsPerPage)
  if (host === '' || !(secondsPerPage >= 0)) {
    throw new BridgeError('E_BAD_REQUEST', {
      say: 'Write --listen ADDRESS:PORT and --seconds-per-page NUMBER.',
    })
  }
  const ledgerFile = options.ledger ?? null
  const network = new SimulatedNetwork({ clock: systemClock, ledgerFile, secondsPerPage, slowSeconds: 30 })
  const book = ledgerFile === null ? null : `${ledgerFile}.received`
  const simulated = withReceivedBook(kind.make(network, undefined, variants), network, book)
  const running = await startSimulator(telling(simulated.vendor), host.replace(/^\[|\]$/g, ''), Number(port))
  say(welcome(type, running.url, kind.account(running.url), options))
  say(`It plays its document; --variant NAME=VALUE plays other readings of it:\n${readings(VARIANTS[name])}`)
  if (options.receive !== undefined)
    simulated.receive(await readFile(options.receive), { called: CALLED, caller: CALLER })
  const typed = createInterface({ input: process.stdin })
  typed.on('line', line => void receiveTyped(simulated, line))
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  while (!stop.signal.aborted) {
    await systemClock.sleep(NEWS_MS, stop.signal)
    await post(simulated, options.webhook)
  }
  typed.close()
  await running.stop()
}

/** `receive FILE [CALLED [CALLER]]`, typed while it runs: a fax comes in. */
async function receiveTyped(simulated: SimulatedVendor, line: string): Promise<void> {
  const [, file = '', called = CALLED, caller = CALLER] =
    /^\s*receive\s+(\S+)(?:\s+\+?(\d+))?(?:\s+\+?(\d+))?\s*$/.exec(line) ?? []
  if (line.trim() === '') return
  if (file === '') return say('Type: receive FILE [CALLED [CALLER]]')
  try {
    simulated.receive(await readFile(file), { called, caller })
    say(`received ${harmless(file)} for ${called} from ${caller}`)
  } catch (error) {
    say(`not received: ${harmless(error instanceof Error ? error.message : String(error))}`)
  }
}

const readings = (table: VariantTable): string =>
  Object.entries(table)
    .map(([name, choices]) => `  ${name}: ${inWords(choices)}`)
    .join('\n')

function welcome(type: string, url: string, account: object, options: SimulateOptions): string {
  const yaml = stringify({ providers: { trial: account } })
  const faults = Object.entries(FAULTS).map(([digits, { text }]) => `  ${digits}  ${text}`)
  return `A simulated ${type} listens at ${url}. Put this into your configuration:

${yaml}
Numbers that end in 91 are busy, 92 do not answer, 93 are no fax, 95 break off, 96 do not exist, 97 are slow, 98 silent,
99 are delivered at first, and half a minute later they are not.
These spoil the answer to a hand-over, once for each number:
${faults.join('\n')}
${options.ledger === undefined ? '' : `The ledger is in ${options.ledger}, received faxes beside it; both are read again at the next start.\n`}Type receive FILE [CALLED [CALLER]] and a fax comes in. Ctrl-C ends it.`
}

/** Every request in one line, as it comes. */
function telling(vendor: Vendor): Vendor {
  return {
    async answer(request) {
      const reply = await vendor.answer(request)
      say(`${request.method} ${harmless(request.path)} → ${reply.fault ?? reply.status}`)
      return reply
    },
  }
}

async function post(simulated: SimulatedVendor, webhook: string | undefined): Promise<void> {
  for (const { type, body, target } of simulated.news()) {
    const url = target ?? webhook
    if (url === undefined) continue
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body }).then(
      ({ status }) => String(status),
      error => String(error),
    )
    say(`news → ${harmless(new URL(url).host)}: ${answer}`)
  }
}
