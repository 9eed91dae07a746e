/**
 * Who may use which route of the administration, and what everybody else is answered: one line for each route, whole, so that
 * a mistake in the code cannot hide in a rule of the test. `roles.programs.test.ts` asks every cell.
 *
 * `right`: the scopes that a token needs (all of them); `any`: any token; `open`: nobody is asked who they are; `session`: no
 * token, but somebody who has signed in.
 * The columns are people who have signed in with a role; `own` and `other` are a user of the subscriber `office` who asks for
 * something of the office, or of another subscriber. `login` is a redirect to the page for log-ins; `-` is not asked.
 */
const CONSOLE = `
route                               right                         nobody viewer operator admin own   other
GET /assets/console.css             open                          200    200    200      200   200   -
GET /assets/console.js              open                          200    200    200      200   200   -
GET /assets/icon.svg                open                          200    200    200      200   200   -
GET /assets/htmx.min.js             open                          200    200    200      200   200   -
GET /login                          open                          200    303    303      303   303   -
POST /login                         open                          401    401    401      401   401   -
POST /logout                        open                          303    303    303      303   303   -
POST /look                          open                          303    303    303      303   303   -
GET /login/openid                   open                          404    404    404      404   404   -
GET /login/openid/return            open                          404    404    404      404   404   -
GET /*                              open                          404    404    404      404   404   -
GET /                               faxes.read                    login  200    200      200   200   -
GET /faxes                          faxes.read                    login  200    200      200   200   -
GET /faxes/:id                      faxes.read                    login  200    200      200   200   404
POST /faxes/:id/cancel              faxes.read+faxes.write        login  403    303      303   303   404
POST /faxes/:id/resend              faxes.read+faxes.write        login  403    409      409   409   404
POST /faxes/:id/hold                faxes.read+faxes.write        login  403    303      303   303   404
POST /faxes/:id/release             faxes.read+faxes.write        login  403    409      409   409   404
GET /faxes/:id/pages.pdf            documents.read                login  403    403      200   200   404
GET /faxes/:id/pages.tiff           documents.read                login  403    403      200   200   404
GET /faxes/:id/pages/:page.png      documents.read                login  403    403      200   200   404
GET /faxes/:id/pages/:page          documents.read                login  403    403      200   200   404
GET /inbox                          inbox.read                    login  200    200      200   200   -
GET /inbox/:id                      inbox.read                    login  200    200      200   200   404
POST /inbox/:id/redeliver           inbox.read+inbox.write        login  403    409      409   409   404
POST /inbox/:id/reroute             inbox.read+inbox.write        login  403    303      303   303   404
POST /inbox/:id/mark                inbox.read+inbox.write        login  403    303      303   303   404
POST /inbox/:id/release             inbox.read+inbox.write        login  403    409      409   409   404
GET /inbox/:id/document             documents.read                login  403    403      200   200   404
GET /inbox/:id/pages/:page.png      documents.read                login  403    403      200   200   404
GET /inbox/:id/pages/:page          documents.read                login  403    403      200   200   404
GET /subscribers                    subscribers.read              login  200    200      200   403   -
GET /subscribers/:subscriber        subscribers.read              login  200    200      200   403   403
POST /subscribers/:subscriber/try   subscribers.read              login  200    200      200   403   403
GET /providers                      providers.read                login  200    200      200   403   -
POST /providers/:account/test       providers.write               login  403    200      200   403   -
POST /providers/:account/balance    providers.write               login  403    200      200   403   -
GET /audit                          audit.read                    login  403    403      200   403   -
POST /audit/verify                  audit.read                    login  403    403      200   403   -
GET /account                        session                       login  200    200      200   200   -
POST /account/password              session                       login  400    400      400   400   -
GET /people                         access.write                  login  403    403      200   403   -
GET /settings                       settings.read                 login  403    200      200   403   -
GET /send                           faxes.send                    login  403    403      200   200   -
POST /send                          faxes.send                    login  403    403      400   400   -
GET /send/:draft                    faxes.send                    login  403    403      404   404   -
POST /send/:draft                   faxes.send                    login  403    403      404   404   -
GET /send/:draft/pages/:page.png    faxes.send                    login  403    403      404   404   -
GET /send/:draft/pages/:page        faxes.send                    login  403    403      404   404   -
`

const API = `
route                               right                         nobody viewer operator admin own   other
GET /openapi.json                   open                          200    200    200      200   200   -
GET /me                             any                           401    200    200      200   200   -
GET /events                         any                           401    200    200      200   200   -
GET /faxes                          faxes.read                    401    200    200      200   200   -
GET /faxes/:id                      faxes.read                    401    200    200      200   200   404
GET /submissions/:submission        faxes.read                    401    200    200      200   200   404
GET /faxes/:id/pages.pdf            documents.read                401    403    403      200   200   404
GET /faxes/:id/pages.tiff           documents.read                401    403    403      200   200   404
GET /faxes/:id/pages/:page.png      documents.read                401    403    403      200   200   404
POST /faxes                         faxes.send                    401    403    403      415   415   -
POST /faxes/:id/resend              faxes.write                   401    403    409      409   409   404
POST /faxes/:id/cancel              faxes.write                   401    403    200      200   200   404
POST /faxes/:id/hold                faxes.write                   401    403    200      200   200   404
POST /faxes/:id/release             faxes.write                   401    403    409      409   409   404
POST /submissions/:submission/cancel faxes.write                  401    403    200      200   200   404
POST /submissions/:submission/hold  faxes.write                   401    403    200      200   200   404
POST /submissions/:submission/release faxes.write                 401    403    409      409   409   404
GET /inbox                          inbox.read                    401    200    200      200   200   -
GET /inbox/:id                      inbox.read                    401    200    200      200   200   404
GET /inbox/:id/document             documents.read                401    403    403      200   200   404
GET /inbox/:id/pages.pdf            documents.read                401    403    403      200   200   404
GET /inbox/:id/pages.tiff           documents.read                401    403    403      200   200   404
GET /inbox/:id/pages/:page.png      documents.read                401    403    403      200   200   404
POST /inbox/:id/redeliver           inbox.write                   401    403    409      409   409   404
POST /inbox/:id/reroute             inbox.write                   401    403    200      200   403   404
POST /inbox/:id/mark                inbox.write                   401    403    200      200   200   404
POST /inbox/:id/release             inbox.write                   401    403    409      409   409   404
POST /inbox/:id/discard             inbox.write                   401    403    200      200   200   404
GET /subscribers                    subscribers.read              401    200    200      200   403   -
GET /subscribers/:subscriber        subscribers.read              401    200    200      200   403   403
POST /subscribers                   subscribers.write             401    403    403      409   403   -
PUT /subscribers/:subscriber        subscribers.write             401    403    403      409   403   403
PATCH /subscribers/:subscriber      subscribers.write             401    403    403      409   403   403
DELETE /subscribers/:subscriber     subscribers.write             401    403    403      409   403   403
GET /lists                          subscribers.read              401    200    200      200   403   -
GET /subscribers/:subscriber/lists/:list subscribers.read         401    404    404      404   403   403
GET /subscribers/:keyed/key         subscribers.read              401    200    200      200   403   403
POST /subscribers/:keyed/key/rotate subscribers.write             401    403    403      200   403   403
GET /do-not-fax                     subscribers.read              401    200    200      200   403   -
POST /do-not-fax                    subscribers.write             401    403    403      201   403   -
DELETE /do-not-fax/:number          subscribers.write             401    403    403      404   403   -
GET /blocked-callers                subscribers.read              401    200    200      200   403   -
POST /blocked-callers               subscribers.write             401    403    403      201   403   -
DELETE /blocked-callers/:caller     subscribers.write             401    403    403      404   403   -
GET /providers                      providers.read                401    200    200      200   403   -
GET /providers/:account             providers.read                401    200    200      200   403   -
GET /providers/:account/balance     providers.read                401    200    200      200   403   -
GET /providers/:account/numbers     providers.read                401    200    200      200   403   -
GET /routes                         providers.read                401    200    200      200   403   -
POST /providers/:account/test       providers.write               401    403    200      200   403   -
POST /providers/:account/reset      providers.write               401    403    200      200   403   -
GET /legal-holds                    archive.read                  401    403    403      200   403   -
POST /legal-holds                   archive.write                 401    403    403      404   403   -
POST /legal-holds/lift              archive.write                 401    403    403      404   403   -
GET /status                         settings.read                 401    403    200      200   403   -
GET /budgets                        subscribers.read              401    200    200      200   403   -
GET /alarms                         faxes.read                    401    200    200      200   403   -
POST /alarms/acknowledge            faxes.write                   401    403    404      404   403   -
GET /flow                           faxes.read                    401    200    200      200   200   -
GET /settings                       settings.read                 401    403    200      200   403   -
POST /audit/verify                  audit.read                    401    403    403      200   403   -
GET /archive/exports                archive.read                  401    403    403      200   403   -
GET /users                          access.write                  401    403    403      200   403   -
GET /tokens                         access.write                  401    403    403      200   403   -
GET /audit                          audit.read                    401    403    403      200   403   -
GET /refusals                       settings.read                 401    403    200      200   403   -
GET /refusals/:refusal              settings.read                 401    403    200      200   403   -
POST /explain                       subscribers.read              401    200    200      200   403   -
`

/** Who asks. */
export const ASKERS = ['nobody', 'viewer', 'operator', 'admin', 'own', 'other'] as const
export type Asker = (typeof ASKERS)[number]

export interface RouteRow {
  readonly method: string
  /** As it is registered. */
  readonly url: string
  readonly right: string
  readonly answers: Readonly<Record<Asker, string>>
}

/** Names of parameters here say what they mean; routes call most of them `id`. */
const registered = (url: string) => url.replace(/:(?:subscriber|keyed|submission|refusal)\b/g, ':id')

function rowsIn(table: string, prefix: string): { readonly row: RouteRow; readonly sample: string }[] {
  const [, ...lines] = table.trim().split('\n')
  return lines.map(line => {
    const [method = '', url = '', right = '', ...cells] = line.split(/\s+/)
    const answers = Object.fromEntries(
      ASKERS.map((asker, i) => [asker, cells[i] ?? '']),
    ) as RouteRow['answers']
    return { row: { method, url: prefix + registered(url), right, answers }, sample: prefix + url }
  })
}

/** Every route, with its address as the samples of the test fill it in. */
export const ROUTES = [...rowsIn(CONSOLE, ''), ...rowsIn(API, '/api/v1')]
