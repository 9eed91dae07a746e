/** Rows of the table of errors (error.ts) that only the API has. */
import { row } from './error-row.ts'

export const API_ERRORS = {
  E_KEY_REUSED: row(
    'refused',
    '550 5.5.1',
    422,
    'This Idempotency-Key was used for another request: take a new one.',
  ),
  E_KEY_BUSY: row(
    'refused',
    '450 4.5.1',
    409,
    'The request with this Idempotency-Key is being carried out: ask again in a moment.',
  ),
  E_VERSION_NEEDED: row(
    'refused',
    '550 5.5.1',
    428,
    'Say which version you change: send If-Match with the ETag that you have read.',
  ),
  E_VERSION_OLD: row(
    'refused',
    '550 5.5.1',
    412,
    'Somebody has changed it since you have read it: read it again.',
  ),
  E_FIXED: row(
    'refused',
    '550 5.5.1',
    409,
    'This stands in the configuration file of the server and can be changed only there.',
  ),
  E_EVENTS_FULL: row('temporary', '421 4.7.0', 503, 'Too many programs follow the events: try again later.'),
} as const
