/** The one table of exit codes. docs/cli.md is checked against it. */
import { BridgeError, type ErrorCode, isBridgeError } from '../fax/error.ts'

export const EXIT_CODES = {
  ok: { code: 0, meaning: 'Done.' },
  failed: { code: 1, meaning: 'It failed; standard error says why and what to do.' },
  usage: { code: 2, meaning: 'The command line is not right.' },
  unreachable: { code: 3, meaning: 'No daemon answers at the control socket.' },
  notFound: { code: 4, meaning: 'There is no fax with this id.' },
  wrongState: { code: 5, meaning: 'Not possible in the present state of the fax.' },
  config: { code: 78, meaning: 'The configuration is not valid (EX_CONFIG of sysexits.h).' },
} as const satisfies Record<string, { readonly code: number; readonly meaning: string }>

const OF_ERRORS: Readonly<Partial<Record<ErrorCode, keyof typeof EXIT_CODES>>> = {
  E_BAD_REQUEST: 'usage',
  E_NOT_FOUND: 'notFound',
  E_WRONG_STATE: 'wrongState',
  E_CONFIG: 'config',
  // A restart does not bring one.
  E_SANDBOX: 'config',
  E_NOT_RUNNING: 'unreachable',
}

/** The exit code for whatever ended a command. */
export function exitCodeOf(error: unknown): number {
  const name = isBridgeError(error) ? OF_ERRORS[error.code] : undefined
  return EXIT_CODES[name ?? 'failed'].code
}

/** For a daemon that does not answer. */
export function unreachable(say: string, cause?: unknown): BridgeError {
  return new BridgeError('E_NOT_RUNNING', { say, cause })
}
