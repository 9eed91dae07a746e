/**
 * The questions to DNS about one mail, for a library that asks by itself. In charge of a bound on how many, of giving
 * every failure but "there is none" the one form that the library takes for temporary (it would go on as if there were
 * nothing), and of keeping what was answered, since a pass is only believed when its records are simple.
 */
import { type Dns, isAbsent } from './dns.ts'

/** RFC 7208 §4.6.4: ten for the record, ten for each mx; keys and policies come to some more. */
const MOST_QUESTIONS = 60

export class DnsQuestions {
  readonly #dns: Dns
  readonly #stop: AbortSignal | undefined
  #asked = 0
  /** All TXT records that came. */
  readonly texts: string[] = []

  /** After `stop` nothing more is asked: who gave up waiting has no use for it. */
  constructor(dns: Dns, stop?: AbortSignal) {
    this.#dns = dns
    this.#stop = stop
  }

  readonly ask = async (name: string, type: string): Promise<string[]> => {
    if (this.#stop?.aborted) throw failure('too late')
    if (++this.#asked > MOST_QUESTIONS) throw failure('too many questions')
    let answers: unknown[]
    try {
      answers = await this.#dns(name, type)
    } catch (error) {
      throw isAbsent(error) ? error : failure(String((error as { code?: unknown } | null)?.code ?? error))
    }
    if (type === 'TXT') for (const answer of answers) this.texts.push([answer].flat().join(''))
    // The library's types know texts only; it reads lists and MX records as node:dns gives them.
    return answers as string[]
  }
}

function failure(why: string): Error {
  return Object.assign(new Error(`DNS: ${why}`), { code: 'ETIMEOUT' })
}
