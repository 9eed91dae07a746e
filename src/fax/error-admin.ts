/** Rows of the table of errors (error.ts) that only the administration over HTTP has. */
import { row } from './error-row.ts'

export const ADMIN_ERRORS = {
  E_LOGIN_REQUIRED: row('refused', '530 5.7.0', 401, 'Please log in, or send a token that is valid.'),
  E_RIGHT: row(
    'refused',
    '550 5.7.1',
    403,
    'You do not have the right to do this. An administrator can give it.',
  ),
  E_FORGERY: row(
    'refused',
    '550 5.7.1',
    403,
    'This was not sent by a page of this server, or the page is too old: load it again and try once more.',
  ),
  E_WRONG_HOST: row('refused', '550 5.7.1', 421, 'This server does not answer to this host name.'),
  E_TOO_MANY_REQUESTS: row(
    'refused',
    '450 4.7.0',
    429,
    'Too many requests from your address: try again in a minute.',
  ),
  E_METHOD: row('refused', '502 5.5.1', 405, 'Nothing is done here with this method.'),
  E_REQUEST_TOO_BIG: row('refused', '552 5.3.4', 413, 'The request is too big.'),
  E_REQUEST_TYPE: row('refused', '501 5.5.4', 415, 'Requests of this content type are not read here.'),
  E_REQUEST_HEADERS: row('refused', '552 5.3.4', 431, 'The header of the request is too big.'),
  E_EXISTS: row('refused', '550 5.5.1', 409, 'There is one with this name already.'),
  E_OPENID: row('refused', '550 5.7.1', 403, 'The log-in at the identity provider did not succeed.'),
  E_OPENID_DOWN: row(
    'temporary',
    '451 4.4.1',
    503,
    'The identity provider cannot be reached: try again later.',
  ),
} as const
