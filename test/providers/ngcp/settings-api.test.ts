import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openNgcpSettings } from '../../../src/providers/ngcp/adapter.ts'
import type { NgcpSettingsApi } from '../../../src/providers/ngcp/settings-api.ts'
import { systemClock } from '../../../src/runtime.ts'
import { aRequest } from '../provider-contract.ts'
import { openScripted } from './scripted.ts'
import { type Opened, openNgcpAt, SUBSCRIBER, settingsOf } from './setup.ts'

const signal = new AbortController().signal
let opened: Opened
let api: NgcpSettingsApi
const close: (() => Promise<void>)[] = []

async function apiFor(subscriberId: number, baseUrl = opened.simulator.url): Promise<NgcpSettingsApi> {
  const settings = settingsOf({ baseUrl, subscriberId })
  const opening = await openNgcpSettings(settings, { clock: systemClock })
  close.push(opening.close)
  return opening.api
}

beforeEach(async () => {
  opened = await openNgcpAt()
  api = await apiFor(SUBSCRIBER)
})
afterEach(async () => {
  await opened.close()
  for (const one of close.splice(0)) await one()
})

const mailbox = {
  destination: 'user@example.com',
  filetype: 'PDF14' as const,
  incoming: true,
  outgoing: false,
  status: true,
}
const rule = { from_email: 'a@example.com', received_from: '192.0.2.1', destination: '^43', use_regex: true }

describe('fax server settings', () => {
  it('a change of one key keeps the others', async () => {
    await api.changeFaxServer({ name: 'ACME', t38: true, destinations: [mailbox] }, signal)
    const after = await api.changeFaxServer({ active: false }, signal)
    expect(after).toMatchObject({ active: false, name: 'ACME', t38: true, destinations: [mailbox] })
    expect(await api.readFaxServer(signal)).toEqual(after)
    expect(after).not.toHaveProperty('_links')
  })

  it('what is switched off refuses faxes, and the probe says so', async () => {
    await api.changeFaxServer({ active: false }, signal)
    await expect(opened.provider.submit(aRequest('+15555551213'), signal)).rejects.toMatchObject({
      code: 'E_PROVIDER_REQUEST',
    })
    const lines = await opened.provider.probe?.(signal)
    expect(lines?.find(({ what }) => what === 'subscriber 3')).toMatchObject({ ok: false })
  })

  it('NGCP gives rows new ids, and never gets old ones', async () => {
    await api.changeFaxServer({ destinations: [mailbox] }, signal)
    await api.changeFaxServer({ ecm: true }, signal)
    const put = opened.simulator.requests.filter(({ request }) => request.method === 'PUT').at(-1)
    expect(JSON.parse(put?.request.body.toString() ?? '')).toMatchObject({
      ecm: true,
      destinations: [mailbox],
    })
    expect(put?.request.body.toString()).not.toContain('"id"')
    expect(put?.request.headers['prefer']).toBe('return=representation')
  })
})

describe('mail-to-fax settings', () => {
  it('rules, addresses and key survive a change of something else', async () => {
    const lists = { acl: [rule], secret_renew_notify: [{ destination: 'admin@example.com' }] }
    await api.changeMailToFax({ ...lists, secret_key: 'first line', secret_key_renew: 'daily' }, signal)
    const after = await api.changeMailToFax({ active: true }, signal)
    expect(after).toMatchObject({
      active: true,
      secret_key: 'first line',
      secret_key_renew: 'daily',
      acl: [rule],
      secret_renew_notify: [{ destination: 'admin@example.com' }],
    })
    expect(after.last_secret_key_modify).toMatch(/^\d{4}-/)
  })

  it('a list is given whole: an empty one empties it', async () => {
    await api.changeMailToFax({ acl: [rule] }, signal)
    expect((await api.changeMailToFax({ acl: [] }, signal)).acl).toEqual([])
  })

  it('what NGCP does not take is an error with its words', async () => {
    const wrong = { secret_key_renew: 'yearly' as 'daily' }
    await expect(api.changeMailToFax(wrong, signal)).rejects.toMatchObject({
      code: 'E_PROVIDER_REQUEST',
      message: expect.stringContaining('secret_key_renew'),
    })
  })

  it('a complaint never repeats the key', async () => {
    await api.changeMailToFax({ secret_key: 'open sesame' }, signal)
    const scripted = await openScripted()
    close.push(scripted.close)
    scripted.reply(({ method, body }) => {
      if (method === 'GET') return { status: 200, body: { active: true, secret_key: 'open sesame' } }
      const { secret_key: key } = JSON.parse(body.toString()) as { secret_key: string }
      return { status: 422, body: { code: 422, message: `field='secret_key', input='${key}'` } }
    })
    const other = await apiFor(SUBSCRIBER, scripted.simulator.url)
    const error = await other.changeMailToFax({ active: false }, signal).catch(thrown => thrown)
    expect(error).toMatchObject({ code: 'E_PROVIDER_REQUEST' })
    expect(JSON.stringify([error.message, error.detail])).not.toContain('sesame')
  })

  it('a subscriber of somebody else', async () => {
    const other = await apiFor(99)
    await expect(other.readMailToFax(signal)).rejects.toMatchObject({ code: 'E_PROVIDER_REQUEST' })
  })
})
