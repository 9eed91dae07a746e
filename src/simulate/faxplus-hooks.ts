/** The webhooks that are set up at the simulated FAX.PLUS: `GET`, `POST` and `DELETE` under `/hooks`. */
import { checked, hookPayload, hooksQuery, jsonIn, Refusal } from './faxplus-checks.ts'
import type { SimReply, SimRequest } from './simulator.ts'

export interface SimulatedHook {
  readonly id: string
  readonly target: string
  readonly event: string
}

export class FaxplusHooks {
  #hooks: readonly SimulatedHook[] = []
  #made = 0

  all(): readonly SimulatedHook[] {
    return this.#hooks
  }

  /** Sets one up without a request: as somebody else did before. */
  add(target: string, event: string): string {
    const id = `hook-${++this.#made}`
    this.#hooks = [...this.#hooks, { id, target, event }]
    return id
  }

  answer(request: SimRequest, id: string | undefined): SimReply {
    if (request.method === 'GET' && id === undefined) {
      const { event } = checked(request.query, hooksQuery)
      return { status: 200, body: { data: this.#hooks.filter(hook => hook.event === event) } }
    }
    if (request.method === 'POST' && id === undefined) {
      const { target, event } = jsonIn(request, hookPayload)
      return { status: 201, body: { id: this.add(target, event) } }
    }
    const known = this.#hooks.some(hook => hook.id === id)
    if (request.method !== 'DELETE' || !known) throw new Refusal(404, 'not_found', 'no such hook')
    this.#hooks = this.#hooks.filter(hook => hook.id !== id)
    return { status: 204 }
  }
}
