/**
 * The door of a running LibreOffice: the socket on which a second `soffice` hands its command line to the first
 * (desktop/source/app/officeipcthread.cxx in LibreOffice). We speak it ourselves, so that converting starts no program.
 */
import { open } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'

const READY = 'InternalIPC::SendArguments\0'
const ARGUMENTS = 'InternalIPC::Arguments'
const DONE = 'InternalIPC::ProcessingDone\0'

/**
 * As `askOffice`, for a socket of this name in a folder. The address of a unix socket has at most 107 bytes (unix(7)); that
 * of a data folder may be longer: by way of an open folder it is always short.
 */
export async function askOfficeIn(
  socketFolder: string,
  name: string,
  folder: string,
  command: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const opened = await open(socketFolder)
  try {
    return await askOffice(`/proc/self/fd/${opened.fd}/${name}`, folder, command, signal)
  } finally {
    await opened.close()
  }
}

/**
 * Hands a command line to the office at `socketPath`; resolves when it has carried it out: true. False: it closed the
 * door, or there is nobody. Whether the command was a success it does not say. An empty command line only waits until the
 * office is ready. `folder`: its working directory, as a `file:` URL.
 */
export function askOffice(
  socketPath: string,
  folder: string,
  command: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve(false)
    const socket: Socket = connect(socketPath)
    let heard = ''
    const end = (done: boolean) => {
      signal.removeEventListener('abort', give)
      socket.destroy()
      resolve(done)
    }
    const give = () => end(false)
    signal.addEventListener('abort', give, { once: true })
    socket.on('error', give)
    socket.on('close', give)
    socket.on('data', data => {
      heard += data.toString('latin1')
      if (heard === READY && command.length === 0) return end(true)
      if (heard === READY) socket.write(`${commandLine(folder, command)}\0`)
      else if (heard === READY + DONE) end(true)
      // Never so much from a real office.
      else if (heard.length > READY.length + DONE.length) end(false)
    })
  })
}

/** `1`: the working directory follows; then each argument after a comma. */
function commandLine(folder: string, command: readonly string[]): string {
  return `${ARGUMENTS}1${escaped(folder)}${command.map(argument => `,${escaped(argument)}`).join('')}`
}

function escaped(argument: string): string {
  return argument.replace(/[\\,]/g, '\\$&').replaceAll('\0', '\\0')
}
