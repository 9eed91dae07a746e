/** What the inbound steps share: their dependencies, and one line of history. */
import type { LiveConfig } from '../config/schema.ts'
import type { Destinations } from '../destinations/open.ts'
import type { PageLooker } from '../documents/received/first-page.ts'
import type { Renderer } from '../documents/render/renderer.ts'
import type { CallBack } from '../fax/answer.ts'
import type { HistoryEntry } from '../fax/history.ts'
import type { FaxProvider } from '../providers/provider.ts'
import type { Runtime } from '../runtime.ts'
import type { ArchiveStore } from '../store/archive-store.ts'
import type { DeliveryStore } from '../store/deliveries.ts'
import type { InboundAccountStore, InboundStore } from '../store/inbound-store.ts'
import type { Spool } from '../store/spool.ts'
import type { FaxJobStore, MailStore } from '../store/store.ts'

export interface InboundDeps {
  readonly store: InboundStore &
    InboundAccountStore &
    DeliveryStore &
    Pick<ArchiveStore, 'forgetJunk' | 'holdsOn'> &
    MailStore &
    Pick<FaxJobStore, 'history'>
  readonly spool: Spool
  readonly renderer: Renderer & Partial<PageLooker>
  readonly providers: ReadonlyMap<string, FaxProvider>
  readonly destinations: Destinations
  readonly config: LiveConfig
  readonly runtime: Runtime
  readonly workFolder: string
  readonly kick: () => void
  /** Of this installation: seals links and return paths. */
  readonly replyKey: string
  /** Reads the numbers of callers. */
  readonly callBack: CallBack
}

export function line(
  deps: Pick<InboundDeps, 'runtime'>,
  type: string,
  text: string,
  detail: Readonly<Record<string, unknown>> = {},
): HistoryEntry {
  return { at: deps.runtime.clock.now(), type, text, detail }
}
