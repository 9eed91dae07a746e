/** The server of the administration on a real store, without sockets: what tests of the API and the console talk to. */
import type { InjectOptions, Response } from 'light-my-request'
import { RIGHTS, type Right } from '../../src/access/principal.ts'
import { addToken } from '../../src/access/tokens.ts'
import { shownConfig } from '../../src/config/shown.ts'
import { explainMail } from '../../src/explain/explain-mail.ts'
import { type AddRoutes, type AdminDeps, makeAdmin } from '../../src/http/admin.ts'
import { makeMetrics } from '../../src/http/metrics.ts'
import { INSIDE } from '../explain/inside.ts'
import { accessOn } from '../fakes/access.ts'
import { aHouse, configWith, type House } from '../inbound/house.ts'

export interface AdminHouse {
  readonly house: House
  readonly deps: AdminDeps
  /** A bearer token with these rights; default: all. */
  token(rights?: readonly Right[], subscribers?: readonly string[] | null): Promise<string>
  inject(options: InjectOptions): Promise<Response>
  close(): Promise<void>
}

/** `http`: what stands under http in the configuration, as YAML. `more`: what the routes need beyond the received faxes. */
export async function anAdmin(
  parts: readonly AddRoutes[],
  { http = 'admin: { listen: "127.0.0.1:0" }', more = {} as Partial<AdminDeps['outbound']> } = {},
): Promise<AdminHouse> {
  const config = configWith(`http: { ${http} }\n`)
  const house = await aHouse(config)
  const { clock, store } = house
  const runtime = house.deps.runtime
  const outbound = { ...house.deps, ...more } as unknown as AdminDeps['outbound']
  const deps: AdminDeps = {
    ...accessOn(store, house.live, runtime),
    outbound,
    config: house.live,
    runtime,
    startedAt: clock.now(),
    version: '0.0.0',
    sandbox: 'none',
    worker: { isAlive: () => true },
    spool: { freeBytes: async () => 10_000_000_000 },
    metrics: makeMetrics('0.0.0'),
    look: () => {},
    reload: () => ({ ok: true, problems: [], restart: [] }),
    backUp: () => Promise.reject(new Error('no backup in this test')),
    keys: {} as AdminDeps['keys'],
    sockets: new Map(),
    intake: {} as AdminDeps['intake'],
    managed: {} as AdminDeps['managed'],
    explain: request => explainMail(config, request, { runtime, inside: INSIDE }),
    send: () => Promise.reject(new Error('no upload in this test')),
    settings: () => shownConfig(config),
  }
  const server = await makeAdmin(deps, parts)
  await server.ready()
  const all = Object.keys(RIGHTS) as Right[]
  return {
    house,
    deps,
    async token(rights = all, subscribers = null) {
      const request = { name: 'test', rights, subscribers, expiresAt: null }
      return (await addToken({ store, runtime }, request, 'local')).token
    },
    inject: options => server.inject({ ...options, headers: { host: 'localhost', ...options.headers } }),
    async close() {
      await server.close()
      await house.driver.close()
    },
  }
}
