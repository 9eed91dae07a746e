import fc from 'fast-check'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { isPicture, pixelSizeOf } from '../../../src/documents/mail/pixels.ts'

const image = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#a37' } })

it.each(['png', 'jpeg', 'gif', 'webp'] as const)('the dots of %s files by another program', async format => {
  for (const [width, height] of [
    [1, 1],
    [17, 300],
    [640, 480],
  ] as const) {
    const bytes = await image(width, height)[format]().toBuffer()
    expect(isPicture(bytes)).toBe(true)
    // RFC 9649: the frame of a very small WebP still has its size within the first 30 bytes.
    expect(pixelSizeOf(bytes)).toEqual({ width, height })
  }
})

it('of lossless WebP, of WebP with a profile, and of JPEG behind a long profile', async () => {
  expect(pixelSizeOf(await image(33, 44).webp({ lossless: true }).toBuffer())).toEqual({
    width: 33,
    height: 44,
  })
  const withProfile = await image(33, 44).withMetadata({ icc: 'p3' }).webp().toBuffer()
  expect(withProfile.toString('latin1', 12, 16)).toBe('VP8X')
  expect(pixelSizeOf(withProfile)).toEqual({ width: 33, height: 44 })
  expect(
    pixelSizeOf(await image(33, 44).withMetadata({ icc: 'p3' }).jpeg({ progressive: true }).toBuffer()),
  ).toEqual({
    width: 33,
    height: 44,
  })
})

it('of BMP, also from top to bottom', () => {
  const bmp = Buffer.alloc(58)
  bmp.write('BM')
  bmp.writeInt32LE(40, 14)
  bmp.writeInt32LE(7, 18)
  bmp.writeInt32LE(-9, 22)
  expect(isPicture(bmp)).toBe(true)
  expect(pixelSizeOf(bmp)).toEqual({ width: 7, height: 9 })
})

it.each([
  ['%PDF-1.7 …', false],
  ['II*\0\x08\0\0\0', false],
  ['\0\0\0\x18ftypheic', false],
  ['<svg xmlns="http://www.w3.org/2000/svg">', true],
  ['<?xml version="1.0"?>\n<!-- logo -->\n<svg>', true],
  ['<html>', false],
])('%j is a picture: %s', (head, expected) => {
  expect(isPicture(Buffer.from(head, 'latin1'))).toBe(expected)
})

it('ends for any bytes, with a size of at least one dot or none', () => {
  const magic = fc.constantFrom(
    '',
    '\x89PNG\r\n\x1a\n',
    '\xff\xd8',
    '\xff\xd8\xff\xe0',
    'GIF89a',
    'BM',
    'RIFF....WEBPVP8X',
  )
  fc.assert(
    fc.property(magic, fc.uint8Array({ maxLength: 400 }), (start, rest) => {
      const size = pixelSizeOf(Buffer.concat([Buffer.from(start, 'latin1'), rest]))
      if (size === null) return
      expect(Math.min(size.width, size.height)).toBeGreaterThan(0)
    }),
    { numRuns: 2000 },
  )
})
