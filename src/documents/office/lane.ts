/**
 * One LibreOffice after the other: the next one is started when the last has had its number of documents or grew too much,
 * so that no document waits for a start and none is read by a program that has read too many before.
 */
import { join } from 'node:path'
import { BridgeError } from '../../fax/error.ts'
import type { Runtime } from '../../runtime.ts'
import type { Sandbox } from '../sandbox/open.ts'
import type { Share, SlotProcess } from '../slots.ts'
import { type Conversion, type Converted, OfficeProcess } from './office-process.ts'

export interface LaneOptions {
  /** Path of `soffice.bin`. */
  readonly program: string
  /** Empty folder for this lane alone. */
  readonly folder: string
  readonly seconds: number
  readonly memoryBytes: number
  readonly documentsPerStart: number
  /** After so long without a document it gives its memory back. */
  readonly idleMinutes: number
}

/** A LibreOffice that has grown to this share of what it may take is ended after the document: it never shrinks. */
const GROWN = 0.5

export class Lane implements SlotProcess {
  readonly #options: LaneOptions
  readonly #sandbox: Sandbox
  readonly #runtime: Pick<Runtime, 'clock' | 'log'>
  #current: Promise<OfficeProcess> | null = null
  /** What `current` is when it has been started: one that starts is not made to stand still. */
  #ready: OfficeProcess | null = null
  #count = 0
  #isLow = false
  #idleTimer = new AbortController()

  constructor(options: LaneOptions, sandbox: Sandbox, runtime: Pick<Runtime, 'clock' | 'log'>) {
    this.#options = options
    this.#sandbox = sandbox
    this.#runtime = runtime
  }

  /** False when the next document has to wait for a start. */
  get isWarm(): boolean {
    return this.#current !== null
  }

  readonly share: Share = {
    cpuSeconds: () => this.#ready?.share.cpuSeconds() ?? 0,
    memoryBytes: () => this.#ready?.share.memoryBytes() ?? 0,
    // It also sleeps while we count the pages of what it made.
    isAsleep: () => false,
    lower: () => {
      this.#isLow = true
      this.#ready?.share.lower()
    },
    hold: isHeld => this.#ready?.share.hold(isHeld),
  }

  /** Its first document is what starts it: one that nobody needs costs a second of a whole processor. */
  warm(): void {}

  /**
   * `began` is called when LibreOffice is there. Converts; never two at a time. A LibreOffice that ends meanwhile is tried once more with a new one. Throws
   * E_DOCUMENT_DAMAGED, E_RENDER_LIMIT, E_RENDER_CRASH, E_SHUTTING_DOWN, E_INTERNAL (it cannot be started).
   */
  async convert(conversion: Conversion, signal: AbortSignal, began = () => {}): Promise<void> {
    this.#idleTimer.abort()
    try {
      await this.#converted(conversion, signal, began)
    } finally {
      if (this.#current !== null) void this.#stopWhenIdle()
    }
  }

  async #converted(conversion: Conversion, signal: AbortSignal, began: () => void): Promise<void> {
    for (let tries = 1; ; tries++) {
      const made = await this.#once(conversion, signal, began)
      if (made === 'made') return
      if (made === 'nothing') {
        throw new BridgeError('E_DOCUMENT_DAMAGED', {
          say: 'LibreOffice cannot open it: save it as PDF and attach that.',
        })
      }
      this.#runtime.log.warn(
        { tries, type: conversion.type },
        'LibreOffice ended while it converted a document',
      )
      if (tries > 1) throw new BridgeError('E_RENDER_CRASH')
    }
  }

  async #once(conversion: Conversion, signal: AbortSignal, began: () => void): Promise<Converted> {
    if (signal.aborted) throw new BridgeError('E_SHUTTING_DOWN')
    const process = await this.#process()
    began()
    try {
      return await process.convert(conversion.source, conversion, signal)
    } finally {
      const why = this.#overdue(process)
      if (why !== null) {
        this.#runtime.log.debug({ why, documents: process.documents }, 'LibreOffice is replaced by a new one')
        await process.stop()
        this.#forget()
        if (!signal.aborted && !this.#isLow) void this.#process().catch(() => {})
      }
    }
  }

  /** Why it must not get another document; null: it may. */
  #overdue(process: OfficeProcess): string | null {
    const { documentsPerStart, memoryBytes } = this.#options
    if (process.isOver) return 'ended'
    if (process.documents >= documentsPerStart) return 'documents'
    return process.share.memoryBytes() > GROWN * memoryBytes ? 'memory' : null
  }

  async #stopWhenIdle(): Promise<void> {
    const timer = new AbortController()
    this.#idleTimer = timer
    await this.#runtime.clock.sleep(this.#options.idleMinutes * 60_000, timer.signal)
    if (!timer.signal.aborted) await this.stop()
  }

  async stop(): Promise<void> {
    this.#idleTimer.abort()
    const current = this.#current
    this.#forget()
    const process = await current?.catch(() => null)
    await process?.stop()
  }

  #process(): Promise<OfficeProcess> {
    this.#current ??= this.#started().catch(error => {
      this.#forget()
      throw error
    })
    return this.#current
  }

  #forget(): void {
    this.#current = null
    this.#ready = null
  }

  async #started(): Promise<OfficeProcess> {
    const { program, folder, seconds, memoryBytes } = this.#options
    const options = { program, folder: join(folder, String(++this.#count)), seconds, memoryBytes }
    const process = new OfficeProcess(options, this.#sandbox, this.#runtime.clock)
    if (this.#isLow) process.share.lower()
    await process.start()
    if (this.#isLow) process.share.lower()
    this.#ready = process
    return process
  }
}
