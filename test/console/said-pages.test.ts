/**
 * Pages as somebody sees them who reads German, French or Spanish when something is wrong: no sentence of ours is English. What
 * is marked as English (`lang`), codes and the words of others are left aside.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addConsole } from '../../src/console/console.ts'
import { BridgeError, ERRORS } from '../../src/fax/error.ts'
import { seeAll } from '../../src/inbound/ingest.ts'
import { type AdminHouse, anAdmin } from '../http/admin-house.ts'
import { aListing, configWith, onlyFax } from '../inbound/house.ts'

const LANGUAGES = ['de', 'fr', 'es'] as const
type Other = (typeof LANGUAGES)[number]

/** Words that stand in nearly every English sentence and in none of the others. */
const ENGLISH =
  /\b(?:the|is|not|of|it|its|cannot|been|and|this|there|has|have|than|which|with|only|by|or|took)\b/i
/** In an answer of the relay, which is quoted. */
const QUOTED = '550 5.1.1 No such user here, says the relay'

/** What a page says, without what is marked as English, without codes and without marks. */
function textOf(page: string): string {
  return page
    .slice(page.indexOf('<body'))
    .replace(/<(script|style|code|pre)\b[\s\S]*?<\/\1>/g, ' ')
    .replace(/<(\w+)[^>]* lang="en"[^>]*>[\s\S]*?<\/\1>/g, ' ')
    .replace(/<span class="type">[^<]*<\/span>/g, ' ')
    .replace(/<option[\s\S]*?<\/option>/g, ' ')
    .replace(/<[^>]*>/g, '\n')
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replaceAll(QUOTED, ' ')
}

/** Lines with an English word. */
const englishIn = (page: string): readonly string[] =>
  textOf(page)
    .split('\n')
    .map(line => line.trim())
    .filter(line => ENGLISH.test(line))

const CONFIG = `
http: { admin: { listen: "127.0.0.1:0" } }
inbound:
  destinations: { archive: { type: folder, path: /nowhere/at/all } }
  rules:
    - { name: invoices, caller: "+15", to: [invoices@example.com] }
    - { account: demo, mark: [lab], copy: [archive] }
`

let admin: AdminHouse
let fax = ''
const tokens = { all: '', few: '' }
beforeAll(async () => {
  const why = `${ERRORS.E_PROVIDER_CREDENTIALS.text} Check accountId, and apiKey against the portal's account settings.`
  const board = {
    standing: () => ({ kind: 'stopped', why, code: 'E_PROVIDER_CREDENTIALS' }),
    running: () => 0,
  }
  admin = await anAdmin([addConsole], { more: { board } as never })
  const { house, deps } = admin
  Object.assign(deps, { worker: { isAlive: () => false }, spool: { freeBytes: async () => 1_000_000 } })
  house.live.current = configWith(CONFIG)
  house.relay.answer = () => {
    throw new BridgeError('E_RELAY_REFUSED', { say: QUOTED })
  }
  house.shelf.faxes.push({ listing: aListing(1), bytes: Buffer.from('II*\0one') })
  await seeAll(house.deps, 'demo', [aListing(1)])
  await house.run()
  fax = (await onlyFax(house)).id
  tokens.all = await admin.token()
  tokens.few = await admin.token(['faxes.read'])
})
afterAll(() => admin.close())

const ask = async (
  language: Other,
  url: string,
  form: Record<string, string> | null = null,
  token = tokens.all,
) => {
  const headers = { authorization: `Bearer ${token}`, cookie: `faxbridge_language=${language}` }
  if (form === null) return admin.inject({ method: 'GET', url, headers })
  return admin.inject({
    method: 'POST',
    url,
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(form).toString(),
  })
}

describe.each(LANGUAGES)('in %s', language => {
  const quiet = async (
    wanted: number,
    url: string,
    form: Record<string, string> | null = null,
    token?: string,
  ) => {
    const { statusCode, body } = await ask(language, url, form, token)
    expect(statusCode).toBe(wanted)
    expect(body).toContain(`lang="${language}"`)
    expect(englishIn(body)).toEqual([])
    return textOf(body)
  }

  it('the overview says why no mail is taken, and which account is stopped', async () => {
    const text = await quiet(200, '/')
    expect(text).toMatch({ de: /Warteschlange/, fr: /file d'attente/, es: /cola/ }[language])
    expect(text).toContain('apiKey')
  })

  it('a received fax: its rules, its history, a destination that fails', async () => {
    const text = await quiet(200, `/inbox/${fax}`)
    expect(text).toContain('inbound.rules[0] (invoices)')
    expect(text).toContain({ de: 'ist nicht 15', fr: "n'est pas 15", es: 'no es 15' }[language])
    expect(text).toContain('/nowhere/at/all')
  })

  it('an account of a provider, and a look that finds no fault', async () => {
    await quiet(200, '/providers')
  })

  it('what cannot be done', async () => {
    await quiet(409, `/inbox/${fax}/release`, {})
    expect(await quiet(409, `/inbox/${fax}/reroute`, { to: 'zork' })).toContain('zork')
    await quiet(400, `/inbox/${fax}/reroute`, { to: 'a b' })
    await quiet(409, `/inbox/${fax}/reroute`, {})
  })

  it('what is not there, or not permitted', async () => {
    await quiet(404, '/zork')
    await quiet(404, '/faxes/fax_zork')
    expect(await quiet(403, '/inbox', null, tokens.few)).toContain('inbox.read')
  })

  it('a mail that would be refused, with the reason under the words of the protocol', async () => {
    const mail = { from: 'ann@example.com', to: '999@fax.local', subject: '', body: 'x', peer: '127.0.0.1' }
    const text = await quiet(200, '/subscribers/office/try', { ...mail, listener: 'relay', auth: '' })
    expect(text).toContain({ de: 'Faxnummer', fr: 'numéro', es: 'número' }[language])
    await quiet(200, '/subscribers/office/try', { ...mail, peer: 'zork', listener: 'relay', auth: '' })
  })
})

it('an English sentence would be found', () => {
  expect(englishIn('<body><p>It is held already.</p><p lang="en">It is.</p><p>Es ist.</p>')).toEqual([
    'It is held already.',
  ])
})
