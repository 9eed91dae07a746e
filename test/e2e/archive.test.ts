/** Documents that are to go, killed at any point while they go: no byte of them is left, and no row that needs one. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
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

/** Everything in a folder, as text. */
async function textIn(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(one => one.isFile()).map(one => join(one.parentPath, one.name))
  return (await Promise.all(files.map(file => readFile(file, 'latin1')))).join('')
}

describe('encryption at rest', () => {
  it('in the spool and in backups; keys change, a wrong one starts nothing; holds and exports beside it', async () => {
    const [k1, k2] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')]
    const b = await makeBridge(config => {
      config['archive'] = { keys: [{ id: 'k1', key: k1 }] }
    })
    bridge = b
    const withKeys = async (...keys: object[]) => {
      const config = parse(await readFile(b.configFile, 'utf8')) as Record<string, unknown>
      config['archive'] = { keys }
      await writeFile(b.configFile, stringify(config))
    }
    const spool = join(b.folder, 'data', 'spool')
    await b.start()
    await sendMail(b.smtpPort, {
      to: '15555551212@fax.local',
      text: 'DIAGNOSIS-7781',
      attachments: [{ filename: 'a.pdf', content: await aPdf(1) }],
    })
    const control = controlAt(join(b.folder, 'data', 'control.sock'))
    const isDone = async () => {
      const [fax] = await control.get<{ state: string }[]>('/inbox')
      return fax?.state === 'acknowledged' && b.sink.mails.length === 2
    }
    await waitFor('the received fax', isDone, 120_000)
    const [fax] = await control.get<{ id: string }[]>('/faxes')
    const id = fax?.id ?? ''
    expect(await textIn(spool)).not.toContain('DIAGNOSIS')

    // Beside it: a hold, and an export that takes no other file's place.
    expect((await b.cli('archive', 'hold', id, '--reason', 'case 7')).code).toBe(0)
    expect((await b.cli('show', id)).stdout).toMatch(
      /Legal hold: +case 7 \(by [\s\S]*Sent SHA-256: +[0-9a-f]{64}/,
    )
    const zip = join(b.folder, 'all.zip')
    const exported = await b.cli('export', '--from', '2020-01-01', '--to', '2099-12-31', '--out', zip)
    expect(exported).toMatchObject({ code: 0, stderr: '' })
    expect(await b.cli('export', '--from', '2020-01-01', '--to', '2099-12-31', '--out', zip)).toMatchObject({
      code: 2,
    })
    const unpack = `import zipfile; zipfile.ZipFile('${zip}').extractall('${b.folder}/unpacked')`
    execFileSync('python3', ['-c', unpack])
    const checked = execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: join(b.folder, 'unpacked') })
    expect(checked.toString().trim().split('\n')).toHaveLength(6)

    expect((await b.cli('backup', join(b.folder, 'saved'))).code).toBe(0)
    expect(await textIn(join(b.folder, 'saved', 'spool'))).not.toContain('DIAGNOSIS')
    expect(await b.stop()).toBe(0)

    // No key, or another one under its name: not started, and nothing is lost by the try.
    for (const keys of [[], [{ id: 'k1', key: k2 }]]) {
      await withKeys(...keys)
      await expect(b.start()).rejects.toThrow(/archive\.keys/)
    }
    await withKeys({ id: 'k2', key: k2 }, { id: 'k1', key: k1 })
    await b.start()
    expect((await b.cli('archive', 'rotate-key')).stdout).toMatch(/documents are under the first key now/)
    const state = JSON.parse((await b.cli('archive', 'keys', '--json')).stdout) as object
    expect(state).toMatchObject({ writing: 'k2', documents: { k1: 0 }, plain: 0 })
    expect(await b.stop()).toBe(0)
    await withKeys({ id: 'k2', key: k2 })
    await b.start()
    const pages = join(b.folder, 'pages.tiff')
    expect((await b.cli('show', id, '--pages', pages)).code).toBe(0)
    expect((await readFile(pages)).subarray(0, 2).toString()).toBe('II')
    expect(await b.stop()).toBe(0)
  }, 400_000)
})
