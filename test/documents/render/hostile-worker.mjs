/**
 * A renderer as a document may have made it: it does what the first source says, in place of reading it. Each source is
 * JSON with `do`; `good` gives the TIFF in it as the result.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { dirname, join } from 'node:path'

const line = new Socket({ fd: 3 })
const answer = result => line.write(`${JSON.stringify({ ok: true, result })}\n`)
const say = text => line.write(`${JSON.stringify({ ok: false, code: 'E_DOCUMENT_DAMAGED', say: text })}\n`)
const tried = work => {
  try {
    return String(work())
  } catch (error) {
    return error.code
  }
}

const deeds = {
  good({ tiff }, { outFolder }) {
    const tiffPath = join(outFolder, 'fax.tiff')
    writeFileSync(tiffPath, Buffer.from(tiff, 'base64'))
    answer({ tiffPath, previewPath: null, pageCount: 1, parts: [] })
  },
  /** The result is a link to somebody else's file. */
  link({ target }, { outFolder }) {
    const tiffPath = join(outFolder, 'fax.tiff')
    symlinkSync(target, tiffPath)
    answer({ tiffPath, previewPath: null, pageCount: 1, parts: [] })
  },
  /** The folder of the result is. */
  folder({ target }, { outFolder }) {
    symlinkSync(dirname(target), join(outFolder, 'deep'))
    answer({ tiffPath: join(outFolder, 'deep', 'secret.tiff'), previewPath: null, pageCount: 1, parts: [] })
  },
  /** The result is named where it lies outside. */
  outside({ target }) {
    answer({ tiffPath: target, previewPath: null, pageCount: 1, parts: [] })
  },
  lie({ tiff }, { outFolder }) {
    const tiffPath = join(outFolder, 'fax.tiff')
    writeFileSync(tiffPath, Buffer.from(tiff, 'base64'))
    answer({ tiffPath, previewPath: null, pageCount: 7, parts: [] })
  },
  nothing(_, { outFolder }) {
    answer({ tiffPath: join(outFolder, 'fax.tiff'), previewPath: null, pageCount: 1, parts: [] })
  },
  folders(_, { outFolder }) {
    mkdirSync(join(outFolder, 'left', 'behind'), { recursive: true })
    say('left')
  },
  flood() {
    const more = () => line.write('x'.repeat(65_536), more)
    more()
  },
  /** It speaks of the daemon, so that its document waits for ever. */
  posture() {
    line.write(`${JSON.stringify({ ok: false, code: 'E_SHUTTING_DOWN', say: '' })}\n`)
  },
  babble() {
    line.write('what?\n')
  },
  crash() {
    process.kill(process.pid, 'SIGSEGV')
  },
  hang() {
    setInterval(() => {}, 1000)
  },
  spin() {
    for (;;);
  },
  eat() {
    const all = []
    for (;;) all.push(Buffer.alloc(1_048_576, 1))
  },
  /** Children share the work, and do not end with their parent. */
  breed() {
    const script =
      'globalThis.x = Buffer.alloc(100 * 2 ** 20, 1); setInterval(() => {}, 1000) // bred-by-a-document'
    for (let i = 0; i < 8; i++) spawn(process.execPath, ['-e', script], { detached: true, stdio: 'ignore' })
  },
  look({ target, port }, { outFolder }) {
    const seen = {
      files: readdirSync(outFolder),
      secret: tried(() => readFileSync(target)),
      list: tried(() => readdirSync(dirname(outFolder)).filter(name => name.startsWith('renderer-')).length),
      env: Object.keys(process.env),
      write: tried(() => writeFileSync('/usr/canary', 'x')),
    }
    const socket = new Socket()
    const done = network => say(JSON.stringify({ ...seen, network }))
    socket.on('error', error => done(error.code))
    socket.connect(port, '127.0.0.1', () => done('reached'))
  },
}

let text = ''
line.setEncoding('utf8')
line.on('data', more => {
  text += more
  if (!text.endsWith('\n')) return
  const { request } = JSON.parse(text)
  text = ''
  const order = JSON.parse(readFileSync(request.sources[0].path, 'utf8'))
  deeds[order.do](order, request)
})
line.on('close', () => process.exit(0))
line.write('\n')
