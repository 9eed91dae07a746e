/**
 * Checks of the rules for senders, in words, in every language: the rest of a sentence that begins with the subscriber. Names of keys
 * stay as they are. `…` is what the entry asks for.
 */
import type { RefusalTrace } from '../fax/refusal.ts'
import type { Language } from './words.ts'

type Checks = Readonly<Record<string, Readonly<Record<RefusalTrace['result'], string>>>>

const ENGLISH: Checks = {
  active: { pass: 'is switched on', fail: 'is switched off (active: false)', open: 'is switched on' },
  login: {
    pass: 'has logged in',
    fail: 'is not the one whose login was used',
    open: 'is the one whose login was used',
  },
  certificate: {
    pass: 'has the certificate of the client',
    fail: 'is not the one whose certificate was shown',
    open: 'has the certificate of the client',
  },
  line: {
    pass: 'has the line that the address names',
    fail: 'does not have the line that the address names',
    open: 'has the line that the address names',
  },
  answer: {
    pass: 'has received the fax that is answered',
    fail: 'has not received the fax that is answered',
    open: 'has received the fax that is answered',
  },
  number: { pass: 'can read the number', fail: 'cannot read the number', open: 'can read the number' },
  closed: { pass: 'may fax there', fail: 'may not fax there, whoever asks', open: 'may fax there' },
  dialable: {
    pass: 'can dial what stands beside the number',
    fail: 'cannot dial what stands beside the number',
    open: 'can dial what stands beside the number',
  },
  configured: { pass: 'has rules', fail: 'has neither a secret_key nor acl entries', open: 'has rules' },
  key: {
    pass: 'the first line is its key',
    fail: 'the first line is not its key',
    open: 'its key is not known before the mail has come',
  },
  received_from: {
    pass: 'received_from: … fits',
    fail: 'received_from: the mail does not come from …',
    open: 'received_from: … is not known yet',
  },
  destination: {
    pass: 'destination: … fits',
    fail: 'destination: the number is not …',
    open: 'destination: … is not known yet',
  },
  from_email: {
    pass: 'from_email: … fits',
    fail: 'from_email: the sender is not …',
    open: 'from_email: … is not known yet',
  },
  proof: {
    pass: 'proof: the sender is proven',
    fail: 'proof: nothing proves the sender',
    open: 'proof: not known yet',
  },
}

const GERMAN: Checks = {
  active: { pass: 'ist eingeschaltet', fail: 'ist abgeschaltet (active: false)', open: 'ist eingeschaltet' },
  login: {
    pass: 'hat sich angemeldet',
    fail: 'ist nicht der, dessen Anmeldung benutzt wurde',
    open: 'ist der, dessen Anmeldung benutzt wurde',
  },
  certificate: {
    pass: 'hat das Zertifikat des Absenders',
    fail: 'ist nicht der, dessen Zertifikat gezeigt wurde',
    open: 'hat das Zertifikat des Absenders',
  },
  line: {
    pass: 'hat die Leitung, die die Adresse nennt',
    fail: 'hat nicht die Leitung, die die Adresse nennt',
    open: 'hat die Leitung, die die Adresse nennt',
  },
  answer: {
    pass: 'hat das Fax empfangen, auf das geantwortet wird',
    fail: 'hat das Fax nicht empfangen, auf das geantwortet wird',
    open: 'hat das Fax empfangen, auf das geantwortet wird',
  },
  number: {
    pass: 'kann die Nummer lesen',
    fail: 'kann die Nummer nicht lesen',
    open: 'kann die Nummer lesen',
  },
  closed: {
    pass: 'darf dorthin faxen',
    fail: 'darf nicht dorthin faxen, wer auch fragt',
    open: 'darf dorthin faxen',
  },
  dialable: {
    pass: 'kann wählen, was neben der Nummer steht',
    fail: 'kann nicht wählen, was neben der Nummer steht',
    open: 'kann wählen, was neben der Nummer steht',
  },
  configured: { pass: 'hat Regeln', fail: 'hat weder secret_key noch Einträge in acl', open: 'hat Regeln' },
  key: {
    pass: 'die erste Zeile ist sein Schlüssel',
    fail: 'die erste Zeile ist nicht sein Schlüssel',
    open: 'sein Schlüssel ist nicht bekannt, bevor die E-Mail da ist',
  },
  received_from: {
    pass: 'received_from: … passt',
    fail: 'received_from: die E-Mail kommt nicht von …',
    open: 'received_from: … ist noch nicht bekannt',
  },
  destination: {
    pass: 'destination: … passt',
    fail: 'destination: die Nummer ist nicht …',
    open: 'destination: … ist noch nicht bekannt',
  },
  from_email: {
    pass: 'from_email: … passt',
    fail: 'from_email: der Absender ist nicht …',
    open: 'from_email: … ist noch nicht bekannt',
  },
  proof: {
    pass: 'proof: der Absender ist bewiesen',
    fail: 'proof: nichts beweist den Absender',
    open: 'proof: noch nicht bekannt',
  },
}

const FRENCH: Checks = {
  active: { pass: 'est activé', fail: 'est désactivé (active: false)', open: 'est activé' },
  login: {
    pass: "s'est identifié",
    fail: "n'est pas celui dont l'identifiant a servi",
    open: "est celui dont l'identifiant a servi",
  },
  certificate: {
    pass: 'a le certificat du client',
    fail: "n'est pas celui dont le certificat a été montré",
    open: 'a le certificat du client',
  },
  line: {
    pass: "a la ligne que l'adresse nomme",
    fail: "n'a pas la ligne que l'adresse nomme",
    open: "a la ligne que l'adresse nomme",
  },
  answer: {
    pass: 'a reçu le fax auquel on répond',
    fail: "n'a pas reçu le fax auquel on répond",
    open: 'a reçu le fax auquel on répond',
  },
  number: { pass: 'sait lire le numéro', fail: 'ne sait pas lire le numéro', open: 'sait lire le numéro' },
  closed: {
    pass: 'peut faxer là-bas',
    fail: 'ne peut pas faxer là-bas, qui que ce soit',
    open: 'peut faxer là-bas',
  },
  dialable: {
    pass: 'peut composer ce qui est à côté du numéro',
    fail: 'ne peut pas composer ce qui est à côté du numéro',
    open: 'peut composer ce qui est à côté du numéro',
  },
  configured: { pass: 'a des règles', fail: "n'a ni secret_key ni entrées acl", open: 'a des règles' },
  key: {
    pass: 'la première ligne est sa clé',
    fail: "la première ligne n'est pas sa clé",
    open: "sa clé n'est pas connue avant que l'e-mail soit là",
  },
  received_from: {
    pass: 'received_from: … convient',
    fail: "received_from: l'e-mail ne vient pas de …",
    open: "received_from: … n'est pas encore connu",
  },
  destination: {
    pass: 'destination: … convient',
    fail: "destination: le numéro n'est pas …",
    open: "destination: … n'est pas encore connu",
  },
  from_email: {
    pass: 'from_email: … convient',
    fail: "from_email: l'expéditeur n'est pas …",
    open: "from_email: … n'est pas encore connu",
  },
  proof: {
    pass: "proof: l'expéditeur est prouvé",
    fail: "proof: rien ne prouve l'expéditeur",
    open: 'proof: pas encore connu',
  },
}

const SPANISH: Checks = {
  active: { pass: 'está activo', fail: 'está desactivado (active: false)', open: 'está activo' },
  login: {
    pass: 'se ha identificado',
    fail: 'no es aquel cuyo acceso se usó',
    open: 'es aquel cuyo acceso se usó',
  },
  certificate: {
    pass: 'tiene el certificado del cliente',
    fail: 'no es aquel cuyo certificado se mostró',
    open: 'tiene el certificado del cliente',
  },
  line: {
    pass: 'tiene la línea que nombra la dirección',
    fail: 'no tiene la línea que nombra la dirección',
    open: 'tiene la línea que nombra la dirección',
  },
  answer: {
    pass: 'ha recibido el fax al que se responde',
    fail: 'no ha recibido el fax al que se responde',
    open: 'ha recibido el fax al que se responde',
  },
  number: { pass: 'sabe leer el número', fail: 'no sabe leer el número', open: 'sabe leer el número' },
  closed: {
    pass: 'puede enviar faxes allí',
    fail: 'no puede enviar faxes allí, lo pida quien lo pida',
    open: 'puede enviar faxes allí',
  },
  dialable: {
    pass: 'puede marcar lo que está junto al número',
    fail: 'no puede marcar lo que está junto al número',
    open: 'puede marcar lo que está junto al número',
  },
  configured: {
    pass: 'tiene reglas',
    fail: 'no tiene ni secret_key ni entradas en acl',
    open: 'tiene reglas',
  },
  key: {
    pass: 'la primera línea es su clave',
    fail: 'la primera línea no es su clave',
    open: 'su clave no se conoce antes de que llegue el correo',
  },
  received_from: {
    pass: 'received_from: … encaja',
    fail: 'received_from: el correo no viene de …',
    open: 'received_from: … aún no se conoce',
  },
  destination: {
    pass: 'destination: … encaja',
    fail: 'destination: el número no es …',
    open: 'destination: … aún no se conoce',
  },
  from_email: {
    pass: 'from_email: … encaja',
    fail: 'from_email: el remitente no es …',
    open: 'from_email: … aún no se conoce',
  },
  proof: {
    pass: 'proof: el remitente está probado',
    fail: 'proof: nada prueba al remitente',
    open: 'proof: aún no se conoce',
  },
}

export const TRACE_CHECKS: Readonly<Record<Language, Checks>> = {
  en: ENGLISH,
  de: GERMAN,
  fr: FRENCH,
  es: SPANISH,
}
