import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { addRefused } from '../../src/http/refused.ts'
import type { RefusalFilter } from '../../src/store/store.ts'

describe('GET /refused', () => {
  const asked: RefusalFilter[] = []
  const server = fastify()
  addRefused(server, {
    refusals: async filter => {
      asked.push(filter)
      return []
    },
    refusal: async id => (id === 'r-7f3k2m' ? ({ id } as never) : null),
  })

  it('asks for what is wanted', async () => {
    expect((await server.inject('/refused?since=5&search=ann&limit=7')).json()).toEqual([])
    expect((await server.inject('/refused')).json()).toEqual([])
    expect(asked).toEqual([{ since: 5, search: 'ann', limit: 7 }, { limit: 50 }])
  })

  it('refuses what makes no sense, and says when there is none', async () => {
    expect((await server.inject('/refused?limit=0')).json()).toMatchObject({ code: 'E_BAD_REQUEST' })
    expect((await server.inject('/refused/r-nothing')).json()).toMatchObject({ code: 'E_NOT_FOUND' })
  })

  it('gives one by its reference, also without the letter', async () => {
    expect((await server.inject('/refused/r-7f3k2m')).json()).toEqual({ id: 'r-7f3k2m' })
    expect((await server.inject('/refused/7f3k2m')).json()).toEqual({ id: 'r-7f3k2m' })
  })
})
