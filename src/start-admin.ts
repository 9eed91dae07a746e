/** The part of the composition root that knows the administration: its server, its routes, and what these may ask of the house. */
import { join } from 'node:path'
import { makeAudit } from './access/audit.ts'
import { GuessGuard } from './access/guess-guard.ts'
import { makePasswords } from './access/password.ts'
import { REFUSAL_MS, RefusalLog } from './access/refusal-log.ts'
import { addApi } from './api/api.ts'
import type { ReloadableConfig } from './config/live-config.ts'
import { MANAGED_FILE } from './config/managed.ts'
import { makeManagedDesk } from './config/managed-desk.ts'
import { secretKeys, shownConfig } from './config/shown.ts'
import { addConsole } from './console/console.ts'
import { explainMail } from './explain/explain-mail.ts'
import type { Inside } from './explain/explained-parts.ts'
import type { SubmissionId } from './fax/id.ts'
import { type AddRoutes, type AdminDeps, makeAdmin } from './http/admin.ts'
import { openDoor } from './http/door.ts'
import { makeAnswers } from './inbound/answers.ts'
import { dialsOf, undialableIn } from './outbound/dialable.ts'
import { picturesOf } from './outbound/extract.ts'
import type { KeyKeeper } from './outbound/key-keeper.ts'
import type { Runtime } from './runtime.ts'
import type { AuditStore } from './store/access-store.ts'
import { makeAuditLog } from './store/audit-chain.ts'
import { writeWhole } from './store/disk.ts'
import { sendUpload } from './upload/send-upload.ts'

/** Looks into mails as the step that prepares them does. */
function insideOf({ renderer, workFolder, store }: AdminDeps['outbound']): Inside {
  return {
    expander: renderer,
    workFolder,
    async seenBefore({ subscriberId, from }, sha256) {
      const pictures = picturesOf({ id: 'sub-explained' as SubmissionId, subscriberId, from }, [sha256])
      return (await store.picturesSeen(pictures))[0] ?? 0
    },
  }
}

/** What brings the routes. */
const PARTS: readonly AddRoutes[] = [addApi, addConsole]

/** How often the end of the audit log stands in the log, where nobody who changes the database can reach it. */
const HEAD_MS = 3_600_000

/** Who may do what, and what everything that is done is written down with. */
export function openAccess(
  { store, config, runtime }: Pick<AdminDeps['outbound'], 'store' | 'config' | 'runtime'>,
  closers: (() => Promise<void> | void)[],
): Pick<AdminDeps, 'sessions' | 'auditLog' | 'refusals'> {
  const audit = makeAudit(store, runtime.clock)
  const passwords = makePasswords()
  const stopped = new AbortController()
  const refusals = new RefusalLog({ audit, log: runtime.log })
  const telling = Promise.all([
    tellRefusals(refusals, runtime, stopped.signal),
    tellHeads(store, runtime, stopped.signal),
  ])
  closers.push(() => {
    stopped.abort()
    return telling.then(() => {})
  })
  return {
    refusals,
    sessions: { store, runtime, config, audit, passwords, guard: new GuessGuard() },
    auditLog: makeAuditLog(store, config.current.dataDir),
  }
}

/** Counts that nobody adds to any more are written down within a minute. */
async function tellRefusals(refusals: RefusalLog, { clock }: Runtime, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(REFUSAL_MS, signal)
    await refusals.tell(clock.now(), { all: signal.aborted })
  }
}

/** At start, now and then, and at the end. */
async function tellHeads(store: AuditStore, { clock, log }: Runtime, signal: AbortSignal): Promise<void> {
  let told = -1
  for (;;) {
    try {
      const { head } = await store.auditEnds()
      if (head.sequence !== told)
        log.info({ entries: head.sequence, head: `${head.sequence}:${head.hash}` }, 'end of the audit log')
      told = head.sequence
    } catch (error) {
      log.error({ error }, 'the audit log cannot be read')
    }
    if (signal.aborted) return
    await clock.sleep(HEAD_MS, signal)
  }
}

/** What the daemon gives: its configuration can be changed, and its keys look at what was. */
type Given = Omit<AdminDeps, 'audit' | 'explain' | 'managed' | 'send' | 'settings'> & {
  readonly config: ReloadableConfig
  readonly keys: Pick<KeyKeeper, 'look'>
}

/** Opens http.admin.listen where it is set. Gives its address, or null. Throws E_CONFIG. */
export async function startAdmin(
  given: Given,
  closers: (() => Promise<void> | void)[],
): Promise<string | null> {
  const { config, runtime, sockets } = given
  const { admin, limits } = config.current.http
  if (admin.listen === undefined) return null
  const dialable = undialableIn(config, dialsOf(given.outbound.providers))
  const uploads = { config, intake: given.intake, runtime, dialable }
  const secrets = secretKeys()
  const inside = insideOf(given.outbound)
  const answers = makeAnswers(given.outbound)
  const deps: AdminDeps = {
    ...given,
    audit: given.sessions.audit,
    explain: request => explainMail(config.current, { answers, ...request }, { runtime, inside }),
    send: (upload, sender, seed) => sendUpload(uploads, upload, sender, seed),
    managed: makeManagedDesk({
      config,
      keep: text => writeWhole(join(config.current.dataDir, MANAGED_FILE), text),
      changed: () => given.keys.look(),
    }),
    settings: () => shownConfig(config.current, secrets),
  }
  const server = await makeAdmin(deps, PARTS)
  const door = { ...admin, listen: admin.listen }
  const opened = await openDoor(server, 'http.admin.listen', door, { limits, runtime, sockets })
  closers.push(() => opened.stop())
  return opened.address
}
