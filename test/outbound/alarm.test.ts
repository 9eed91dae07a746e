import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/schema.ts'
import type { OutgoingMail } from '../../src/fax/outgoing-mail.ts'
import type { NewTask } from '../../src/fax/task.ts'
import { accountChanged } from '../../src/outbound/alarm.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { testRuntime } from '../fakes/clock.ts'

let folder: string
let spool: Awaited<ReturnType<typeof openSpool>>
let mails: OutgoingMail[]
let tasks: NewTask[]
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-alarm-'))
  const { ids, log } = testRuntime()
  spool = await openSpool({
    folder,
    ids,
    log,
    onDoubtful: error => {
      throw error
    },
  })
  mails = []
  tasks = []
})
afterEach(async () => {
  await spool.close()
  rmSync(folder, { recursive: true, force: true })
})

const deps = (mail?: string) => ({
  spool,
  runtime: testRuntime(),
  kick: () => {},
  config: {
    current: {
      operator: { mail },
      relay: { from: 'Fax <fax@example.com>', days: 5, dkim: [], encrypt: [] },
      hostname: 'fax.example.com',
    } as unknown as Config,
  },
  store: {
    addMail: async (added: OutgoingMail, more: readonly NewTask[]) => {
      mails.push(added)
      tasks.push(...more)
      return added
    },
  },
})

const stopped = {
  kind: 'stopped',
  code: 'E_PROVIDER_CREDENTIALS',
  why: 'The fax provider refuses our credentials.',
} as const

describe('an account that needs a person', () => {
  it('is told to the operator by a durable mail that says what to do', async () => {
    await accountChanged(deps('ops@example.com'), 'main', stopped)
    const [mail] = mails
    expect(mail).toMatchObject({ to: 'ops@example.com', reversePath: '', state: 'queued' })
    expect(tasks).toMatchObject([{ kind: 'relay', subjectId: mail?.id }])
    const raw = Buffer.from(await spool.readRange(mail?.raw ?? '', 0, mail?.size ?? 0))
    const parsed = await simpleParser(raw)
    expect(parsed.subject).toBe('Provider account main refuses our credentials: faxes are held')
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated')
    expect(parsed.text).toContain('faxbridge providers test main')
    expect(raw.toString()).not.toMatch(/[^\r]\n/)
  })

  it('is told again when it works again, and not at all when it only rests', async () => {
    await accountChanged(deps('ops@example.com'), 'main', { kind: 'resting', until: 0 as never, why: 'away' })
    expect(mails).toEqual([])
    await accountChanged(deps('ops@example.com'), 'main', { kind: 'open' })
    expect(mails).toHaveLength(1)
  })

  it('is told by the log alone where no address is configured', async () => {
    await accountChanged(deps(), 'main', stopped)
    expect(mails).toEqual([])
  })
})
