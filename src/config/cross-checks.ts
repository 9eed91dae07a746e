/** What no single key can know: names that must fit together, patterns that must compile, doors that stand open. */

import { getCountries } from 'libphonenumber-js/max'
import { checkCertificates, checkRelaysOfOurOwn, checkSenders } from './acl-checks.ts'
import { checkAlarms } from './check-alarms.ts'
import { checkArchive } from './check-archive.ts'
import { checkBudgets } from './check-budgets.ts'
import { checkCovers } from './check-covers.ts'
import { checkHttp } from './check-http.ts'
import { checkLanding } from './check-landing.ts'
import { checkLinks } from './check-links.ts'
import { checkReceivedMail } from './check-received-mail.ts'
import { checkReceiving } from './check-receiving.ts'
import { checkRelay } from './check-relay.ts'
import { checkRetention } from './check-retention.ts'
import { checkNumbers } from './cross-checks-numbers.ts'
import type { Finding } from './explain.ts'
import { checkKeys } from './key-checks.ts'
import { checkProfile } from './listener-checks.ts'
import { checkReports } from './report-checks.ts'
import type { Config, SubscriberConfig } from './schema.ts'

export interface CrossChecks {
  readonly errors: readonly Finding[]
  readonly warnings: readonly Finding[]
}

/** A path that can be guessed lets anyone make us ask the vendor. */
const SHORTEST_WEBHOOK_SECRET = 24

type Path = Finding['path']
type Say = (path: Path, text: string) => void

export function crossChecks(config: Config): CrossChecks {
  const errors: Finding[] = []
  const warnings: Finding[] = []
  const wrong: Say = (path, text) => void errors.push({ path, text })
  const warn: Say = (path, text) => void warnings.push({ path, text })
  checkListeners(config, wrong, warn)
  checkRoutes(config, wrong)
  checkRelay(config, wrong, warn)
  checkLanding(config, wrong, warn)
  checkReceivedMail(config, wrong)
  checkRetention(config, wrong)
  checkArchive(config, wrong)
  checkBudgets(config, wrong)
  checkAlarms(config, wrong, warn)
  checkRelaysOfOurOwn(config, wrong, warn)
  checkCertificates(config, warn)
  checkLinks(config, wrong, warn)
  checkHttp(config, wrong)
  checkSubscribers(config, wrong)
  checkNumbers(config, wrong, warn)
  checkReceiving(config, wrong, warn)
  config.subscribers.forEach((subscriber, i) => {
    checkOneSubscriber(subscriber, ['subscribers', i], wrong, warn)
  })
  const keys = checkKeys(config)
  return { errors: [...errors, ...keys.errors], warnings: [...warnings, ...keys.warnings] }
}

/** Says for each value that stands there before, where. */
function once(
  values: readonly { readonly value: string; readonly path: Path }[],
  wrong: Say,
  what: string,
): void {
  const seen = new Map<string, Path>()
  for (const { value, path } of values) {
    if (seen.has(value)) wrong(path, `the ${what} "${value}" stands here twice: each must be there once`)
    seen.set(value, path)
  }
}

function checkListeners(config: Config, wrong: Say, warn: Say): void {
  const { listeners } = config.smtp
  const path = (i: number, key: string): Path => ['smtp', 'listeners', i, key]
  once(
    listeners.map(({ name }, i) => ({ value: name, path: path(i, 'name') })),
    wrong,
    'listener name',
  )
  once(
    listeners.map(({ listen }, i) => ({ value: listen, path: path(i, 'listen') })),
    wrong,
    'address',
  )
  listeners.forEach((listener, i) => {
    if (Number(/:(\d+)$/.exec(listener.listen)?.[1] ?? 0) > 65_535)
      wrong(path(i, 'listen'), 'a port is at most 65535')
    if (listener.auth === 'required' && listener.tls === 'off' && !listener.insecureAuth)
      wrong(
        path(i, 'auth'),
        'nobody could log in: passwords are taken over TLS only. Set tls, or insecureAuth: true',
      )
    if (listener.insecureAuth) warn(path(i, 'insecureAuth'), 'passwords cross the network in clear')
    checkProfile(listener, ['smtp', 'listeners', i], wrong, warn)
  })
}

function checkRoutes(config: Config, wrong: Say): void {
  const names = Object.keys(config.providers)
  const known = names.length === 0 ? 'there is none yet' : `there is ${names.join(', ')}`
  const subscribers = config.subscribers.map(({ id }) => id)
  config.routes.forEach((route, i) => {
    const named = [
      [route.provider, 'provider'] as const,
      ...route.fallback.map((to, n) => [to, 'fallback', n] as const),
    ]
    for (const [account, ...key] of named) {
      if (!names.includes(account))
        wrong(['routes', i, ...key], `no provider has the name "${account}": ${known}`)
    }
    if (route.subscriber !== undefined && !subscribers.includes(route.subscriber))
      wrong(
        ['routes', i, 'subscriber'],
        `no subscriber has the id "${route.subscriber}": there is ${subscribers.join(', ')}`,
      )
  })
  for (const [account, { webhook }] of Object.entries(config.providers)) {
    if (webhook !== undefined && webhook.secret.length < SHORTEST_WEBHOOK_SECRET)
      wrong(
        ['providers', account, 'webhook', 'secret'],
        'this is easy to guess: write at least 24 random characters, such as "openssl rand -hex 24" gives',
      )
  }
  once(
    config.routes.map(({ prefix, subscriber = '' }, i) => ({
      value: `${prefix} ${subscriber}`.trim(),
      path: ['routes', i, 'prefix'],
    })),
    wrong,
    'prefix',
  )
}

function checkSubscribers(config: Config, wrong: Say): void {
  const all = config.subscribers.map((subscriber, i) => ({ subscriber, path: ['subscribers', i] as const }))
  once(
    all.map(({ subscriber, path }) => ({ value: subscriber.id, path: [...path, 'id'] })),
    wrong,
    'subscriber id',
  )
  const numbers = all.flatMap(({ subscriber, path }) =>
    subscriber.numbers.map((value, n) => ({ value, path: [...path, 'numbers', n] })),
  )
  once(numbers, wrong, 'number')
  for (const { subscriber, path } of all) {
    const named = subscriber.lists.map(({ name: value }, n) => ({
      value,
      path: [...path, 'lists', n, 'name'],
    }))
    once(named, wrong, 'list')
  }
  const users = all.flatMap(({ subscriber, path }) =>
    subscriber.logins.map(({ user: value }, n) => ({ value, path: [...path, 'logins', n, 'user'] })),
  )
  once(users, wrong, 'user')
}

function checkOneSubscriber(subscriber: SubscriberConfig, path: Path, wrong: Say, warn: Say): void {
  const countries: readonly string[] = getCountries()
  if (!countries.includes(subscriber.country))
    wrong(
      [...path, 'country'],
      `"${subscriber.country}" is no country with telephones: write a code such as US or DE`,
    )
  checkSenders(subscriber, path, wrong, warn)
  checkCovers(subscriber, path, wrong)
  checkReports(subscriber, path, wrong, warn)
  const { active, secret_key: key, acl, logins, certificates } = subscriber
  if (active && key === null && [...acl, ...logins, ...certificates].length === 0)
    warn(path, 'nobody can send: it has no secret_key, no acl, no logins and no certificates')
}
