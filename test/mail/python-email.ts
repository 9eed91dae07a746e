/** Python's email package as a second parser, which knows nothing of ours. A machine without python3 fails the tests. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

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

for line in sys.stdin:
    mails = [message_from_bytes(base64.b64decode(m), policy=policy.default) for m in json.loads(line)]
    print(json.dumps([show(m) for m in mails]), flush=True)
`

type Answer = (line: string | Error) => void

/** One interpreter for all tests of a file, since starting it takes longer than parsing; it ends with the tests. */
class PythonParser {
  readonly #python = spawn('python3', ['-u', '-c', SCRIPT], { stdio: ['pipe', 'pipe', 'pipe'] })
  readonly #waiting: Answer[] = []
  #complaint = ''

  constructor() {
    const { stdin, stdout, stderr } = this.#python
    createInterface({ input: stdout }).on('line', line => this.#waiting.shift()?.(line))
    stderr.on('data', data => (this.#complaint += String(data)))
    this.#python.on('error', cause => this.#failed(new Error('these tests need python3', { cause })))
    this.#python.on('close', code =>
      this.#failed(new Error(`python3 ended with ${code}: ${this.#complaint}`)),
    )
    this.#python.unref()
    for (const pipe of [stdin, stdout, stderr]) (pipe as unknown as { unref(): void }).unref()
  }

  ask(question: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(answer => (answer instanceof Error ? reject(answer) : resolve(answer)))
      this.#python.stdin.write(`${question}\n`)
    })
  }

  #failed(error: Error): void {
    for (const answer of this.#waiting.splice(0)) answer(error)
    parser = null
  }
}

let parser: PythonParser | null = null

/** Parses all mails, in order. */
export async function parseWithPython(mails: readonly Uint8Array[]): Promise<PythonPart[]> {
  parser ??= new PythonParser()
  const answer = await parser.ask(JSON.stringify(mails.map(mail => Buffer.from(mail).toString('base64'))))
  return JSON.parse(answer) as PythonPart[]
}

/** The part and all parts inside it. */
export function allParts(part: PythonPart): PythonPart[] {
  return [part, ...part.parts.flatMap(allParts)]
}
