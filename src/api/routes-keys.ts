/** Secret keys of subscribers: how they stand, and a new one, which is shown once. */
import type { z } from 'zod'
import { type KeyOperateDeps, rotateKey, showKey } from '../outbound/key-operations.ts'
import { mustSee } from './gate.ts'
import { addRoute, type RouteHouse } from './route.ts'
import { idParams } from './schema-parts.ts'
import { keyDetails, rotated, rotation } from './schema-subscribers.ts'

export function addKeys(house: RouteHouse, keys: KeyOperateDeps): void {
  addRoute(house, {
    method: 'GET',
    url: '/subscribers/:id/key',
    id: 'getKey',
    tag: 'subscribers',
    summary: 'How its secret key stands; never the key',
    right: 'subscribers.read',
    params: idParams,
    answer: keyDetails,
    async handle({ params: { id }, who }) {
      mustSee(who, 'subscribers.read', id, id)
      return (await showKey(keys, id)) as unknown as z.input<typeof keyDetails>
    },
  })
  addRoute(house, {
    method: 'POST',
    url: '/subscribers/:id/key/rotate',
    id: 'rotateKey',
    tag: 'subscribers',
    summary: 'A new secret key, shown once; the old one works on for its grace',
    right: 'subscribers.write',
    params: idParams,
    body: rotation,
    answer: rotated,
    keep: answer => ({ ...answer, key: null }),
    async handle({ params: { id }, body, who, request }) {
      mustSee(who, 'subscribers.write', id, id)
      await house.gate.audited(request, { action: 'subscribers.rotate-key', object: id, detail: { ...body } })
      const made = await rotateKey(keys, id, { ...body, by: who.name })
      return { ...made, mailedTo: [...made.mailedTo], view: { ...made.view, notify: [...made.view.notify] } }
    },
  })
}
