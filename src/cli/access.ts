/** `faxbridge users` and `faxbridge tokens`. A password comes from a prompt or standard input, never from an argument. */
import type { TokenView } from '../access/tokens.ts'
import type { UserView } from '../access/users.ts'
import { BridgeError } from '../fax/error.ts'
import { systemClock } from '../runtime.ts'
import { controlOf } from './control.ts'
import { askPassword } from './password-prompt.ts'
import { localTime, say, sayJson, table } from './print.ts'

interface Common {
  readonly config: string
  readonly json?: boolean
}

interface FieldOptions extends Common {
  readonly role?: string
  readonly subscriber: readonly string[]
  readonly right: readonly string[]
}

const DAY_MS = 86_400_000

const idsOrAll = (ids: readonly string[]): readonly string[] | null => (ids.length === 0 ? null : ids)
const path = (name: string, more = '') => `/users/${encodeURIComponent(name)}${more}`

export async function addUser(name: string, options: FieldOptions): Promise<void> {
  const { config, role, subscriber, right } = options
  const control = controlOf(config)
  const password = await askPassword()
  const body = { name, role, subscribers: idsOrAll(subscriber), rights: right, password }
  told(await control.post<UserView>('/users', body), options, 'is there now')
}

export async function changeUser(
  name: string,
  options: FieldOptions & {
    readonly allSubscribers?: boolean
    /** Commander: `--no-rights` sets it to false. */
    readonly rights: boolean
    readonly disable?: boolean
    readonly enable?: boolean
  },
): Promise<void> {
  const { config, role, subscriber, right, allSubscribers, rights, disable, enable } = options
  const body = {
    ...(role === undefined ? {} : { role }),
    ...(allSubscribers === true ? { subscribers: null } : {}),
    ...(subscriber.length === 0 ? {} : { subscribers: subscriber }),
    ...(rights ? {} : { rights: [] }),
    ...(right.length === 0 ? {} : { rights: right }),
    ...(disable === true ? { disabled: true } : {}),
    ...(enable === true ? { disabled: false } : {}),
  }
  if (Object.keys(body).length === 0)
    throw new BridgeError('E_BAD_REQUEST', {
      say: 'Say what to change: see "faxbridge users change --help".',
    })
  told(
    await controlOf(config).post<UserView>(path(name), body),
    options,
    'is changed, and has to log in again',
  )
}

export async function setPassword(name: string, options: Common): Promise<void> {
  const control = controlOf(options.config)
  const password = await askPassword()
  const user = await control.post<UserView>(path(name, '/password'), { password })
  told(user, options, 'has a new password, and has to log in again')
}

export async function removeUser(name: string, options: Common): Promise<void> {
  await controlOf(options.config).post(path(name, '/remove'), {})
  if (options.json === true) sayJson({})
  else say(`The user ${name} is removed.`)
}

function told(user: UserView, { json }: Common, what: string): void {
  if (json === true) sayJson(user)
  else say(`The user ${user.name} ${what}: ${mayOf(user)}.`)
}

const mayOf = ({ role, rights, subscribers, disabled }: UserView): string =>
  [
    disabled ? 'switched off' : role,
    ...rights.map(right => `+${right}`),
    subscribers === null ? 'all subscribers' : subscribers.join(', '),
  ].join(', ')

export async function listUsers({ config, json }: Common): Promise<void> {
  const users = await controlOf(config).get<UserView[]>('/users')
  if (json === true) return sayJson(users)
  if (users.length === 0) return say('There is no user yet: faxbridge users add NAME --role admin')
  const rows = users.map(user => [
    user.name,
    mayOf(user),
    user.by,
    user.lastLoginAt === null ? 'never' : localTime(user.lastLoginAt),
  ])
  say(table(['NAME', 'MAY', 'LOGS IN BY', 'LAST LOG-IN'], rows, 70))
}

export async function addToken(
  name: string,
  options: Common & {
    readonly right: readonly string[]
    readonly subscriber: readonly string[]
    readonly days?: string
  },
): Promise<void> {
  const { config, json, right, subscriber, days } = options
  if (right.length === 0)
    throw new BridgeError('E_BAD_REQUEST', {
      say: 'Say what the token may do, for example --right faxes.send',
    })
  if (days !== undefined && !(Number(days) > 0))
    throw new BridgeError('E_BAD_REQUEST', { say: '--days is a number of days, for example --days 365' })
  const expiresAt = days === undefined ? null : systemClock.now() + Math.round(Number(days) * DAY_MS)
  const body = { name, rights: right, subscribers: idsOrAll(subscriber), expiresAt }
  const made = await controlOf(config).post<{ token: string; view: TokenView }>('/tokens', body)
  if (json === true) return sayJson(made)
  say(`${made.token}\nIt is shown only now. Programs send it as "Authorization: Bearer TOKEN".`)
}

export async function listTokens({ config, json }: Common): Promise<void> {
  const tokens = await controlOf(config).get<TokenView[]>('/tokens')
  if (json === true) return sayJson(tokens)
  if (tokens.length === 0) return say('There is no token.')
  const now = systemClock.now()
  const time = (at: number | null, none: string) =>
    at === null ? none : localTime(new Date(at).toISOString())
  const rows = tokens.map(({ id, name, rights, subscribers, expiresAt, lastUsedAt }) => [
    id,
    name,
    rights.join(', '),
    subscribers === null ? 'all' : subscribers.join(', '),
    `${time(expiresAt, 'never')}${expiresAt !== null && expiresAt <= now ? ' (over)' : ''}`,
    time(lastUsedAt, 'never'),
  ])
  say(table(['ID', 'NAME', 'MAY', 'SUBSCRIBERS', 'ENDS', 'LAST USED'], rows))
}

export async function removeToken(id: string, options: Common): Promise<void> {
  await controlOf(options.config).post(`/tokens/${encodeURIComponent(id)}/remove`, {})
  if (options.json === true) sayJson({})
  else say('The token is void.')
}
