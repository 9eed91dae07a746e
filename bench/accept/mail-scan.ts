/**
 * CPU time to read the structure of a mail while it streams: a text part and one base64 attachment, 50 KiB, in pieces
 * as a socket gives them. Prints one JSON line for each line-end mode. Run: npx tsx bench/accept/mail-scan.ts
 */
import { randomBytes } from 'node:crypto'
import { makeMailScanner } from '../../src/documents/mail/scan.ts'

const PIECE = 16 * 1024
const ROUNDS = 4000
const WARM = 2000

function makeMail(size: number): Buffer {
  const head = [
    'Received: from mfp1.example.com (mfp1.example.com [192.0.2.1]) by mx.example.com; Sat, 21 Nov 2026 07:00:00 +0000',
    'From: Ann <ann@example.com>',
    'To: 15555551212@fax.local',
    'Subject: Offer 4711',
    'Message-ID: <1@example.com>',
    'Date: Sat, 21 Nov 2026 07:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="----=_Part_1"',
    '',
    '------=_Part_1',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 7bit',
    '',
    'secretkeypassword',
    '',
    'Please see the attached offer.',
    '',
    '------=_Part_1',
    'Content-Type: application/pdf; name="offer.pdf"',
    'Content-Disposition: attachment; filename="offer.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    '',
  ].join('\r\n')
  const room = size - head.length - 24
  const coded = randomBytes(Math.floor((room / 78) * 57)).toString('base64')
  const lines = coded.match(/.{1,76}/g) ?? []
  return Buffer.from(`${head}${lines.join('\r\n')}\r\n------=_Part_1--\r\n`)
}

function cpuMs(work: () => void, rounds: number): number {
  const before = process.cpuUsage()
  for (let i = 0; i < rounds; i++) work()
  const used = process.cpuUsage(before)
  return (used.user + used.system) / 1000 / rounds
}

function main(): void {
  const mail = makeMail(50 * 1024)
  const pieces: Buffer[] = []
  for (let at = 0; at < mail.length; at += PIECE) pieces.push(Buffer.from(mail.subarray(at, at + PIECE)))
  for (const lineEndings of ['strict', 'lenient'] as const) {
    const limits = {
      messageBytes: 36 << 20,
      headerBytes: 256 << 10,
      headerLines: 1000,
      lineBytes: 1 << 20,
      mimeDepth: 20,
      mimeParts: 250,
      lineEndings,
    }
    const work = () => {
      const scanner = makeMailScanner(limits)
      for (const piece of pieces) scanner.write(piece)
      scanner.end()
    }
    cpuMs(work, WARM)
    const runs = Array.from({ length: 5 }, () => cpuMs(work, ROUNDS)).sort((a, b) => a - b)
    const ms = runs[2]?.toFixed(4)
    console.log(JSON.stringify({ bench: 'mail-scan', lineEndings, bytes: mail.length, msPerMail: ms, runs }))
  }
}

main()
