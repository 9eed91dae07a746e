/** The part of the composition root that knows the administration: its server, its routes, and what these may ask of the house. */
import { makeAudit } from './access/audit.ts'
import { addApi } from './api/api.ts'
import { explainMail } from './explain/explain-mail.ts'
import { type AddRoutes, type AdminDeps, makeAdmin } from './http/admin.ts'
import { openDoor } from './http/door.ts'

/** What brings the routes. */
const PARTS: readonly AddRoutes[] = [addApi]

/** Opens http.admin.listen where it is set. Gives its address, or null. Throws E_CONFIG. */
export async function startAdmin(
  given: Omit<AdminDeps, 'audit' | 'explain'>,
  closers: (() => Promise<void> | void)[],
): Promise<string | null> {
  const { config, runtime, sockets, outbound } = given
  const { admin, limits } = config.current.http
  if (admin.listen === undefined) return null
  const deps: AdminDeps = {
    ...given,
    audit: makeAudit(outbound.store, runtime.clock),
    explain: request => explainMail(config.current, request, runtime),
  }
  const server = await makeAdmin(deps, PARTS)
  const door = { ...admin, listen: admin.listen }
  const opened = await openDoor(server, 'http.admin.listen', door, { limits, runtime, sockets })
  closers.push(() => opened.stop())
  return opened.address
}
