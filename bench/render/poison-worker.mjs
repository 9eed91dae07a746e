/**
 * The built renderer process with bugs in it: a file that begins with one of these words does to it what hostile documents do
 * to readers. All else is as it is.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const never = new Promise(() => {})
const deeds = {
  'POISON spin': () => {
    for (;;);
  },
  'POISON hang': () => never,
  'POISON crash': () => process.kill(process.pid, 'SIGSEGV'),
  'POISON eat': () => {
    const all = []
    for (;;) all.push(Buffer.alloc(1_048_576, 1))
  },
}
const { readFile } = fs.promises
fs.promises.readFile = async (...args) => {
  const bytes = await readFile(...args)
  await deeds[Buffer.from(bytes.subarray(0, 12)).toString('latin1').trim()]?.()
  return bytes
}
syncBuiltinESMExports()
await import('../../dist/documents/render/worker.js')
