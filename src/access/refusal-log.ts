/**
 * What is refused goes into the audit log as well: who wanted what, and why not. In charge of doing that without letting anybody
 * fill the disk: the first refusal of somebody at a route is written at once, those that follow within a minute are counted and
 * written as one. Not in charge of failed log-ins, which sessions.ts writes down each, and slows down.
 */
import type { EpochMs } from '../fax/id.ts'
import type { Logger } from '../runtime.ts'
import type { Audit } from './audit.ts'
import { groupOf } from './guess-guard.ts'

export interface RefusedRequest {
  /** Principal.id; `nobody`: a token that there is not, or none. */
  readonly who: string
  readonly from: string
  /** `POST /faxes/:id/cancel`: as it is registered, so that there are only so many. */
  readonly route: string
  /** What it was about; empty: nothing in particular. */
  readonly object: string
  readonly code: string
  readonly why: string
}

export const REFUSAL_MS = 60_000
/** In a minute, so that many addresses together cannot fill the disk either: some 10 MB a day at the very most. */
export const MOST_REFUSALS = 60

interface Counted {
  readonly refused: RefusedRequest
  /** When it was written for the first time. */
  readonly since: EpochMs
  /** Since then. */
  more: number
}

export class RefusalLog {
  readonly #deps: { readonly audit: Audit; readonly log: Logger }
  readonly #counted = new Map<string, Counted>()
  /** More different ones than are kept apart. */
  #others: Counted | null = null

  constructor(deps: { readonly audit: Audit; readonly log: Logger }) {
    this.#deps = deps
  }

  /** Never throws: what is refused stays refused, whether it can be written down or not. */
  async note(refused: RefusedRequest, now: EpochMs): Promise<void> {
    await this.tell(now)
    const key = [refused.who, groupOf(refused.from), refused.route, refused.code].join(' ')
    const known = this.#counted.get(key)
    if (known !== undefined) {
      known.more++
      return
    }
    if (this.#counted.size < MOST_REFUSALS) {
      this.#counted.set(key, { refused, since: now, more: 0 })
      return this.#write(refused, { times: 1 })
    }
    this.#others ??= { refused: OTHERS, since: now, more: 0 }
    this.#others.more++
  }

  /** Writes the counts of the minutes that are over; `all`: of all, since the daemon stops. */
  async tell(now: EpochMs, { all = false } = {}): Promise<void> {
    const isOver = ({ since }: Counted) => all || now - since >= REFUSAL_MS
    const over = [...this.#counted].filter(([, counted]) => isOver(counted))
    for (const [key] of over) this.#counted.delete(key)
    const others = this.#others !== null && isOver(this.#others) ? [this.#others] : []
    if (others.length > 0) this.#others = null
    for (const { refused, more } of [...over.map(([, counted]) => counted), ...others])
      if (more > 0) await this.#write({ ...refused, object: '' }, { times: more, within: 'a minute' })
  }

  async #write(refused: RefusedRequest, count: Readonly<Record<string, string | number>>): Promise<void> {
    const { who, from, object, route, code, why } = refused
    try {
      await this.#deps.audit({
        who,
        from,
        action: 'access.refused',
        object,
        detail: { route, code, why, ...count },
      })
    } catch (error) {
      this.#deps.log.error({ error, who, route }, 'a refusal could not be written down')
    }
  }
}

const OTHERS: RefusedRequest = {
  who: 'several',
  from: 'several',
  route: 'several',
  object: '',
  code: 'several',
  why: `more than ${MOST_REFUSALS} different refusals within a minute`,
}
