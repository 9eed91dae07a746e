/** Looks at an account without sending anything: token, its end, account, numbers, received faxes, webhooks. */
import type { FaxplusSettings } from '../../config/providers/faxplus.ts'
import { isBridgeError } from '../../fax/error.ts'
import type { Clock } from '../../runtime.ts'
import type { ProbeLine } from '../provider.ts'
import {
  account,
  faxRecord,
  hook,
  memberDetail,
  numberList,
  type OwnNumber,
  ownNumber,
  recordList,
} from './api.ts'
import { type Client, escaped } from './calls.ts'
import { listOutbox } from './find.ts'
import { readNumber } from './time.ts'

/** So long before its end a token is no longer all right: a person must make the next one. */
const WARN_DAYS = 14
const DAY_MS = 86_400_000

interface ProbeDeps {
  readonly settings: FaxplusSettings
  readonly client: Client
  readonly clock: Clock
}

export async function probe(deps: ProbeDeps, signal: AbortSignal): Promise<readonly ProbeLine[]> {
  const { settings, client } = deps
  const expiry = tokenLine(settings, deps.clock.now())
  const login = await guarded('credentials', async () => {
    const { items } = await listOutbox(client, signal)
    return [good('credentials', `FAX.PLUS takes them; ${items.length} faxes are under way.`)]
  })
  const end = expiry === null ? [] : [expiry]
  if (login.some(line => !line.ok)) return [...login, ...end]
  const lines = [
    await accountLines(deps, signal),
    await numberLines(deps, signal),
    settings.receive.enabled ? await receiveLines(deps, signal) : [],
    settings.manageWebhooks ? await hookLines(deps, signal) : [],
  ]
  return [...login, ...end, ...lines.flat()]
}

/** Null: nothing is to be said, OAuth renews its tokens. */
export function tokenLine(settings: FaxplusSettings, now: number): ProbeLine | null {
  if (settings.oauth !== undefined) return null
  const what = 'token'
  if (settings.tokenExpires === undefined)
    return good(what, 'Its last day is not known: write tokenExpires, and faxbridge warns in time.')
  // The last day still counts.
  const left = Math.ceil((Date.parse(`${settings.tokenExpires}T00:00:00Z`) + DAY_MS - now) / DAY_MS)
  const advice =
    'Make a new one in FAX.PLUS under Profile, Integrations, and write it here with its tokenExpires.'
  if (left <= 0) return bad(what, `It ended on ${settings.tokenExpires}. ${advice}`)
  if (left <= WARN_DAYS) return bad(what, `It ends on ${settings.tokenExpires}, in ${left} days. ${advice}`)
  return good(what, `It is good until ${settings.tokenExpires}.`)
}

async function accountLines({ settings, client }: ProbeDeps, signal: AbortSignal): Promise<ProbeLine[]> {
  const what = `account ${settings.userId}`
  return guarded(
    what,
    async () => {
      const own = await client.read(client.own(), account, signal)
      if (own === null) return [bad(what, 'There is none: check userId.')]
      const status = own.status?.trim().toLowerCase() ?? 'active'
      if (status !== 'active') return [bad(what, `It is ${status}: ask FAX.PLUS or its administrator.`)]
      if (own.account_data?.save_history === false) {
        const text = 'It keeps no history, so nobody can tell what became of a fax: switch the history on.'
        return [bad(what, text)]
      }
      return [good(what, `It is active.${await quotaText(client, own.uid ?? null, signal)}`)]
    },
    'fax:user:read',
  )
}

/** FAX.PLUS tells no balance; the monthly pages of a member are what comes nearest. Only for administrators. */
async function quotaText(client: Client, uid: string | null, signal: AbortSignal): Promise<string> {
  if (uid === null) return ''
  try {
    const path = `accounts/self/member-details/${escaped(uid)}`
    const detail = await client.read(path, memberDetail, signal)
    return detail?.quota == null ? '' : ` It may send ${detail.quota} pages a month.`
  } catch (error) {
    if (isBridgeError(error)) return ''
    throw error
  }
}

async function numberLines({ settings, client }: ProbeDeps, signal: AbortSignal): Promise<ProbeLine[]> {
  const { from } = settings
  if (from === 'no_number') return [good('number', 'Faxes go out without a number of our own.')]
  const what =
    from === 'subscriber' ? 'numbers' : `number ${typeof from === 'string' ? from : from.join(', ')}`
  return guarded(
    what,
    async () => {
      const { items } = await client.list(
        client.own('numbers'),
        { list: numberList, item: ownNumber },
        signal,
      )
      if (from !== 'subscriber')
        return (typeof from === 'string' ? [from] : from).map(own => numberLine(own, items))
      if (items.length === 0)
        return [bad(what, 'The account has none: write from: no_number, or buy a number.')]
      const text = `The account has ${items.map(({ number }) => number).join(', ')}; a subscriber needs one of them.`
      return [good(what, text)]
    },
    'fax:numbers:read',
  )
}

function numberLine(number: string, owned: readonly OwnNumber[]): ProbeLine {
  const what = `number ${number}`
  const own = owned.find(item => readNumber(item.number) === number)
  if (own === undefined) {
    const others = owned.map(item => item.number).join(', ') || 'none'
    return bad(what, `It is not of this account, which has: ${others}. Correct from.`)
  }
  const status = own.status?.trim().toLowerCase() ?? 'active'
  if (status !== 'active') return bad(what, `It is ${status}: FAX.PLUS must activate it first.`)
  if (own.is_canceled === true)
    return bad(what, `It is cancelled and ends on ${own.expiration_date || 'a day not told'}.`)
  return good(what, 'It is active.')
}

function receiveLines({ client }: ProbeDeps, signal: AbortSignal): Promise<ProbeLine[]> {
  return guarded('received faxes', async () => {
    const query = { category: 'inbox', limit: 1 }
    await client.list(client.own('faxes'), { list: recordList, item: faxRecord }, signal, query)
    return [good('received faxes', 'They can be listed.')]
  })
}

function hookLines({ client }: ProbeDeps, signal: AbortSignal): Promise<ProbeLine[]> {
  return guarded('webhooks', async () => {
    const { items } = await client.list('hooks', { list: recordList, item: hook }, signal, {
      event: 'fax_sent',
    })
    return [good('webhooks', `They can be listed; ${items.length} for sent faxes.`)]
  })
}

const good = (what: string, text: string): ProbeLine => ({ ok: true, what, text })
const bad = (what: string, text: string): ProbeLine => ({ ok: false, what, text })

/**
 * Our errors become a line. With `scope`: what is looked at is not needed for faxing, so a token that may not look is
 * all right.
 */
async function guarded(what: string, look: () => Promise<ProbeLine[]>, scope?: string): Promise<ProbeLine[]> {
  try {
    return await look()
  } catch (error) {
    if (!isBridgeError(error)) throw error
    if (scope !== undefined && error.detail['status'] === 403)
      return [good(what, `Not looked at: that needs the scope ${scope}. Faxing works without it.`)]
    return [bad(what, error.message)]
  }
}
