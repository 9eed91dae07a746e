import { createServer } from 'node:http'
import { readFileSync, mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'
import * as S from '/work/wt/console/test/console/sample.ts'
import { html } from '/work/wt/console/src/console/html.ts'
import { OverviewPage } from '/work/wt/console/src/console/overview.tsx'
import { FaxesPage } from '/work/wt/console/src/console/faxes.tsx'
import { FaxPage } from '/work/wt/console/src/console/fax.tsx'
import { InboxPage } from '/work/wt/console/src/console/inbox.tsx'
import { ReceivedPage } from '/work/wt/console/src/console/received.tsx'
import { ProvidersPage } from '/work/wt/console/src/console/providers.tsx'
import { SendPage } from '/work/wt/console/src/console/send.tsx'
import { LoginPage } from '/work/wt/console/src/console/login.tsx'
import { AuditPage } from '/work/wt/console/src/console/audit.tsx'
const look = (lang: any, theme: string, role: any = 'admin') => S.aLook(role, lang, { faxbridge_theme: theme })
const q = { search: '', state: '', held: false, subscriber: '', before: '' }
const pages: Record<string, (l: any) => any> = {
  overview: l => OverviewPage({ look: l, view: S.OVERVIEW }),
  faxes: l => FaxesPage({ look: l, query: q, faxes: S.FAXES, more: true, subscribers: ['office', 'lab'] }),
  fax: l => FaxPage({ look: l, fax: S.FAX, failed: null }),
  inbox: l => InboxPage({ look: l, query: q, faxes: S.INBOX, more: true, subscribers: ['office', 'lab'] }),
  received: l => ReceivedPage({ look: l, fax: S.RECEIVED, failed: null, subscribers: ['office', 'lab'] }),
  providers: l => ProvidersPage({ look: l, accounts: S.PROVIDERS, answer: { account: 'opentext', balance: null, lines: [{ ok: true, what: 'login', text: 'The credentials are taken.' }, { ok: false, what: 'number', text: 'The caller number is not yours.' }] } }),
  send: l => SendPage({ look: l, fields: { number: '', subject: '', text: '', cover: '', subscriber: '' }, subscribers: [{ id: 'office', covers: ['standard'] }], failed: null }),
  login: l => LoginPage({ look: l, next: '/', user: '', failed: null, others: [{ name: 'Keycloak', href: '/oidc' }] }),
  audit: l => AuditPage({ look: l, entries: Array.from({ length: 9 }, (_, i) => ({ sequence: 1409 - i, at: (S.NOW - i * 400_000) as any, who: 'user:anna', from: '192.0.2.17', action: ['documents.page', 'faxes.cancel', 'access.login'][i % 3]!, object: i % 3 === 2 ? 'anna' : 'fax_01KAC900000000000000000003', detail: i % 3 === 0 ? { page: 1 } : {}, hash: 'x' })), state: { whole: true, entries: 1409 }, older: '/audit?before=1', newest: null }),
}
const assets = '/work/wt/console/src/console/assets/'
const server = createServer((req, res) => {
  const url = new URL(req.url!, 'http://x')
  if (url.pathname === '/assets/htmx.min.js') return void res.setHeader('content-type', 'text/javascript').end(readFileSync('/work/wt/console/node_modules/htmx.org/dist/htmx.min.js'))
  if (url.pathname.startsWith('/assets/')) { const p = url.pathname.slice(8); return void res.setHeader('content-type', p.endsWith('css') ? 'text/css' : p.endsWith('svg') ? 'image/svg+xml' : 'text/javascript').end(readFileSync(assets + p)) }
  if (url.pathname.includes('.png')) return void res.writeHead(404).end()
  const name = url.pathname.slice(1)
  res.setHeader('content-type', 'text/html').end(html(pages[name]!(look(url.searchParams.get('l') ?? 'en', url.searchParams.get('t') ?? 'light'))))
}).listen(0)
const port = (server.address() as any).port
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'] })
mkdirSync('/tmp/shots', { recursive: true })
const want = process.argv.slice(2)
for (const spec of want) {
  const [name, width, theme, lang = 'en'] = spec.split(':')
  const context = await browser.newContext({ viewport: { width: Number(width), height: Number(width) < 500 ? 844 : 900 }, javaScriptEnabled: true })
  const page = await context.newPage()
  page.on('console', m => { if (m.type() === 'error' && !m.text().includes('404')) console.log(name, m.text()) })
  await page.goto(`http://localhost:${port}/${name}?t=${theme}&l=${lang}`)
  await page.screenshot({ path: `/tmp/shots/${name}-${width}-${theme}.png`, fullPage: false })
  await context.close()
}
await browser.close(); server.close()
