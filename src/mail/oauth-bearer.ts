/**
 * Login with an access token by SASL OAUTHBEARER (RFC 7628), which the mail library does not speak by itself. In charge of
 * one try with one token; which token, and whether there is another try, is decided in relay-connection.ts.
 */
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection'

type CustomAuth = NonNullable<SMTPConnectionOptions['customAuth']>

/** As the library calls ways to log in that are not its own. */
export const OAUTHBEARER = 'OAUTHBEARER'
/** RFC 7628 §3.2.3: what a client says to the reason of a failure, so that the failure can be said. */
const UNDERSTOOD = 'AQ=='

/** RFC 7628 §3.1, before base64. A comma or = in a name is written with its number (RFC 5801 §4). */
export function bearerResponse(user: string, token: string): string {
  const name = user.replaceAll('=', '=3D').replaceAll(',', '=2C')
  return `n,a=${name},\x01auth=Bearer ${token}\x01\x01`
}

/** For the options of a connection. The token stands in place of the password. */
export const bearerAuth: CustomAuth = {
  [OAUTHBEARER]: async ({ auth, sendCommand }) => {
    const { user = '', pass = '' } = auth.credentials ?? {}
    const response = Buffer.from(bearerResponse(user, pass)).toString('base64')
    const first = await sendCommand(`AUTH ${OAUTHBEARER} ${response}`)
    const last = first.status === 334 ? await sendCommand(UNDERSTOOD) : first
    if (last.status !== 235) throw new Error(`the relay refused the access token: ${last.response}`)
  },
}
