import { describe, expect, it } from 'vitest'
import type { SubmissionId } from '../../src/fax/id.ts'
import { type Ear, LastReply } from '../../src/smtp/last-reply.ts'

const ID = 'sub_1' as SubmissionId
const OPEN: Ear = { bytesRead: 100, readableEnded: false, destroyed: false }

function listening() {
  const said: string[] = []
  const reply = new LastReply({ confirm: id => said.push(`seen ${id}`), lost: id => said.push(`lost ${id}`) })
  return { said, reply }
}

describe('our 250', () => {
  it('was seen when bytes came after it, and not by those that were there before', () => {
    const { said, reply } = listening()
    reply.promised(ID, OPEN, 10)
    reply.heard(OPEN)
    expect(said).toEqual([])
    reply.heard({ ...OPEN, bytesRead: 101 })
    expect(said).toEqual(['seen sub_1'])
    reply.heard({ ...OPEN, bytesRead: 102 })
    reply.closed({ ...OPEN, readableEnded: true }, false)
    expect(said).toEqual(['seen sub_1'])
  })

  it('was seen when the client closes in order soon after', () => {
    const { said, reply } = listening()
    reply.promised(ID, OPEN, 4_999)
    reply.closed({ ...OPEN, readableEnded: true, destroyed: true }, false)
    expect(said).toEqual(['seen sub_1'])
  })

  it.each([
    ['the line broke', 10, { readableEnded: true }, true],
    ['we closed, not the client', 10, { readableEnded: false }, false],
    // It may have lost patience and closed before the 250 came.
    ['the 250 came late', 5_000, { readableEnded: true }, false],
  ])('may not have been seen: %s', (_, tookMs, ear, hadError) => {
    const { said, reply } = listening()
    reply.promised(ID, OPEN, tookMs)
    reply.closed({ ...OPEN, ...ear }, hadError)
    expect(said).toEqual(['lost sub_1'])
  })

  it.each([[{ readableEnded: true }], [{ destroyed: true }]])(
    'was not seen by one that had gone: %j',
    ear => {
      const { said, reply } = listening()
      reply.promised(ID, { ...OPEN, ...ear }, 10)
      expect(said).toEqual(['lost sub_1'])
      reply.closed({ ...OPEN, ...ear }, false)
      expect(said).toEqual(['lost sub_1'])
    },
  )

  it('each one is told of once, also two in one session', () => {
    const { said, reply } = listening()
    reply.heard(OPEN)
    reply.promised(ID, OPEN, 10)
    reply.heard({ ...OPEN, bytesRead: 200 })
    reply.promised('sub_2' as SubmissionId, { ...OPEN, bytesRead: 300 }, 10)
    reply.closed(OPEN, true)
    expect(said).toEqual(['seen sub_1', 'lost sub_2'])
  })
})
