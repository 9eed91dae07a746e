import { makeAudit } from '../../src/access/audit.ts'
import { GuessGuard } from '../../src/access/guess-guard.ts'
import { makePasswords } from '../../src/access/password.ts'
import { RefusalLog } from '../../src/access/refusal-log.ts'
import type { LiveConfig } from '../../src/config/schema.ts'
import type { AdminDeps } from '../../src/http/admin.ts'
import type { Runtime } from '../../src/runtime.ts'
import { makeAuditLog } from '../../src/store/audit-chain.ts'
import type { Store } from '../../src/store/store.ts'

/** Log-ins and the audit log on a store. Passwords are hashed cheaply: they are tried in test/access. */
export function accessOn(
  store: Store,
  config: LiveConfig,
  runtime: Runtime,
  dataDir = process.env['TMPDIR'] ?? '/tmp',
): Pick<AdminDeps, 'audit' | 'sessions' | 'auditLog' | 'refusals'> {
  const audit = makeAudit(store, runtime.clock)
  const passwords = makePasswords({ N: 2, r: 1, p: 1 })
  return {
    audit,
    refusals: new RefusalLog({ audit, log: runtime.log }),
    sessions: { store, runtime, config, audit, passwords, guard: new GuessGuard() },
    auditLog: makeAuditLog(store, dataDir),
  }
}
