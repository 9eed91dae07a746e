/** The addresses for HTTP: each once, and no passwords of people in clear over a network. */
import type { Finding } from './explain.ts'
import { isLoopback } from './listener-checks.ts'
import type { Config } from './schema.ts'

type Say = (path: Finding['path'], text: string) => void

export function checkHttp({ http }: Config, wrong: Say): void {
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
