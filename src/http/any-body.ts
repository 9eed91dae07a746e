/** For calls whose bodies are of no kind that a server knows: forms of one button, news of vendors. */
import type { FastifyInstance } from 'fastify'

/** Takes every body as it came, up to `bodyLimit` bytes. */
export function takeAnyBody(server: FastifyInstance, bodyLimit: number): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_, body, done) => done(null, body))
}
