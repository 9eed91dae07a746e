import type { Dns } from '../../src/smtp/dns.ts'

/** `NAME TYPE` in any case to its answers, or to a code such as ESERVFAIL, or NEVER. What is not there is ENOTFOUND. */
export type DnsTable = Readonly<Record<string, readonly unknown[] | string>>

export class FakeDns {
  readonly asked: string[] = []
  #table = new Map<string, readonly unknown[] | string>()

  constructor(table: DnsTable = {}) {
    this.set(table)
  }

  set(table: DnsTable): void {
    this.#table = new Map(Object.entries(table).map(([question, answer]) => [question.toLowerCase(), answer]))
  }

  readonly ask: Dns = async (name, type) => {
    const question = `${name} ${type}`
    this.asked.push(question)
    const answer = this.#table.get(question.toLowerCase()) ?? 'ENOTFOUND'
    if (typeof answer !== 'string') return [...answer]
    if (answer === 'NEVER') return new Promise(() => {})
    throw Object.assign(new Error(`query${type} ${answer} ${name}`), { code: answer })
  }
}
