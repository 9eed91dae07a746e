/** Which methods an address has: for the answer to whoever comes with another one (RFC 9110 §15.5.6). */
import type { FastifyInstance } from 'fastify'

/** Collects all routes that are added from here on; gives the methods of those that fit the path. */
export function methodsAt(server: FastifyInstance): (path: string) => readonly string[] {
  const routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = []
  server.addHook('onRoute', ({ url, method }) => {
    // What takes everything says nothing about an address.
    if (url.includes('*')) return
    routes.push({ pattern: patternOf(url), methods: [method].flat() })
  })
  return path => {
    const [plain = ''] = path.split('?')
    const fitting = routes.filter(({ pattern }) => pattern.test(plain))
    return [...new Set(fitting.flatMap(({ methods }) => methods))].sort()
  }
}

/** `/faxes/:id/pages/:page.png` */
function patternOf(url: string): RegExp {
  const pieces = url.split(/:[A-Za-z]+/).map(piece => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${pieces.join('[^/]+')}$`)
}
