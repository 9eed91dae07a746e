import { simpleParser } from 'mailparser'
import { describe, expect, it } from 'vitest'
import { htmlView } from '../../src/mail/html-view.ts'
import { allSamples } from '../../src/mail/samples.ts'
import { wordsFor } from '../../src/words/languages.ts'
import { LANGUAGES } from '../../src/words/words.ts'
import { aPng } from './facts.ts'
import { allParts, parseWithPython } from './python-email.ts'

const house = { timeZone: 'Europe/Berlin', hostname: 'fax.example.com', from: 'Fax <fax@fax.local>' }
const samples = (language: (typeof LANGUAGES)[number]) =>
  allSamples({ ...house, words: wordsFor(language, undefined), previewPng: aPng(8, 11) })

describe.each(LANGUAGES)('every mail that we write, in %s', language => {
  const all = samples(language)

  it('has a name of its own', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    expect(all.length).toBeGreaterThan(20)
  })

  it('can be read by other parsers, without a defect', async () => {
    const parsed = await parseWithPython(all.map(({ mail }) => mail.raw))
    for (const [i, mail] of parsed.entries()) {
      expect(
        allParts(mail).flatMap(part => part.defects),
        all[i]?.name,
      ).toEqual([])
    }
  })

  it('has no placeholder left, and says its language', async () => {
    for (const { name, mail } of all) {
      const { subject, text, html, headers } = await simpleParser(Buffer.from(mail.raw))
      expect(`${subject}\n${text}\n${html || ''}`, name).not.toMatch(/\{\w+\}/)
      expect(headers.get('content-language'), name).toBe(language)
      if (html !== false) expect(html, name).toContain(`<html lang="${language}">`)
    }
  })

  it('can be looked at in a browser', async () => {
    for (const { name, mail } of all) {
      const page = htmlView(mail.raw)
      const { html } = await simpleParser(Buffer.from(mail.raw))
      // mailparser puts the status fields of a delivery report after it.
      if (html !== false) expect(html.startsWith(page?.replace(/\r\n/g, '\n').trim() ?? '-'), name).toBe(true)
    }
  })
})
