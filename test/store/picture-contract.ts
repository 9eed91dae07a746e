/** What a store remembers of small pictures. */
import { expect, it } from 'vitest'
import type { EpochMs } from '../../src/fax/id.ts'
import type { Store } from '../../src/store/store.ts'
import { subId, T0 } from './rows.ts'

const DAY = 86_400_000

export function seenPictures(get: () => Store): void {
  it('counts the other mails of the same sender in which a picture was, each once, for half a year', async () => {
    const store = get()
    const mail = (n: number, sender = 'ann', sha256 = ['logo']) => ({
      sender,
      submissionId: subId(n),
      sha256,
    })
    const later = (days: number) => (T0 + days * DAY) as EpochMs
    await store.notePictures(mail(1), T0)
    await store.notePictures(mail(1), T0)
    await store.notePictures(mail(2, 'ann', ['logo', 'icon']), later(100))
    await store.notePictures(mail(3, 'bob'), later(100))
    expect(await store.picturesSeen(mail(4, 'ann', ['logo', 'icon', 'new']))).toEqual([2, 1, 0])
    expect(await store.picturesSeen(mail(2, 'ann', ['logo', 'icon']))).toEqual([1, 0])
    await store.notePictures(mail(5, 'bob', ['other']), later(190))
    expect(await store.picturesSeen(mail(4, 'ann', ['logo']))).toEqual([1])
  })
}
