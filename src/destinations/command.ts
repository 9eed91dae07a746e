/**
 * A program of one's own, such as `lp`: the document on its standard input, what is known of the fax in its environment,
 * never in its command line. It is started without a shell. Exit code 0 means that it has the fax.
 */
import { spawn } from 'node:child_process'
import { BridgeError } from '../fax/error.ts'
import type { Parcel } from './destination.ts'

export interface CommandSettings {
  /** Program and arguments. */
  readonly run: readonly string[]
  readonly seconds: number
}

/** What of its complaints is kept. */
const SHOWN = 300

export function carryToCommand(
  { run, seconds }: CommandSettings,
  parcel: Parcel,
  signal: AbortSignal,
): Promise<string> {
  const [program = '', ...args] = run
  const failed = (why: string, cause?: unknown) =>
    new BridgeError('E_DESTINATION', { say: `${program}: ${why}`, cause })
  return new Promise((resolve, reject) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)])
    const child = spawn(program, args, {
      env: environmentOf(parcel),
      stdio: ['pipe', 'ignore', 'pipe'],
      signal: limit,
      killSignal: 'SIGKILL',
    })
    let complaint = ''
    child.stderr.on('data', data => (complaint = `${complaint}${data}`.slice(0, SHOWN)))
    // A program that does not read its input to the end says by its exit code whether that is right.
    child.stdin.on('error', () => {})
    child.once('error', error => {
      reject(
        failed(
          limit.aborted ? `it took more than ${seconds} s` : `it cannot be run: ${error.message}`,
          error,
        ),
      )
    })
    child.once('close', code => {
      if (code === 0) resolve(`${program} took it.`)
      else reject(failed(`it ended with ${code}. ${complaint.trim()}`.trim()))
    })
    child.stdin.end(Buffer.from(parcel.document.bytes))
  })
}

/** Nothing of the daemon's own environment but where programs are. */
function environmentOf({ fax, delivery, document }: Parcel): Record<string, string> {
  // No NUL can stand in the environment, and no value is believed to be short.
  const plain = (text: string | number | null) =>
    String(text ?? '')
      .replace(/\p{Cc}/gu, ' ')
      .slice(0, 200)
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: 'C.UTF-8',
    FAX_ID: fax.id,
    FAX_DELIVERY: delivery.id,
    FAX_FORMAT: document.format,
    FAX_SHA256: document.sha256,
    FAX_ACCOUNT: fax.account,
    FAX_SUBSCRIBER: plain(fax.subscriberId),
    FAX_CALLED: plain(fax.calledNumber),
    FAX_CALLER: plain(fax.callerNumber),
    FAX_STATION: plain(fax.stationId),
    FAX_PAGES: plain(fax.pageCount),
    FAX_COMPLETE: fax.complete ? 'yes' : 'no',
    FAX_MARKS: plain(fax.marks.join(', ')),
    FAX_RECEIVED_AT: new Date(fax.receivedAt > 0 ? fax.receivedAt : fax.seenAt).toISOString(),
  }
}
