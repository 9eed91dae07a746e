import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { askOffice } from '../../../src/documents/office/office-ipc.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-ipc-'))
let server: Server | null = null
let count = 0
let path = join(folder, 'nobody')
afterEach(() => {
  server?.close()
  server = null
  rmSync(path, { force: true })
})
const never = new AbortController().signal

/** An office that answers as `answer` says to each piece that it hears; to '' when somebody comes. */
async function anOffice(answer: (socket: Socket, heard: string) => void): Promise<void> {
  path = join(folder, `door-${++count}`)
  server = createServer(socket => {
    socket.on('data', data => answer(socket, data.toString()))
    socket.on('error', () => {})
    answer(socket, '')
  })
  await new Promise<void>(resolve => server?.listen(path, resolve))
}

it('a command line is handed over in the words of LibreOffice', async () => {
  let heard = ''
  await anOffice((socket, text) => {
    heard += text
    if (text === '') socket.write('InternalIPC::SendArguments\0')
    else {
      // In pieces, as a socket may bring it.
      socket.write('InternalIPC::Proces')
      setImmediate(() => socket.write('singDone\0'))
    }
  })
  expect(await askOffice(path, 'file:///tmp', ['--convert-to', 'pdf', 'a,b\\c'], never)).toBe(true)
  expect(heard).toBe('InternalIPC::Arguments1file:///tmp,--convert-to,pdf,a\\,b\\\\c\0')
})

it('an empty command line waits until it is ready, and no longer', async () => {
  await anOffice((socket, text) => {
    if (text === '') socket.write('InternalIPC::SendArguments\0')
  })
  expect(await askOffice(path, '', [], never)).toBe(true)
})

it('an office that is not there, closes the door or says nonsense has done nothing', async () => {
  expect(await askOffice(join(folder, 'nobody'), '', ['x'], never)).toBe(false)
  await anOffice((socket, text) => {
    if (text === '') socket.write('InternalIPC::SendArguments\0')
    else socket.destroy()
  })
  expect(await askOffice(path, '', ['x'], never)).toBe(false)
  server?.close()
  await anOffice(socket => void socket.write('x'.repeat(100)))
  expect(await askOffice(path, '', ['x'], never)).toBe(false)
})

it('waiting ends with the signal', async () => {
  await anOffice(() => {})
  const stop = new AbortController()
  const asked = askOffice(path, '', ['x'], stop.signal)
  stop.abort()
  expect(await asked).toBe(false)
})
