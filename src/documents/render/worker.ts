/**
 * Entry of the renderer process: reads hostile documents, so that the daemon does not have to. It gets one job at a
 * time over its line, writes its results into the job's folder, and answers. It knows no secret and keeps no state but
 * opened libraries; the parent kills it when it takes too long or too much.
 */
import { Socket } from 'node:net'
import { isBridgeError } from '../../fax/error.ts'
import { fontsOf, imagesReady, noTools, type Tools } from '../pages/tools.ts'
import type { RenderAnswer, RenderJob, RenderLimits, RenderRequest, RenderResult } from './job.ts'
import { SOFTWARE } from './preview.ts'
import { print } from './print.ts'
import { thriftily, warmUp } from './warm-up.ts'

/** What draws fax pages is loaded at the start, all else when it is needed. */
async function done({ kind, request, limits }: RenderJob, tools: Tools): Promise<RenderResult> {
  switch (kind) {
    case 'render':
      return printed(request, limits, tools)
    case 'expand':
      return (await import('../contents/expand.ts')).expand(request)
    case 'received':
      return (await import('./received.ts')).received(request, limits, tools)
    case 'finish': {
      await imagesReady(tools)
      const fonts = await fontsOf(tools, limits.fontFolders)
      return (await import('../cover/finish.ts')).finish(request, fonts, SOFTWARE)
    }
    case 'pictures':
      return (await import('./pictures.ts')).pictures(request, limits)
    case 'read':
      return (await import('./read-page.ts')).readPage(request)
    case 'fit':
      await (await import('../office/fit-tables.ts')).fitTables(request.from, request.to, request.paper)
      return null
    case 'clean':
      await (await import('../office/web-page.ts')).writeCleanPage(request.from, request.to)
      return null
  }
}

/** An Office program is asked first, where one is there. */
async function printed(request: RenderRequest, limits: RenderLimits, tools: Tools): Promise<RenderResult> {
  if (request.officeHere !== true) return print(request, limits, tools)
  const needs = await (await import('../office/needed.ts')).officeNeeded(request.sources)
  return needs.length > 0 ? { needs } : print(request, limits, tools)
}

async function answer(job: RenderJob, tools: Tools): Promise<RenderAnswer> {
  try {
    return { ok: true, result: await done(job, tools) }
  } catch (error) {
    if (!isBridgeError(error)) throw error
    return { ok: false, code: error.code, say: error.say }
  }
}

thriftily()
const tools = noTools()
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
// Most documents are PDFs with text: what they need is no time of theirs.
await warmUp(tools)
// An empty line: it can begin.
line.write('\n')
