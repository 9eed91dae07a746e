/**
 * Entry of the renderer process: reads hostile documents, so that the daemon does not have to. It gets one job at a
 * time over its line, writes its results into the job's folder, and answers. It knows no secret and keeps no state but
 * opened libraries; the parent kills it when it takes too long or too much.
 */
import { Socket } from 'node:net'
import sharp from 'sharp'
import { BridgeError, type ErrorCode, isBridgeError } from '../../fax/error.ts'
import { expand } from '../contents/expand.ts'
import { finish } from '../cover/finish.ts'
import { fitTables } from '../office/fit-tables.ts'
import { officeNeeded } from '../office/needed.ts'
import { writeCleanPage } from '../office/web-page.ts'
import { openFonts } from '../pages/fonts.ts'
import type { Tools } from '../pages/of-source.ts'
import type { RenderAnswer, RenderJob, RenderResult } from './job.ts'
import { pictures } from './pictures.ts'
import { SOFTWARE } from './preview.ts'
import { print } from './print.ts'
import { readPage } from './read-page.ts'
import { received } from './received.ts'

function done({ kind, request, limits }: RenderJob, tools: Tools): Promise<RenderResult> {
  switch (kind) {
    case 'render':
      return print(request, limits, tools)
    case 'expand':
      return expand(request)
    case 'received':
      return received(request, limits, tools)
    case 'finish':
      tools.fonts ??= openFonts(limits.fontFolders)
      return finish(request, tools.fonts, SOFTWARE)
    case 'pictures':
      return pictures(request, limits)
    case 'read':
      return readPage(request)
    case 'needed':
      return officeNeeded(request)
    case 'fit':
      return fitTables(request.from, request.to, request.paper).then(() => null)
    case 'clean':
      return writeCleanPage(request.from, request.to).then(() => null)
  }
}

async function answer(job: RenderJob, tools: Tools): Promise<RenderAnswer> {
  try {
    return { ok: true, result: await done(job, tools) }
  } catch (error) {
    if (!isBridgeError(error)) throw error
    const code: ErrorCode = error.code
    return { ok: false, code, say: error.message.replace(new BridgeError(code).message, '').trim() }
  }
}

// One document at a time, and no files kept open: what is cached now is only in the way of the next limit.
sharp.cache(false)
sharp.concurrency(1)
const tools: Tools = { pdfium: null, fonts: null }
// The line to the daemon: one job or answer on each. Not stdout, where a library may say anything.
const line = new Socket({ fd: 3 })
let asked = ''
line.setEncoding('utf8')
line.on('data', (text: string) => {
  asked += text
  if (!asked.endsWith('\n')) return
  const job = JSON.parse(asked) as RenderJob
  asked = ''
  void answer(job, tools).then(
    reply => line.write(`${JSON.stringify(reply)}\n`),
    error => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      process.exit(1)
    },
  )
})
// The daemon is gone: so are we.
line.on('close', () => process.exit(0))
line.on('error', () => process.exit(0))
// An empty line: it can begin.
line.write('\n')
