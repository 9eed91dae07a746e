/** The lists of a daemon elsewhere: what the control socket answers, put together from the operations of its API. */
import type { Client } from '../api-client/client.ts'

type Query = Readonly<Record<string, string | undefined>>

/** The API writes instants as text; the control socket, and the commands, count milliseconds. */
const msOf = (text: string | null | undefined): number | null => (text == null ? null : Date.parse(text))
const isoOf = (ms: string | undefined): string => new Date(Number(ms)).toISOString()

/** Undefined: there is no such list in the API. */
export async function listElsewhere(client: Client, path: string, asked: Query): Promise<unknown> {
  const query = asked as object
  const lists: Readonly<Record<string, () => Promise<unknown>>> = {
    '/budgets': async () => (await client.listBudgets()).items,
    '/alarms': async () => (await client.listAlarms({ query })).items,
    '/users': async () => (await client.listUsers()).items,
    '/tokens': async () => (await client.listTokens()).items.map(counted),
    '/providers': async () => (await client.listProviders()).items,
    '/archive/holds': async () => (await client.listLegalHolds({ query })).items,
    '/refused': async () =>
      (await client.listRefusals({ query: withTimes(asked, ['since']) })).items.map(stamped),
    '/audit': async () => {
      const { before, ...rest } = withTimes(asked, ['from', 'until'])
      const page = { ...rest, ...cursorBefore(before) } as object
      return (await client.listAudit({ query: page })).items.map(stamped)
    },
  }
  const list = Object.hasOwn(lists, path) ? lists[path] : undefined
  if (list !== undefined) return list()
  const [, account] = /^\/providers\/([^/]+)\/balance$/.exec(path) ?? []
  if (account !== undefined) return client.getBalance({ params: { account: decodeURIComponent(account) } })
  const [, refused] = /^\/refused\/([^/]+)$/.exec(path) ?? []
  if (refused === undefined) return undefined
  return stamped(await client.getRefusal({ params: { id: decodeURIComponent(refused) } }))
}

/** Of a page that ends before this row. */
export function cursorBefore(id: string | undefined): { readonly cursor?: string } {
  return id === undefined ? {} : { cursor: Buffer.from(`after:${id}`).toString('base64url') }
}

function withTimes(query: Query, keys: readonly string[]): Query {
  const times = keys.filter(key => query[key] !== undefined).map(key => [key, isoOf(query[key])])
  return { ...query, ...Object.fromEntries(times) }
}

const counted = <T extends { createdAt: string; expiresAt: string | null; lastUsedAt: string | null }>(
  token: T,
) => ({
  ...token,
  createdAt: msOf(token.createdAt),
  expiresAt: msOf(token.expiresAt),
  lastUsedAt: msOf(token.lastUsedAt),
})

const stamped = <T extends { at: string; lastAt?: unknown }>(row: T) => ({
  ...row,
  at: msOf(row.at),
  ...(typeof row.lastAt === 'string' ? { lastAt: msOf(row.lastAt) } : {}),
})
