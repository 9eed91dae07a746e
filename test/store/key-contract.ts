/** What every implementation of `KeyStore` must hold: a part of the contract of `Store`. */
import { expect, it } from 'vitest'
import type { EpochMs } from '../../src/fax/id.ts'
import { CONFIDENTIAL_KEY, type OutgoingMail } from '../../src/fax/outgoing-mail.ts'
import { keySubject, type SubscriberKey } from '../../src/fax/subscriber-key.ts'
import type { KeyChange, Store } from '../../src/store/store.ts'
import { aLine, aMail, at, mailId, T0 } from './rows.ts'

const aKey = (fields: Partial<SubscriberKey> = {}): SubscriberKey => ({
  subscriberId: 'sales',
  configured: 'scrypt:1:a:b',
  modifiedAt: T0,
  made: null,
  previous: null,
  ...fields,
})
const notice = (n: number, fields: Partial<OutgoingMail> = {}): OutgoingMail => ({
  ...aMail(n),
  key: `${CONFIDENTIAL_KEY}sales:${n}:ann@example.com`,
  subjectId: keySubject('sales'),
  ...fields,
})
const change = (key: SubscriberKey, was: EpochMs | null, mails: readonly OutgoingMail[] = []): KeyChange => ({
  key,
  was,
  mails,
  tasks: mails.map(mail => ({ kind: 'relay', subjectId: mail.id, runAt: T0 })),
  history: aLine('keyReplaced'),
})

export function subscriberKeys(get: () => Store): void {
  it('keeps a key exactly as given, with its history', async () => {
    const store = get()
    const full = aKey({ made: 'ab', previous: { digest: 'cd', until: at(9) } })
    const fromFile = aKey({ subscriberId: 'office', made: 'ef', previous: { digest: null, until: at(9) } })
    expect(await store.changeKey(change(full, null))).toBe(true)
    expect(await store.changeKey(change(fromFile, null))).toBe(true)
    expect(await store.keys()).toEqual([fromFile, full])
    expect(await store.history(keySubject('sales'))).toEqual([aLine('keyReplaced')])
  })

  it('writes a key only over the one that was read: of two who try, one succeeds', async () => {
    const store = get()
    await store.changeKey(change(aKey(), null))
    expect(await store.changeKey(change(aKey({ made: 'zz' }), null))).toBe(false)
    const results = await Promise.all(
      [1, 2].map(n => store.changeKey(change(aKey({ made: `a${n}`, modifiedAt: at(n) }), T0, [notice(n)]))),
    )
    expect(results.filter(Boolean)).toHaveLength(1)
    const winner = results.indexOf(true) + 1
    expect(await store.keys()).toMatchObject([{ made: `a${winner}`, modifiedAt: at(winner) }])
    expect((await store.mailsOf(keySubject('sales'))).map(mail => mail.id)).toEqual([mailId(winner)])
    expect(await store.history(keySubject('sales'))).toHaveLength(2)
    expect((await store.counts(T0)).tasksDue).toBe(1)
  })

  it('a notice of an older key that still waits never goes out', async () => {
    const store = get()
    await store.changeKey(change(aKey(), null, [notice(1)]))
    await store.changeKey(change(aKey({ modifiedAt: at(1) }), T0, [notice(2)]))
    expect(await store.mailsOf(keySubject('sales'))).toMatchObject([{ state: 'failed' }, { state: 'queued' }])
  })

  it('names notices whose bytes are to be erased, until they are, and keeps them alive no longer', async () => {
    const store = get()
    await store.addMail(aMail(9), [], aLine('reportWritten'))
    await store.changeKey(change(aKey(), null, [notice(1), notice(2, { raw: 'log:7:1:5:cc' })]))
    expect(await store.spentNotices()).toEqual([])
    await store.noticeErased(mailId(1))
    expect((await store.mail(mailId(1)))?.raw).not.toBe('')
    await store.endMail({ ...notice(1), state: 'sent' }, [], aLine('mailSent'))
    await store.endMail({ ...aMail(9), state: 'sent' }, [], aLine('mailSent'))
    expect(await store.spentNotices()).toEqual([{ id: mailId(1), raw: notice(1).raw }])
    await store.noticeErased(mailId(1))
    expect(await store.spentNotices()).toEqual([])
    expect([...(await store.liveSpoolRefs())].sort()).toEqual([aMail(9).raw, 'log:7:1:5:cc'].sort())
  })
}
