/**
 * The trace of the rules for received faxes in the reader's language. inbound/decide.ts and rules.ts write it in English, and
 * it is stored with the fax; each line is recognised here as a whole. Labels, numbers, names and keys stay as they are.
 */
import { knownSentence, saidIn } from './known-sentence.ts'
import type { SaidTable } from './said-table.ts'
import { filled, type Language } from './words.ts'

/** `{label}`: which rule or list; `{why}`, `{does}`: parts with rows of their own. The first that fits a line tells it. */
export const TRACE_LINES: SaidTable = {
  'number not told: no subscriber has it': {
    de: 'Nummer nicht mitgeteilt: Kein Teilnehmer hat sie',
    fr: "numéro non communiqué : aucun abonné ne l'a",
    es: 'número no comunicado: ningún abonado lo tiene',
  },
  'number {number}: no subscriber has it': {
    de: 'Nummer {number}: Kein Teilnehmer hat sie',
    fr: "numéro {number} : aucun abonné ne l'a",
    es: 'número {number}: ningún abonado lo tiene',
  },
  'number {number}: of subscriber {name}': {
    de: 'Nummer {number}: von Teilnehmer {name}',
    fr: "numéro {number} : de l'abonné {name}",
    es: 'número {number}: del abonado {name}',
  },
  'unknown caller: {does}': {
    de: 'unbekannter Anrufer: {does}',
    fr: 'appelant inconnu : {does}',
    es: 'llamante desconocido: {does}',
  },
  'goes to {names}': { de: 'geht an {names}', fr: 'va à {names}', es: 'va a {names}' },
  'it belongs to nobody, and there is no catch-all': {
    de: 'gehört niemandem, und es gibt keine Auffangadresse (catchAll)',
    fr: "n'appartient à personne, et il n'y a pas d'adresse par défaut (catchAll)",
    es: 'no es de nadie, y no hay dirección de recogida (catchAll)',
  },
  'it belongs to nobody: catch-all': {
    de: 'gehört niemandem: Auffangadresse (catchAll)',
    fr: "n'appartient à personne : adresse par défaut (catchAll)",
    es: 'no es de nadie: dirección de recogida (catchAll)',
  },
  '{label}: fits, but the fax was released': {
    de: '{label}: passt, aber das Fax wurde freigegeben',
    fr: '{label} : convient, mais le fax a été libéré',
    es: '{label}: encaja, pero el fax fue liberado',
  },
  '{label}: no: {why}': { de: '{label}: nein: {why}', fr: '{label} : non : {why}', es: '{label}: no: {why}' },
  '{blocked}: no': { de: '{blocked}: nein', fr: '{blocked} : non', es: '{blocked}: no' },
  '{blocked}: fits: {text}': {
    de: '{blocked}: passt: {text}',
    fr: '{blocked} : convient : {text}',
    es: '{blocked}: encaja: {text}',
  },
  '{label}: fits: {does}': {
    de: '{label}: passt: {does}',
    fr: '{label} : convient : {does}',
    es: '{label}: encaja: {does}',
  },
  '{name} has no address for received faxes, and there is no catch-all': {
    de: '{name} hat keine Adresse für empfangene Faxe, und es gibt keine Auffangadresse (catchAll)',
    fr: "{name} n'a pas d'adresse pour les fax reçus, et il n'y a pas d'adresse par défaut (catchAll)",
    es: '{name} no tiene dirección para los faxes recibidos, y no hay dirección de recogida (catchAll)',
  },
  '{name} has no address for received faxes: catch-all': {
    de: '{name} hat keine Adresse für empfangene Faxe: Auffangadresse (catchAll)',
    fr: "{name} n'a pas d'adresse pour les fax reçus : adresse par défaut (catchAll)",
    es: '{name} no tiene dirección para los faxes recibidos: dirección de recogida (catchAll)',
  },
}

/** Why a rule does not fit. `{key}`: as it is called in the configuration. */
export const MISFITS: SaidTable = {
  'hours: it is not {hours}': {
    de: 'hours: Es ist nicht {hours}',
    fr: "hours : il n'est pas {hours}",
    es: 'hours: no es {hours}',
  },
  'days: it was {day}': { de: 'days: Es war {day}', fr: 'days : c’était {day}', es: 'days: era {day}' },
  'complete: it is whole': {
    de: 'complete: Es ist vollständig',
    fr: 'complete : il est complet',
    es: 'complete: está completo',
  },
  'complete: it is not whole': {
    de: 'complete: Es ist nicht vollständig',
    fr: "complete : il n'est pas complet",
    es: 'complete: no está completo',
  },
  'pages: it has {count}': {
    de: 'pages: Es hat {count}',
    fr: 'pages : il en a {count}',
    es: 'pages: tiene {count}',
  },
  '{key}: page 1 was not read': {
    de: '{key}: Seite 1 wurde nicht gelesen',
    fr: "{key} : la page 1 n'a pas été lue",
    es: '{key}: la página 1 no se leyó',
  },
  '{key}: page 1 could not be read': {
    de: '{key}: Seite 1 ließ sich nicht lesen',
    fr: "{key} : la page 1 n'a pas pu être lue",
    es: '{key}: la página 1 no pudo leerse',
  },
  '{key}: not found on page 1': {
    de: '{key}: auf Seite 1 nicht gefunden',
    fr: '{key} : pas trouvé sur la page 1',
    es: '{key}: no se encontró en la página 1',
  },
  '{key}: not told': {
    de: '{key}: nicht mitgeteilt',
    fr: '{key} : non communiqué',
    es: '{key}: no comunicado',
  },
  '{key}: {value} is not {wanted}': {
    de: '{key}: {value} ist nicht {wanted}',
    fr: "{key} : {value} n'est pas {wanted}",
    es: '{key}: {value} no es {wanted}',
  },
}

/** What a rule does; several with `; ` between them. */
export const DEEDS: SaidTable = {
  'nothing to do': { de: 'nichts zu tun', fr: 'rien à faire', es: 'nada que hacer' },
  'mark {names}': { de: 'Vermerk {names}', fr: 'marque {names}', es: 'marca {names}' },
  'copy to {names}': { de: 'Kopie an {names}', fr: 'copie à {names}', es: 'copia a {names}' },
  'to {names}': { de: 'an {names}', fr: 'à {names}', es: 'a {names}' },
  'subscriber {name}': { de: 'Teilnehmer {name}', fr: 'abonné {name}', es: 'abonado {name}' },
  mark: { de: 'mit Vermerk', fr: 'marquer', es: 'marcar' },
  file: { de: 'ablegen', fr: 'classer', es: 'archivar' },
  junk: { de: 'unerwünscht', fr: 'indésirable', es: 'no deseado' },
}

const SHAPES: Readonly<Record<string, string>> = {
  key: '([a-z]{1,20})',
  label: '(.{1,200}?)',
  blocked: '(inbound\\.blockedCallers|\\S{1,80}: blocked_callers)',
}

const knownIn = (table: SaidTable) =>
  Object.entries(table).map(([english, others]) => ({
    others,
    sentence: knownSentence(english, name => SHAPES[name] ?? '(.{1,1000})'),
  }))
const LINES = knownIn(TRACE_LINES)
const WHYS = knownIn(MISFITS)
const DOES = knownIn(DEEDS)

const OR = { de: ' oder ', fr: ' ou ', es: ' o ' } as const

/** A line of a trace in this language; what is not one of ours stays. */
export function traceLineIn(language: Language, line: string): string {
  if (language === 'en') return line
  const tell = (all: typeof LINES, text: string): string => {
    for (const { others, sentence } of all) {
      const found = saidIn(text, sentence)
      if (found === null || found.length !== text.length) continue
      const { why, does, wanted } = found.values
      const own = {
        ...found.values,
        ...(wanted === undefined ? {} : { wanted: wanted.split(' or ').join(OR[language]) }),
        ...(why === undefined ? {} : { why: tell(WHYS, why) }),
        ...(does === undefined
          ? {}
          : {
              does: does
                .split('; ')
                .map(part => tell(DOES, part))
                .join('; '),
            }),
      }
      return filled(others[language], own, language)
    }
    return text
  }
  return tell(LINES, line)
}
