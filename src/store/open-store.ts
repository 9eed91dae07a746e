/**
 * Opens the database that the configuration names, in a thread of its own, and gives the store. In charge of asking the
 * thread and of bringing its errors back as they were. Not in charge of the lock (lock.ts) nor of any SQL.
 */
import { isAbsolute, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { BridgeError } from '../fax/error.ts'
import type { Clock, Logger } from '../runtime.ts'
import type { Store } from './store.ts'
import type { FromThread, ThreadData, ThreadError, ToThread } from './store-call.ts'
import { type StoreRows, storeOf } from './store-rows.ts'

export interface OpenStoreOptions {
  /** `sqlite:FILE`, relative to `dataDir`. */
  readonly url: string
  readonly dataDir: string
  readonly clock: Clock
  readonly log: Logger
  /** The disk failed at a flush (see sqlite.ts), or the thread ended: nothing can be promised any more. */
  readonly onDoubtful: (error: unknown) => void
}

/** The thread's entry. From the TypeScript source, the thread must load its own translator first. */
function entry(): URL {
  if (!import.meta.url.endsWith('.ts')) return new URL('./store-thread.js', import.meta.url)
  const source = new URL('./store-thread.ts', import.meta.url).href
  const translator = import.meta.resolve('tsx/esm/api')
  const script = `import { register } from '${translator}'; register(); await import('${source}')`
  return new URL(`data:text/javascript,${encodeURIComponent(script)}`)
}

/** The file that `sqlite:NAME` means. */
export function databaseFile(url: string, dataDir: string): string {
  const name = url.replace(/^sqlite:/, '')
  return isAbsolute(name) ? name : join(dataDir, name)
}

/** Throws E_STORE_DAMAGED, E_STORE_NEWER or E_STORE; the database is then as it was. */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { url, dataDir, clock, log } = options
  const workerData: ThreadData = { file: databaseFile(url, dataDir), now: clock.now() }
  const thread = new StoreThread(new Worker(entry(), { workerData }), options.onDoubtful)
  const applied = await thread.opened
  if (applied.length > 0) log.info({ applied }, 'database schema brought up to date')
  return storeOf(thread.rows())
}

const METHODS = [
  'picturesSeen',
  'notePictures',
  'accept',
  'submission',
  'unconfirmed',
  'retract',
  'forgetSubmission',
  'jobsOf',
  'openOfList',
  'applyChange',
  'job',
  'attempts',
  'history',
  'list',
  'openTo',
  'jobsAt',
  'claimTasks',
  'finishTask',
  'retryTask',
  'extendTask',
  'hurryTasks',
  'nextTaskAt',
  'addDocument',
  'document',
  'documentOf',
  'addInbound',
  'applyInbound',
  'inbound',
  'listInbound',
  'inboundAccount',
  'firstListed',
  'inboundWithId',
  'delivery',
  'deliveriesOf',
  'endDelivery',
  'noteDeliveryTry',
  'deliveredSince',
  'addMail',
  'endMail',
  'noteMailTry',
  'mail',
  'mailsOf',
  'addRefusals',
  'refusals',
  'refusal',
  'noteBounce',
  'brokenAddresses',
  'raiseAlarm',
  'clearAlarm',
  'acknowledgeAlarm',
  'alarms',
  'untoldEnds',
  'tellAlarm',
  'alarmCall',
  'noteAlarmCall',
  'pruneAlarms',
  'backlogs',
  'waitingLinks',
  'linkFollowed',
  'keys',
  'changeKey',
  'spentNotices',
  'noticeErased',
  'addAudit',
  'auditEntries',
  'auditAfter',
  'auditEnds',
  'auditArchived',
  'users',
  'user',
  'addUser',
  'changeUser',
  'removeUser',
  'beginSession',
  'session',
  'sessionSeen',
  'endSession',
  'endOldSessions',
  'addToken',
  'tokens',
  'tokenByDigest',
  'tokenUsed',
  'removeToken',
  'beginAnswer',
  'endAnswer',
  'breakAnswer',
  'changesAfter',
  'newestChange',
  'counts',
  'flow',
  'openAtAccounts',
  'interrupted',
  'releaseLeases',
  'reviveTasks',
  'charge',
  'waive',
  'faxesOf',
  'useOf',
  'forgetSent',
  'forgetReceived',
  'forgetMails',
  'forgetJunk',
  'compactLog',
  'placeHold',
  'releaseHold',
  'legalHolds',
  'holdsOn',
  'spoolRefs',
  'exchangeRefs',
  'liveSpoolRefs',
  'copyTo',
] as const satisfies readonly (keyof StoreRows)[]

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

class StoreThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  readonly opened: Promise<readonly number[]>
  #next = 1
  #closing = false

  constructor(worker: Worker, onDoubtful: (error: unknown) => void) {
    this.#worker = worker
    this.opened = new Promise((resolve, reject) => {
      worker.on('message', (message: FromThread) => {
        if (message.type === 'open') resolve(message.applied)
        else if (message.type === 'notOpen') reject(errorOf(message.error))
        else if (message.type === 'doubtful') onDoubtful(errorOf(message.error))
        else this.#answered(message)
      })
      const ended = (error: unknown) => {
        reject(error)
        for (const { reject: fail } of this.#waiting.values())
          fail(new BridgeError('E_STORE', { cause: error }))
        this.#waiting.clear()
        if (!this.#closing) onDoubtful(error)
      }
      worker.once('error', ended)
      worker.once('exit', code => {
        if (!this.#closing && code !== 0) ended(new Error(`the database thread ended with ${code}`))
      })
    })
  }

  rows(): StoreRows {
    type Asked = Pick<StoreRows, (typeof METHODS)[number]>
    const calls = METHODS.map(method => [method, (...args: unknown[]) => this.#ask(method, args)] as const)
    // The compiler checks here that no method of the contract is missing from the list.
    return {
      ...(Object.fromEntries(calls) as unknown as Asked),
      confirm: (id, remember) => this.#post({ id: null, method: 'confirm', args: [id, remember] }),
      close: () => this.#close(),
    }
  }

  #ask(method: keyof StoreRows, args: readonly unknown[]): Promise<unknown> {
    if (this.#closing && method !== 'close') return Promise.reject(new BridgeError('E_SHUTTING_DOWN'))
    return new Promise((resolve, reject) => {
      const id = this.#next++
      this.#waiting.set(id, { resolve, reject })
      this.#post({ id, method, args })
    })
  }

  #post(message: ToThread): void {
    this.#worker.postMessage(message)
  }

  #answered(message: Extract<FromThread, { id: number }>): void {
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.type === 'answer') waiting?.resolve(message.value)
    else waiting?.reject(errorOf(message.error))
  }

  async #close(): Promise<void> {
    if (this.#closing) return
    this.#closing = true
    await this.#ask('close', [])
    await this.#worker.terminate()
  }
}

function errorOf({ code, message, stack, detail }: ThreadError): Error {
  if (code === null) return Object.assign(new Error(message), { stack })
  const own = message.replace(new BridgeError(code).message, '').trim()
  return new BridgeError(code, { ...(own === '' ? {} : { say: own }), detail })
}
