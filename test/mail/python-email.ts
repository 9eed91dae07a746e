/** Python's email package as a second parser, which knows nothing of ours. A machine without python3 fails the tests. */
import { spawn } from 'node:child_process'

export interface PythonPart {
  readonly type: string
  /** Decoded, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** What the parser found wrong in this part. */
  readonly defects: readonly string[]
  readonly fileName: string | null
  /** Decoded text of text parts, base64 of others, null for multiparts. */
  readonly content: string | null
  /** For message/delivery-status: its groups of fields. */
  readonly groups: readonly (readonly (readonly [name: string, value: string])[])[]
  readonly parts: readonly PythonPart[]
}

const SCRIPT = `
import sys, json, base64
from email import message_from_bytes, policy

def show(part):
    headers = [[name, str(value)] for name, value in part.items()]
    defects = [repr(d) for d in part.defects]
    for name, value in part.items():
        defects += [name + ': ' + repr(d) for d in getattr(value, 'defects', [])]
    kind = part.get_content_type()
    groups, parts, content = [], [], None
    if kind == 'message/delivery-status':
        groups = [[[n, str(v)] for n, v in group.items()] for group in part.get_payload()]
    elif part.is_multipart():
        parts = [show(p) for p in part.get_payload()]
    elif kind.startswith('text/'):
        content = part.get_payload(decode=True).decode('utf-8')
    else:
        content = base64.b64encode(part.get_payload(decode=True)).decode('ascii')
    return dict(type=kind, headers=headers, defects=defects, fileName=part.get_filename(),
                content=content, groups=groups, parts=parts)

mails = json.load(sys.stdin)
json.dump([show(message_from_bytes(base64.b64decode(m), policy=policy.default)) for m in mails], sys.stdout)
`

/** All mails in one process, since starting it takes longer than parsing. */
export function parseWithPython(mails: readonly Uint8Array[]): Promise<PythonPart[]> {
  return new Promise((resolve, reject) => {
    const python = spawn('python3', ['-c', SCRIPT], { stdio: ['pipe', 'pipe', 'pipe'] })
    const out: Buffer[] = []
    const err: Buffer[] = []
    python.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    python.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    python.on('error', cause => reject(new Error('these tests need python3', { cause })))
    python.on('close', code => {
      if (code === 0) resolve(JSON.parse(Buffer.concat(out).toString()) as PythonPart[])
      else reject(new Error(`python3 ended with ${code}: ${Buffer.concat(err).toString()}`))
    })
    python.stdin.end(JSON.stringify(mails.map(mail => Buffer.from(mail).toString('base64'))))
  })
}

/** The part and all parts inside it. */
export function allParts(part: PythonPart): PythonPart[] {
  return [part, ...part.parts.flatMap(allParts)]
}
