/** Documents that are to go, killed at any point while they go: no byte of them is left, and no row that needs one. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { controlAt } from '../../src/cli/control.ts'
import { silentLogger, systemClock } from '../../src/runtime.ts'
import { openStore } from '../../src/store/open-store.ts'
import { type Bridge, makeBridge, waitFor } from './bridge.ts'
import { aPdf, sendMail } from './mailing.ts'

let bridge: Bridge | null = null
afterEach(async () => {
  await bridge?.close()
  bridge = null
})

const fail = (error: unknown) => {
  throw error
}

/** Bytes in the spool that are not zero. */
async function bytesLeft(b: Bridge): Promise<number> {
  const spool = join(b.folder, 'data', 'spool')
  const entries = await readdir(spool, { recursive: true, withFileTypes: true })
  let left = 0
  for (const entry of entries.filter(one => one.isFile()))
    for (const byte of await readFile(join(entry.parentPath, entry.name))) if (byte !== 0) left++
  return left
}

async function refsLeft(b: Bridge): Promise<readonly string[]> {
  const dataDir = join(b.folder, 'data')
  const url = 'sqlite:faxbridge.db'
  const store = await openStore({ url, dataDir, clock: systemClock, log: silentLogger, onDoubtful: fail })
  try {
    return await store.liveSpoolRefs()
  } finally {
    await store.close()
  }
}

describe('zero retention, killed', () => {
  // Between rows and bytes, and with some bytes gone and some not; for the sent fax and for the received one.
  it.each(['forgotten', 'received-forgotten', 'erased:1', 'erased:3'])(
    'at "%s": everything is delivered and reported once, and then nothing is left',
    async crashAt => {
      const b = await makeBridge(config => {
        config['sending'] = { keepDays: 0, firstLookSeconds: 0.2, lookGapSeconds: 0.2 }
        config['inbound'] = { keepDays: 0 }
      })
      bridge = b
      await b.start({ crashAt })
      await sendMail(b.smtpPort, {
        to: '15555551212@fax.local',
        text: 'DIAGNOSIS-7781',
        attachments: [{ filename: 'a.pdf', content: await aPdf(1) }],
      })
      await b.ended()
      await b.start()
      const control = controlAt(join(b.folder, 'data', 'control.sock'))
      const isDeleted = async (path: string) => {
        const [row] = await control.get<{ id: string }[]>(path)
        if (row === undefined) return false
        const { history } = await control.get<{ history: { type: string }[] }>(`${path}/${row.id}`)
        return history.some(({ type }) => type === 'forgotten')
      }
      const both = async () => (await isDeleted('/faxes')) && (await isDeleted('/inbox'))
      await waitFor('both to be deleted', both, 120_000)
      expect(b.sink.mails.map(mail => mail.to.join()).sort()).toEqual([
        'ann@example.com',
        'office@example.com',
      ])
      expect(await b.stop()).toBe(0)
      expect(await refsLeft(b)).toEqual([])
      expect(await bytesLeft(b)).toBe(0)
      for (const name of await readdir(join(b.folder, 'data')))
        if (name.startsWith('faxbridge.db'))
          expect(await readFile(join(b.folder, 'data', name), 'latin1')).not.toContain('DIAGNOSIS-7781')
    },
    240_000,
  )
})
