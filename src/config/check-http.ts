/** The addresses for HTTP: each once, and no passwords of people in clear over a network. */
import type { Finding } from './explain.ts'
import { isLoopback } from './listener-checks.ts'
import type { Config } from './schema.ts'

type Say = (path: Finding['path'], text: string) => void

export function checkHttp(config: Config, wrong: Say): void {
  const { http } = config
  checkOpenId(config, wrong)
  const doors = [
    { path: ['http', 'listen'], listen: http.listen },
    { path: ['http', 'public', 'listen'], listen: http.public.listen },
    { path: ['http', 'admin', 'listen'], listen: http.admin.listen },
  ]
  const seen = new Set<string>()
  for (const { path, listen } of doors) {
    if (listen === undefined) continue
    if (Number(/:(\d+)$/.exec(listen)?.[1] ?? 0) > 65_535) wrong(path, 'a port is at most 65535')
    if (seen.has(listen) && !listen.endsWith(':0'))
      wrong(path, `"${listen}" stands under http twice: each needs an address of its own`)
    seen.add(listen)
  }
  const { listen = '', tls, trustedProxies } = http.admin
  const host = listen.slice(0, listen.lastIndexOf(':')).replace(/^\[|\]$/g, '')
  if (listen === '' || listen.startsWith('fd:') || isLoopback(host)) return
  if (tls === undefined && trustedProxies.length === 0)
    wrong(
      ['http', 'admin', 'listen'],
      'passwords would cross the network in clear: set tls, or trustedProxies if a proxy with TLS is in front, or listen on 127.0.0.1',
    )
}

/** What the rules of an identity provider name must be there: a mistake in one would let nobody in, or the wrong people. */
function checkOpenId({ http, subscribers }: Config, wrong: Say): void {
  const { oidc, publicUrl } = http.admin
  if (oidc === undefined) return
  const path = ['http', 'admin', 'oidc'] as const
  if (publicUrl === undefined)
    wrong(path, 'the identity provider sends browsers back to http.admin.publicUrl: set it')
  const { protocol, hostname } = new URL(oidc.issuer)
  if (protocol === 'http:' && !isLoopback(hostname))
    wrong([...path, 'issuer'], 'an identity provider without TLS could be anybody: write https://')
  if (!oidc.scopes.includes('openid')) wrong([...path, 'scopes'], 'the scope "openid" is missing')
  const ids = subscribers.map(({ id }) => id)
  oidc.rules.forEach((rule, i) => {
    const at = [...path, 'rules', i] as const
    const unknown = rule.subscribers?.find(id => !ids.includes(id))
    if (unknown !== undefined)
      wrong([...at, 'subscribers'], `no subscriber has the id "${unknown}": there is ${ids.join(', ')}`)
    if (rule.role === 'subscriber' && rule.subscribers === undefined && rule.subscribersClaim === undefined)
      wrong([...at, 'role'], 'the role "subscriber" needs subscribers, or subscribersClaim')
  })
}
