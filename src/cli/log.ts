/** The daemon's log: JSON lines for machines, readable lines on a terminal. Secrets and documents never get here. */
import { type Logger as Pino, pino, stdTimeFunctions } from 'pino'
import pretty from 'pino-pretty'
import { isBridgeError } from '../fax/error.ts'
import type { Logger } from '../runtime.ts'

export interface LogOptions {
  readonly level: string
  /** Readable lines instead of JSON. */
  readonly readable: boolean
}

/** Writes to standard error, so that standard output stays free for what a command prints. */
export function makeLog({ level, readable }: LogOptions): Logger {
  const stream = readable
    ? pretty({
        destination: 2,
        sync: true,
        translateTime: 'SYS:HH:MM:ss',
        ignore: 'pid,hostname',
        colorize: process.stderr.isTTY,
      })
    : pino.destination({ dest: 2, sync: true })
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: plainError, cause: plainError },
    // A password that got into facts by mistake stays out of the log.
    redact: {
      paths: ['*.password', '*.secret', '*.secret_key', '*.token', 'password', 'secret_key', 'token'],
      censor: '•••',
    },
  }
  return wrapped(pino(readable ? { ...options, formatters: {} } : options, stream))
}

function wrapped(log: Pino): Logger {
  return {
    debug: (facts, text) => log.debug(facts, text),
    info: (facts, text) => log.info(facts, text),
    warn: (facts, text) => log.warn(facts, text),
    error: (facts, text) => log.error(facts, text),
    child: facts => wrapped(log.child(facts)),
  }
}

function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const cause = error.cause === undefined ? {} : { cause: plainError(error.cause) }
  if (isBridgeError(error))
    return { code: error.code, message: error.message, detail: error.detail, ...cause }
  return { message: error.message, stack: error.stack, ...cause }
}
