/** Reads the event stream of the API, and goes on where it broke off. */
import type { Client } from './client.ts'
import type { ChangeEvent } from './generated.ts'

/** One change, as it was told. */
export interface ApiEvent {
  /** To go on after it. */
  readonly id: string
  /** `fax` or `inbox`. */
  readonly event: string
  readonly data: ChangeEvent
}

/** The events of one connection, until it ends. Ends when `signal` aborts. */
export async function* eventsOf(
  client: Pick<Client, 'followEvents'>,
  options: { readonly lastEventId?: string; readonly signal: AbortSignal },
): AsyncGenerator<ApiEvent> {
  const { lastEventId, signal } = options
  const query = lastEventId === undefined ? {} : { lastEventId: Number(lastEventId) }
  const answer = (await client.followEvents({ query, signal })) as Response
  if (answer.body === null) return
  let rest = ''
  const decoder = new TextDecoder()
  try {
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      rest += decoder.decode(chunk, { stream: true })
      const blocks = rest.split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = eventIn(block)
        if (event !== null) yield event
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/** Null: a comment, which only keeps the line open. */
export function eventIn(block: string): ApiEvent | null {
  const fields = new Map<string, string>()
  for (const line of block.split('\n')) {
    const at = line.indexOf(': ')
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 2))
  }
  const data = fields.get('data')
  if (data === undefined) return null
  return {
    id: fields.get('id') ?? '',
    event: fields.get('event') ?? 'message',
    data: JSON.parse(data) as ChangeEvent,
  }
}
