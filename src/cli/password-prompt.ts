/** Asks for a new password: twice and unseen on a terminal, else the first line of standard input. */
import { text } from 'node:stream/consumers'
import { BridgeError } from '../fax/error.ts'

const BACKSPACE = new Set(['\b', '\x7f'])
const CTRL_C = '\x03'
const CTRL_D = '\x04'

/** Throws E_BAD_REQUEST when the two are not the same, or nothing was given. */
export async function askPassword(): Promise<string> {
  const { stdin } = process
  if (!stdin.isTTY) return mustBe((await text(stdin)).split(/\r?\n/)[0] ?? '')
  const first = await unseen('Password: ')
  const second = await unseen('The same again: ')
  if (first !== second) throw new BridgeError('E_BAD_REQUEST', { say: 'The two passwords are not the same.' })
  return mustBe(first)
}

function mustBe(password: string): string {
  if (password !== '') return password
  throw new BridgeError('E_BAD_REQUEST', { say: 'No password was given.' })
}

/** Reads a line from the terminal without showing it. */
function unseen(question: string): Promise<string> {
  const { stdin, stderr } = process
  stderr.write(question)
  stdin.setRawMode(true)
  stdin.setEncoding('utf8')
  stdin.resume()
  return new Promise((resolve, reject) => {
    let typed = ''
    const end = () => {
      stdin.off('data', read)
      stdin.setRawMode(false)
      stdin.pause()
      stderr.write('\n')
    }
    const read = (keys: string) => {
      for (const key of keys) {
        if (key === '\r' || key === '\n' || key === CTRL_D) {
          end()
          return resolve(typed)
        }
        if (key === CTRL_C) {
          end()
          return reject(new BridgeError('E_BAD_REQUEST', { say: 'Stopped: nothing was changed.' }))
        }
        typed = BACKSPACE.has(key) ? [...typed].slice(0, -1).join('') : typed + key
      }
    }
    stdin.on('data', read)
  })
}
