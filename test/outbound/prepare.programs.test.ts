import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RenderedParts, RenderRequest } from '../../src/documents/render/job.ts'
import { BridgeError, type ErrorCode } from '../../src/fax/error.ts'
import { type FaxOptions, NO_OPTIONS } from '../../src/fax/fax-options.ts'
import type { TaskId } from '../../src/fax/id.ts'
import { TASK_KINDS, type TaskKind } from '../../src/fax/task.ts'
import { picturesOf } from '../../src/outbound/extract.ts'
import { makePrepare } from '../../src/outbound/prepare.ts'
import type { OutboundDeps } from '../../src/outbound/steps.ts'
import { type TaskHandler, type TaskHandlers, Worker } from '../../src/queue/worker.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { FakeClock, settle, testRuntime } from '../fakes/clock.ts'
import { aConfig } from '../options/policy.ts'
import { aJob, anAcceptance, aSubmission, subId, T0 } from '../store/rows.ts'

const fail = (error: unknown) => {
  throw error
}

let folder: string
let closers: (() => Promise<void>)[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-prepare-'))
})
afterEach(async () => {
  for (const close of closers) await close()
  rmSync(folder, { recursive: true, force: true })
})

type Render = (request: RenderRequest) => Promise<RenderedParts>

/** A mail that was accepted, and what its step needs. */
async function aHouse(
  mail: string,
  options: Partial<FaxOptions>,
  subscriber: Parameters<typeof aConfig>[0],
  render: Render,
) {
  const clock = new FakeClock(T0)
  const runtime = testRuntime(clock)
  const spool = await openSpool({ folder, ids: runtime.ids, log: runtime.log, onDoubtful: fail })
  const driver = openSqlite({ file: ':memory:', onDoubtful: fail })
  await migrate(driver, T0)
  const store = storeOf(rowsOn(driver, runtime.ids))
  closers = [() => store.close(), () => spool.close()]
  const writer = spool.begin()
  await writer.write(Buffer.from(mail))
  const recipient = { ...aJob(1).recipient, options: { ...NO_OPTIONS, ...options } }
  const submission = { ...aSubmission(1), raw: await writer.commit() }
  await store.accept(anAcceptance(1, { submission, jobs: [aJob(1, { recipient })] }))
  const config = { current: aConfig(subscriber) }
  const deps = { store, spool, runtime, config, renderer: { render }, workFolder: folder }
  return { clock, runtime, store, prepare: makePrepare(deps as unknown as OutboundDeps) }
}

/** Prepares the faxes of a mail with these options, and gives the store. */
async function prepared(
  mail: string,
  options: Partial<FaxOptions>,
  subscriber: Parameters<typeof aConfig>[0],
  render: Render,
) {
  const { store, prepare } = await aHouse(mail, options, subscriber, render)
  const task = {
    id: 'task_1' as TaskId,
    kind: 'prepare',
    subjectId: subId(1),
    runAt: T0,
    attempts: 1,
  } as const
  await prepare(task, new AbortController().signal)
  return store
}

/** What the renderer is asked for. */
async function asked(options: Partial<FaxOptions>, subscriber: Parameters<typeof aConfig>[0] = {}) {
  const requests: RenderRequest[] = []
  await prepared('From: ann@example.com\r\n\r\nHello\r\n', options, subscriber, async request => {
    requests.push(request)
    throw new BridgeError('E_DOCUMENT_DAMAGED')
  })
  return requests.map(({ resolution, paper }) => ({ resolution, paper }))
}

describe('the pages are made as the sender chose', () => {
  it('without a choice: as the subscriber has it, paper by the number', async () => {
    expect(await asked({})).toEqual([{ resolution: 'fine', paper: 'letter' }])
  })

  it('with one, also against the subscriber', async () => {
    expect(
      await asked({ resolution: 'standard', paper: 'a4' }, { resolution: 'fine', paper: 'letter' }),
    ).toEqual([{ resolution: 'standard', paper: 'a4' }])
  })
})

describe('an ordinary logo', () => {
  it('is remembered with the mail that had it, for its sender alone', async () => {
    const logo = await sharp({ create: { width: 120, height: 40, channels: 3, background: '#357' } })
      .png()
      .toBuffer()
    const image = 'Content-Type: image/png; name=logo.png\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    const mail = `From: ann@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b\r\n${image}${logo.toString('base64')}\r\n--b--\r\n`
    const store = await prepared(mail, {}, {}, async ({ sources, outFolder }) => {
      const tiffPath = join(outFolder, 'fax.tiff')
      writeFileSync(tiffPath, 'pages')
      const parts = sources.map(({ name, declaredType }) => ({ name, type: declaredType, pages: 1 }))
      return { tiffPath, previewPath: null, pageCount: sources.length, parts }
    })
    const submission = await store.submission(subId(1))
    if (submission === null) throw new Error('no submission')
    const sha256 = createHash('sha256').update(logo).digest('hex')
    const seen = (from: string) =>
      store.picturesSeen(picturesOf({ ...submission, id: subId(2), from }, [sha256]))
    expect(await seen(submission.from ?? '')).toEqual([1])
    expect(await seen('bob@example.com')).toEqual([0])
  })
})

describe('the text of a mail with an attachment', () => {
  const LONG = 'word '.repeat(2000)
  const mailWith = (text: string) =>
    [
      'From: ann@example.com',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      text,
      '--b',
      'Content-Type: application/pdf; name=order.pdf',
      '',
      '%PDF-',
      '--b--',
      '',
    ].join('\r\n')
  const document = async (
    text: string,
    options: Partial<FaxOptions>,
    subscriber: Parameters<typeof aConfig>[0] = {},
  ) => {
    const store = await prepared(mailWith(text), options, subscriber, async ({ sources, outFolder }) => {
      const tiffPath = join(outFolder, 'fax.tiff')
      writeFileSync(tiffPath, 'pages')
      const parts = sources.map(({ name, declaredType }) => ({ name, type: declaredType, pages: 2 }))
      return { tiffPath, previewPath: null, pageCount: 2 * sources.length, parts }
    })
    const made = await store.documentOf(subId(1))
    const [job] = await store.jobsOf(subId(1))
    const parts = made?.parts.map(({ name, pages, leftOut }) => `${name} ${pages} ${leftOut ?? 'faxed'}`)
    return { coverText: made?.coverText, pages: job?.pageCount, parts }
  }

  it('stands on the cover page, which is a page more', async () => {
    expect(await document('Hello Jane', { cover: 'standard' })).toEqual({
      coverText: 'Hello Jane',
      pages: 3,
      parts: ['order.pdf 2 faxed', 'text of the mail 0 faxed'],
    })
  })

  it('goes onto pages of its own when the cover page has no room for it', async () => {
    expect(await document(LONG, { cover: 'standard' })).toEqual({
      coverText: null,
      pages: 5,
      parts: ['text of the mail 2 faxed', 'order.pdf 2 faxed'],
    })
  })

  it('is left out without a cover page', async () => {
    expect(await document('Hello Jane', { cover: 'none' })).toEqual({
      coverText: null,
      pages: 2,
      parts: ['order.pdf 2 faxed', 'text of the mail 0 only the attachments are faxed'],
    })
  })

  it('goes where the subscriber wants it, or the sender of the mail', async () => {
    const onPages = { coverText: null, pages: 4, parts: ['text of the mail 2 faxed', 'order.pdf 2 faxed'] }
    expect(await document('Hello Jane', { text: 'pages' })).toEqual(onPages)
    expect(await document('Hello Jane', {}, { text: 'pages' })).toEqual(onPages)
    expect(await document('Hello Jane', { text: 'cover' })).toEqual(onPages)
    expect(await document('Hello Jane', { cover: 'standard', text: 'none' })).toEqual({
      coverText: null,
      pages: 3,
      parts: ['order.pdf 2 faxed', 'text of the mail 0 only the attachments are faxed'],
    })
    expect(
      await document('Hello Jane', { text: 'auto' }, { text: 'pages', cover: 'standard' }),
    ).toMatchObject({
      coverText: 'Hello Jane',
    })
  })

  it('loses its signature by choice', async () => {
    const { coverText } = await document(
      'Hello Jane\r\n-- \r\nAnn',
      { cover: 'standard' },
      { cut_signature: true },
    )
    expect(coverText).toBe('Hello Jane')
  })

  it('loses the keys of all subscribers', async () => {
    const { coverText } = await document(
      'their key\r\n\r\nHello Jane',
      { cover: 'standard' },
      { secret_key: 'their key' },
    )
    expect(coverText).toBe('Hello Jane')
  })
})

it('a document that takes the renderer down is tried three times, over restarts too, and then fails its fax', async () => {
  let crashes = 0
  const crash: Render = async () => {
    crashes++
    throw new BridgeError('E_RENDER_CRASH')
  }
  const mail = 'From: ann@example.com\r\n\r\nHello\r\n'
  const { clock, runtime, store, prepare } = await aHouse(mail, {}, {}, crash)
  const states: (string | undefined)[] = []
  for (let day = 1; day <= 5; day++) {
    const other: TaskHandler = async () => {}
    const handlers = Object.fromEntries(TASK_KINDS.map(kind => [kind, other]))
    const worker = new Worker({
      store,
      handlers: { ...handlers, prepare } as TaskHandlers,
      room: Object.fromEntries(TASK_KINDS.map(kind => [kind, 1])) as Record<TaskKind, number>,
      owner: `daemon ${day}`,
      runtime,
    })
    worker.start()
    // Files are written on the way, however slow the disk is: until the step has ended, one way or the other.
    const ended = async () => {
      const at = await store.nextTaskAt()
      return (await store.jobsOf(subId(1)))[0]?.state === 'failed' || (at !== null && at > clock.now())
    }
    while (!(await ended())) await settle()
    states.push((await store.jobsOf(subId(1)))[0]?.state)
    const stopped = worker.stop(1)
    await clock.advance(10)
    await stopped
    await clock.advance(3_600_000)
  }
  expect(crashes).toBe(3)
  expect(states).toEqual(['accepted', 'accepted', 'failed', 'failed', 'failed'])
})

describe('a document that takes the renderer down', () => {
  /** Runs the step once with what went before; gives what it threw, and what became of the fax. */
  async function outcomeAfter(
    before: { readonly attempts: number; readonly crashes?: number },
    code: ErrorCode,
    detail: Readonly<Record<string, unknown>> = {},
  ) {
    const asked: unknown[] = []
    const render = async (...args: readonly unknown[]) => {
      asked.push(args[2])
      throw new BridgeError(code, { detail })
    }
    const house = await aHouse('From: ann@example.com\r\n\r\nHello\r\n', {}, {}, render)
    const task = {
      id: 'task_1' as TaskId,
      kind: 'prepare',
      subjectId: subId(1),
      runAt: T0,
      ...before,
    } as const
    const thrown = await house.prepare(task, new AbortController().signal).then(
      () => null,
      (error: BridgeError) => error.code,
    )
    const [job] = await house.store.jobsOf(subId(1))
    return { thrown, state: job?.state, asked }
  }

  it('fails its fax at the third time; other failures before do not count', async () => {
    const party = aSubmission(1).subscriberId
    const again = { thrown: 'E_RENDER_CRASH', state: 'accepted' }
    expect(await outcomeAfter({ attempts: 9 }, 'E_RENDER_CRASH')).toMatchObject(again)
    expect(await outcomeAfter({ attempts: 9, crashes: 1 }, 'E_RENDER_CRASH')).toMatchObject(again)
    const last = await outcomeAfter({ attempts: 3, crashes: 2 }, 'E_RENDER_CRASH')
    expect(last).toEqual({ thrown: null, state: 'failed', asked: [{ suspect: true, party }] })
    expect(await outcomeAfter({ attempts: 99, crashes: 2 }, 'E_SANDBOX')).toMatchObject({
      thrown: 'E_SANDBOX',
      state: 'accepted',
    })
  })

  it('took too much once is tried again by itself, in a slow slot, and then fails its fax', async () => {
    for (const ranOut of ['time', 'memory', 'processes', 'disk']) {
      const first = await outcomeAfter({ attempts: 1 }, 'E_RENDER_LIMIT', { ranOut })
      // Temporary, and counted: the queue parks what is permanent.
      expect(first, ranOut).toMatchObject({ thrown: 'E_RENDER_CRASH', state: 'accepted' })
      const second = await outcomeAfter({ attempts: 2, crashes: 1 }, 'E_RENDER_LIMIT', { ranOut })
      expect(second, ranOut).toMatchObject({ thrown: null, state: 'failed', asked: [{ suspect: true }] })
    }
  })

  it('has too many dots or files fails its fax at once', async () => {
    for (const code of ['E_RENDER_LIMIT', 'E_TOO_MANY_PAGES'] as const)
      expect(await outcomeAfter({ attempts: 1 }, code), code).toMatchObject({ thrown: null, state: 'failed' })
  })

  it('had no time on a machine that is too busy waits longer, but not for ever', async () => {
    const busy = { ranOut: 'processor' }
    const waits = { thrown: 'E_RENDER_CRASH', state: 'accepted' }
    expect(await outcomeAfter({ attempts: 5, crashes: 4 }, 'E_RENDER_CRASH', busy)).toMatchObject(waits)
    expect(await outcomeAfter({ attempts: 12, crashes: 11 }, 'E_RENDER_CRASH', busy)).toMatchObject({
      thrown: null,
      state: 'failed',
    })
  })

  it('is read in a slow slot when it comes again', async () => {
    const party = aSubmission(1).subscriberId
    expect((await outcomeAfter({ attempts: 5 }, 'E_SANDBOX')).asked).toEqual([{ suspect: false, party }])
    expect((await outcomeAfter({ attempts: 2, crashes: 1 }, 'E_SANDBOX')).asked).toEqual([
      { suspect: true, party },
    ])
  })
})
