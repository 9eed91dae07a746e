import type { JSX } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { describe, expect, it } from 'vitest'
import { AccountPage } from '../../src/console/account.tsx'
import { AuditPage } from '../../src/console/audit.tsx'
import { scaleTop } from '../../src/console/chart.tsx'
import { FaxPage } from '../../src/console/fax.tsx'
import { FaxesPage } from '../../src/console/faxes.tsx'
import { html } from '../../src/console/html.ts'
import { InboxPage } from '../../src/console/inbox.tsx'
import { LoginPage } from '../../src/console/login.tsx'
import type { Look } from '../../src/console/look.ts'
import { OverviewPage } from '../../src/console/overview.tsx'
import { PeoplePage } from '../../src/console/people.tsx'
import { ProblemPage } from '../../src/console/problem.tsx'
import { ProvidersPage } from '../../src/console/providers.tsx'
import { ReceivedPage } from '../../src/console/received.tsx'
import { SettingsPage } from '../../src/console/settings.tsx'
import { CONSOLE_WORDS, type ConsoleId } from '../../src/words/console-words.ts'
import { LANGUAGES } from '../../src/words/words.ts'
import { aFax, aLook, FAX, FAXES, INBOX, NOW, OVERVIEW, PROVIDERS, RECEIVED } from './sample.ts'

const query = { search: '', state: '', held: false, subscriber: '', before: '' }
const settings = {
  version: '1.0.0',
  startedAt: NOW,
  sandbox: 'bubblewrap',
  freeBytes: 2e10,
  sections: [{ name: 'smtp', text: 'listeners: []\n' }],
}
const USER = {
  ...{ name: 'anna', role: 'subscriber', subscribers: ['office'], rights: ['audit.read'] },
  ...{ by: 'password' as const, disabled: false, createdAt: new Date(NOW).toISOString(), lastLoginAt: null },
}
const TOKEN = {
  ...{
    id: 'tok_1',
    name: 'ERP',
    rights: ['faxes.send'],
    subscribers: null,
    createdBy: 'local',
    createdAt: NOW,
  },
  ...{ expiresAt: NOW, lastUsedAt: NOW },
} as const
const PAGES: Readonly<Record<string, (look: Look) => JSX.Element>> = {
  overview: look => OverviewPage({ look, view: OVERVIEW }),
  faxes: look => FaxesPage({ look, query, faxes: FAXES, more: true, subscribers: ['office', 'lab'] }),
  fax: look => FaxPage({ look, fax: FAX, failed: 'It is sending.' }),
  inbox: look => InboxPage({ look, query, faxes: INBOX, more: true, subscribers: [] }),
  received: look => ReceivedPage({ look, fax: RECEIVED, failed: null, subscribers: ['office'] }),
  providers: look => ProvidersPage({ look, accounts: PROVIDERS, answer: null }),
  login: look => LoginPage({ look, next: '/', user: '', failed: null, others: [] }),
  audit: look => AuditPage({ look, entries: [], state: null, older: null, newest: null }),
  people: look => PeoplePage({ look, users: [USER], tokens: [TOKEN] }),
  account: look => AccountPage({ look, user: USER, failed: 'wrong' }),
  settings: look => SettingsPage({ look, view: settings }),
  problem: look => ProblemPage({ look, title: 'No', text: 'No', code: 'E_NOT_FOUND' }),
}

describe.each(Object.entries(PAGES))('the page %s', (_, page) => {
  it.each(LANGUAGES)('in %s keeps the strict policy and says all words', language => {
    const text = renderToString(page(aLook('admin', language)))
    expect(text).toContain(`lang="${language}"`)
    expect(text).not.toMatch(/ style=|<style|<script>| on[a-z]+=|javascript:|undefined|\[object/)
    // Nothing of others is loaded: every address begins with a slash or an anchor.
    for (const [, address] of text.matchAll(/ (?:href|src|action|hx-get)="([^"]*)"/g))
      expect(address).toMatch(/^[/#](?!\/)/)
    // A word without its value would stand there with braces.
    expect(text.replace(/content="\{[^"]*"/g, '')).not.toMatch(/\{\w+\}/)
  })

  it('has the token in every form that changes something', () => {
    const text = renderToString(page(aLook()))
    for (const [form] of text.matchAll(/<form method="post"[\s\S]*?<\/form>/g))
      expect(form).toContain('token-of-the-tests')
  })
})

describe('what somebody may not do is not shown', () => {
  const shown = (role: Parameters<typeof aLook>[0], page: keyof typeof PAGES) =>
    renderToString(PAGES[page]?.(aLook(role)) ?? <p />)

  it('a viewer sees faxes, and neither their pages nor any button', () => {
    const text = shown('viewer', 'fax')
    expect(text).toContain(FAX.number)
    expect(text).not.toMatch(/pages\/1|pages\.pdf|\/cancel|\/release/)
    expect(text).toContain(CONSOLE_WORDS.en['all.noPictures'])
    expect(text).not.toMatch(/href="\/(?:audit|settings|send)"/)
  })

  it('an operator acts, without seeing what faxes say', () => {
    const text = shown('operator', 'fax')
    expect(text).toMatch(/\/cancel/)
    expect(text).not.toMatch(/pages\/1/)
    expect(shown('operator', 'received')).not.toMatch(/\/document/)
  })

  it('somebody of a subscriber has no places of the house', () => {
    const text = shown('subscriber', 'faxes')
    expect(text).not.toMatch(/href="\/(?:audit|settings|providers|subscribers)"/)
    expect(text).toContain('href="/send"')
  })
})

it('what happened, and why a fax is held, is told in the language of whoever looks', () => {
  const at = new Date(NOW).toISOString()
  const history = [
    { at, type: 'prepared', text: 'Made into 3 pages.', detail: {} },
    { at, type: 'progress', text: 'Ringing since 12 s', detail: {} },
  ]
  const held = 'The answer was lost, and this provider cannot be asked whether it took the fax.'
  const text = renderToString(
    FaxPage({ look: aLook('admin', 'de'), fax: { ...FAX, history, held }, failed: null }),
  )
  expect(text).toContain('In 3 Seiten umgewandelt.')
  expect(text).toMatch(/<p lang="en">.*Ringing since 12 s/)
  expect(text).toContain('Die Antwort ging verloren')
  const one = aFax(1, 'unknown', { held })
  const faxes = renderToString(
    FaxesPage({ look: aLook('admin', 'fr'), query, faxes: [one], more: false, subscribers: [] }),
  )
  expect(faxes).toContain('La réponse s&#39;est perdue'.replace('&#39;', "'"))
})

it('tells in their language that an account stops faxes, and shows several states that a link asks for', () => {
  const one = aFax(1, 'ready', { held: 'provider account demo has no credit' })
  const state = 'submitting,sending,unknown'
  const text = renderToString(
    FaxesPage({
      look: aLook('admin', 'de'),
      query: { ...query, state },
      faxes: [one],
      more: false,
      subscribers: [],
    }),
  )
  expect(text).toContain('Anbieterkonto demo hat kein Guthaben')
  const names = state.split(',').map(name => CONSOLE_WORDS.de[`state.${name}` as ConsoleId])
  expect(text).toMatch(new RegExp(`<option value="${state}" selected>${names.join(', ')}</option>`))
})

it('an alarm that is critical comes with what to do, and one that is not without', () => {
  const alarm = { text: 'The relay is down', todo: ['faxbridge status'], since: NOW, critical: true }
  const page = (critical: boolean) =>
    renderToString(OverviewPage({ look: aLook(), view: { ...OVERVIEW, alarms: [{ ...alarm, critical }] } }))
  expect(page(true)).toMatch(/Critical.*The relay is down.*<code>faxbridge status<\/code>/)
  expect(page(false)).not.toContain('faxbridge status')
})

describe('hostile texts', () => {
  it('stay texts', () => {
    const subject = '<img src=x onerror=alert(1)>"\'&'
    const page = FaxesPage({
      look: aLook(),
      query: { ...query, search: '"><script>alert(1)</script>' },
      faxes: [aFax(1, 'failed', { subject, from: '<b>@x' })],
      more: false,
      subscribers: ['office'],
    })
    const text = html(() => page, {})
    expect(text).not.toMatch(/<img src=x|<script>alert|<b>@x/)
    expect(text).toContain('&lt;img src=x onerror=alert(1)>')
  })
})

it('scales end at numbers with a half', () => {
  expect([1, 2, 3, 5, 7, 11, 33, 52, 448].map(scaleTop)).toEqual([2, 2, 4, 6, 8, 14, 40, 60, 600])
})
