/** What the rules for senders decided, in every language: the rest of a sentence that begins with the subscriber. */
import type { Language } from './words.ts'

const ENGLISH = {
  anything: 'anything',
  takes: 'takes it: its key or login is enough',
  takesByEntry: 'takes it: acl entry {number} fits',
  proven: ', the sender is proven by {proof}',
  refuses: 'does not take it: {why}',
  refusesAtAll: 'does not take it',
  mayTake: 'may take it: that depends on what has not come yet',
  onlyEntry: 'its only acl entry',
  nearestEntry: 'of its {count} acl entries {number} is nearest',
} as const
export type TraceId = keyof typeof ENGLISH

const GERMAN: Readonly<Record<TraceId, string>> = {
  anything: 'irgendetwas',
  takes: 'nimmt sie an: Schlüssel oder Anmeldung genügt',
  takesByEntry: 'nimmt sie an: Eintrag {number} in acl passt',
  proven: ', der Absender ist bewiesen durch {proof}',
  refuses: 'nimmt sie nicht an: {why}',
  refusesAtAll: 'nimmt sie nicht an',
  mayTake: 'nimmt sie vielleicht an: Das hängt von dem ab, was noch nicht da ist',
  onlyEntry: 'sein einziger Eintrag in acl',
  nearestEntry: 'von seinen {count} Einträgen in acl ist {number} am nächsten',
}

const FRENCH: Readonly<Record<TraceId, string>> = {
  anything: "n'importe quoi",
  takes: "l'accepte : sa clé ou son identifiant suffit",
  takesByEntry: "l'accepte : l'entrée acl {number} convient",
  proven: ", l'expéditeur est prouvé par {proof}",
  refuses: "ne l'accepte pas : {why}",
  refusesAtAll: "ne l'accepte pas",
  mayTake: "l'acceptera peut-être : cela dépend de ce qui n'est pas encore venu",
  onlyEntry: 'sa seule entrée acl',
  nearestEntry: 'de ses {count} entrées acl, {number} est la plus proche',
}

const SPANISH: Readonly<Record<TraceId, string>> = {
  anything: 'cualquier cosa',
  takes: 'lo acepta: basta su clave o su acceso',
  takesByEntry: 'lo acepta: la entrada {number} de acl encaja',
  proven: ', el remitente está probado por {proof}',
  refuses: 'no lo acepta: {why}',
  refusesAtAll: 'no lo acepta',
  mayTake: 'quizá lo acepte: depende de lo que aún no ha llegado',
  onlyEntry: 'su única entrada de acl',
  nearestEntry: 'de sus {count} entradas de acl, la {number} es la más cercana',
}

export const TRACE_SENTENCES: Readonly<Record<Language, Readonly<Record<TraceId, string>>>> = {
  en: ENGLISH,
  de: GERMAN,
  fr: FRENCH,
  es: SPANISH,
}
