import fc from 'fast-check'
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js'
import { describe, expect, it } from 'vitest'
import { DataStream } from '../../src/smtp/data-stream.ts'
import { dotStuffed } from './mailing.ts'

/** What a parser makes of the chunks after DATA: the mail, and the commands that follow it. */
async function parsed(
  parser: SMTPStream,
  chunks: readonly Buffer[],
): Promise<readonly [string, readonly string[]]> {
  const commands: string[] = []
  parser.oncommand = (command, callback) => {
    commands.push(command.toString('latin1'))
    callback?.()
  }
  const data = parser.startDataMode()
  const mail: Buffer[] = []
  data.on('data', (chunk: Buffer) => mail.push(Buffer.from(chunk)))
  const ended = new Promise(resolve => data.once('end', resolve))
  const written = writeAll(parser, chunks)
  await ended
  parser.continue()
  await written
  return [Buffer.concat(mail).toString('latin1'), commands]
}

async function writeAll(parser: SMTPStream, chunks: readonly Buffer[]): Promise<void> {
  for (const chunk of chunks)
    await new Promise<void>(resolve => parser.write(Buffer.from(chunk), () => resolve()))
}

describe('the short cut for text without dots', () => {
  it('gives what the library gives, in any chunks', async () => {
    const word = fc.constantFrom(
      '.',
      '..',
      '\r\n',
      '\r\n.',
      '\n',
      '\r',
      '\n.\n',
      '\n.\r\n',
      'a',
      'x'.repeat(17),
      '\0',
    )
    const content = fc
      .array(word, { maxLength: 25 })
      .map(words => dotStuffed(Buffer.from(`${words.join('')}\r\n`)))
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(content, sizes, async (mail, lengths) => {
        const bytes = Buffer.concat([mail, Buffer.from('NOOP\r\nQUIT\r\n')])
        const chunks: Buffer[] = []
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const length = lengths[i % lengths.length] ?? 1
          chunks.push(bytes.subarray(at, at + length))
          at += length
        }
        const expected = await parsed(new SMTPStream({}), [bytes])
        expect(expected[1]).toEqual(['NOOP', 'QUIT'])
        expect(await parsed(new DataStream({}), chunks)).toEqual(expected)
        expect(await parsed(new DataStream({}), [bytes])).toEqual(expected)
      }),
      { numRuns: 400 },
    )
  })

  it('takes a mail of many pieces with one that reads slowly', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) =>
      i % 7 === 0 ? `.${i}` : `${i} ${'x'.repeat(i % 90)}`,
    )
    const text = `${lines.join('\r\n')}\r\n`
    const bytes = Buffer.concat([dotStuffed(Buffer.from(text)), Buffer.from('QUIT\r\n')])
    const chunks = Array.from({ length: Math.ceil(bytes.length / 20_000) }, (_, i) =>
      bytes.subarray(i * 20_000, (i + 1) * 20_000),
    )
    const [mail, commands] = await parsed(new DataStream({}), chunks)
    expect(mail === text).toBe(true)
    expect(commands).toEqual(['QUIT'])
  })
})
