/** What the mail listener says of senders, addresses and numbers. */
import type { SaidTable } from './said-table.ts'

export const RULE_SENTENCES: SaidTable = {
  'It is on the list of numbers that must not be faxed.': {
    de: 'Sie steht auf der Liste der Nummern, an die nicht gefaxt werden darf.',
    fr: 'Il est sur la liste des numéros qui ne doivent pas être faxés.',
    es: 'Está en la lista de números que no deben recibir faxes.',
  },
  'Numbers with {prefix} are closed here.': {
    de: 'Nummern mit {prefix} sind hier gesperrt.',
    fr: 'Les numéros en {prefix} sont bloqués ici.',
    es: 'Los números con {prefix} están bloqueados aquí.',
  },
  'Only chosen destinations are open here.': {
    de: 'Hier sind nur ausgewählte Ziele offen.',
    fr: 'Seules des destinations choisies sont ouvertes ici.',
    es: 'Aquí solo están abiertos destinos elegidos.',
  },
  'It is one of a closed kind: {phrase}.': {
    de: 'Sie ist von einer gesperrten Art: {phrase}.',
    fr: "Il est d'un genre bloqué : {phrase}.",
    es: 'Es de un tipo bloqueado: {phrase}.',
  },
  'It has no number, only what is dialled after one (POSTD).': {
    de: 'Sie hat keine Nummer, nur was nach einer gewählt wird (POSTD).',
    fr: "Elle n'a pas de numéro, seulement ce qui se compose après (POSTD).",
    es: 'No tiene número, solo lo que se marca después (POSTD).',
  },
  'There is no such number: check its digits.': {
    de: 'Diese Nummer gibt es nicht: Prüfen Sie die Ziffern.',
    fr: "Ce numéro n'existe pas : vérifiez ses chiffres.",
    es: 'Este número no existe: compruebe las cifras.',
  },
  'It could be {numbers}.': {
    de: 'Es könnte {numbers} sein.',
    fr: 'Ce pourrait être {numbers}.',
    es: 'Podría ser {numbers}.',
  },
  'A pause (p, w) stands inside the number.': {
    de: 'In der Nummer steht eine Pause (p, w).',
    fr: 'Il y a une pause (p, w) dans le numéro.',
    es: 'Hay una pausa (p, w) dentro del número.',
  },
  'Emergency and short numbers are not dialled.': {
    de: 'Notruf- und Kurznummern werden nicht gewählt.',
    fr: "Les numéros d'urgence et les numéros courts ne sont pas composés.",
    es: 'No se marcan números de emergencia ni números cortos.',
  },
  'Write LINE+NUMBER, where LINE is {names}.': {
    de: 'Schreiben Sie LEITUNG+NUMMER, wobei LEITUNG {names} ist.',
    fr: 'Écrivez LIGNE+NUMÉRO, où LIGNE est {names}.',
    es: 'Escriba LÍNEA+NÚMERO, donde LÍNEA es {names}.',
  },
  '{name}= is not offered here, only FAX= is.': {
    de: '{name}= wird hier nicht angeboten, nur FAX=.',
    fr: "{name}= n'est pas proposé ici, seul FAX= l'est.",
    es: '{name}= no se ofrece aquí, solo FAX=.',
  },
  'There are more than {count} names before /FAX=.': {
    de: 'Vor /FAX= stehen mehr als {count} Namen.',
    fr: 'Il y a plus de {count} noms avant /FAX=.',
    es: 'Hay más de {count} nombres antes de /FAX=.',
  },
  '{name} before /FAX= is not a name.': {
    de: '{name} vor /FAX= ist kein Name.',
    fr: "{name} avant /FAX= n'est pas un nom.",
    es: '{name} antes de /FAX= no es un nombre.',
  },
  'The qualifier /{name} is not supported.': {
    de: 'Der Zusatz /{name} wird nicht unterstützt.',
    fr: "Le qualificatif /{name} n'est pas pris en charge.",
    es: 'El calificador /{name} no se admite.',
  },
  '/{name} is not a key with a value, such as /T33S=12.': {
    de: '/{name} ist kein Schlüssel mit Wert wie /T33S=12.',
    fr: "/{name} n'est pas une clé avec une valeur, comme /T33S=12.",
    es: '/{name} no es una clave con un valor, como /T33S=12.',
  },
  '/{name} is written twice: send one mail address for each.': {
    de: '/{name} steht zweimal da: Schreiben Sie für jedes eine eigene Mailadresse.',
    fr: '/{name} est écrit deux fois : donnez une adresse pour chacun.',
    es: '/{name} está escrito dos veces: ponga una dirección para cada uno.',
  },
  '/{name} takes digits only.': {
    de: '/{name} nimmt nur Ziffern.',
    fr: "/{name} n'accepte que des chiffres.",
    es: '/{name} solo acepta cifras.',
  },
  '/{name} has more than {count} digits.': {
    de: '/{name} hat mehr als {count} Ziffern.',
    fr: '/{name} a plus de {count} chiffres.',
    es: '/{name} tiene más de {count} cifras.',
  },
  '/POSTD takes digits, *, #, A to D, p and w only.': {
    de: '/POSTD nimmt nur Ziffern, *, #, A bis D, p und w.',
    fr: "/POSTD n'accepte que des chiffres, *, #, A à D, p et w.",
    es: '/POSTD solo acepta cifras, *, #, A a D, p y w.',
  },
  '/{name} has more than {count} characters.': {
    de: '/{name} hat mehr als {count} Zeichen.',
    fr: '/{name} a plus de {count} caractères.',
    es: '/{name} tiene más de {count} caracteres.',
  },
  '/{name} is empty.': { de: '/{name} ist leer.', fr: '/{name} est vide.', es: '/{name} está vacío.' },
  '/{name} has a character that cannot be printed.': {
    de: '/{name} hat ein Zeichen, das sich nicht drucken lässt.',
    fr: '/{name} a un caractère qui ne peut pas être imprimé.',
    es: '/{name} tiene un carácter que no puede imprimirse.',
  },
  '^{name} is not an option.': {
    de: '^{name} ist keine Option.',
    fr: "^{name} n'est pas une option.",
    es: '^{name} no es una opción.',
  },
  'The number is missing.': { de: 'Die Nummer fehlt.', fr: 'Le numéro manque.', es: 'Falta el número.' },
  'The number begins or ends with a separator.': {
    de: 'Die Nummer beginnt oder endet mit einem Trennzeichen.',
    fr: 'Le numéro commence ou finit par un séparateur.',
    es: 'El número empieza o termina con un separador.',
  },
  'The number has {count} digits.': {
    de: 'Die Nummer hat {count} Ziffern.',
    fr: 'Le numéro a {count} chiffres.',
    es: 'El número tiene {count} cifras.',
  },
  'Letters are not part of a number: {word}.': {
    de: 'Buchstaben gehören nicht in eine Nummer: {word}.',
    fr: "Les lettres ne font pas partie d'un numéro : {word}.",
    es: 'Las letras no forman parte de un número: {word}.',
  },
  'A + may only stand at the beginning.': {
    de: 'Ein + darf nur am Anfang stehen.',
    fr: "Un + ne peut être qu'au début.",
    es: 'Un + solo puede estar al principio.',
  },
  'The key {key} cannot be dialled here.': {
    de: 'Die Taste {key} kann hier nicht gewählt werden.',
    fr: 'La touche {key} ne peut pas être composée ici.',
    es: 'La tecla {key} no puede marcarse aquí.',
  },
  'There are two @ in the address.': {
    de: 'In der Adresse stehen zwei @.',
    fr: "Il y a deux @ dans l'adresse.",
    es: 'Hay dos @ en la dirección.',
  },
  'Routes with {key} are not accepted.': {
    de: 'Wege mit {key} werden nicht angenommen.',
    fr: 'Les routes avec {key} ne sont pas acceptées.',
    es: 'No se aceptan rutas con {key}.',
  },
  'This character is not part of a number: {key}.': {
    de: 'Dieses Zeichen gehört nicht in eine Nummer: {key}.',
    fr: "Ce caractère ne fait pas partie d'un numéro : {key}.",
    es: 'Este carácter no forma parte de un número: {key}.',
  },
  'Source routes are not accepted.': {
    de: 'Quellrouten werden nicht angenommen.',
    fr: 'Les routes imposées par la source ne sont pas acceptées.',
    es: 'No se aceptan rutas de origen.',
  },
  'The address has no domain.': {
    de: 'Die Adresse hat keine Domain.',
    fr: "L'adresse n'a pas de domaine.",
    es: 'La dirección no tiene dominio.',
  },
  'The line has control characters or broken UTF-8.': {
    de: 'Die Zeile hat Steuerzeichen oder kaputtes UTF-8.',
    fr: "La ligne a des caractères de contrôle ou de l'UTF-8 abîmé.",
    es: 'La línea tiene caracteres de control o UTF-8 roto.',
  },
  'The address must stand in < and >.': {
    de: 'Die Adresse muss in < und > stehen.',
    fr: "L'adresse doit être entre < et >.",
    es: 'La dirección debe ir entre < y >.',
  },
  'The address is longer than {count} characters.': {
    de: 'Die Adresse ist länger als {count} Zeichen.',
    fr: "L'adresse dépasse {count} caractères.",
    es: 'La dirección tiene más de {count} caracteres.',
  },
  'Write it as NAME@DOMAIN.': {
    de: 'Schreiben Sie sie als NAME@DOMAIN.',
    fr: 'Écrivez-la sous la forme NOM@DOMAINE.',
    es: 'Escríbala como NOMBRE@DOMINIO.',
  },
  'Look at {key}.': { de: 'Sehen Sie {key} an.', fr: 'Regardez {key}.', es: 'Mire {key}.' },
  'It was written by this fax server itself.': {
    de: 'Dieser Faxserver hat sie selbst geschrieben.',
    fr: "Ce serveur de fax l'a écrit lui-même.",
    es: 'La escribió este mismo servidor de fax.',
  },
  '{name} is the sender of a mail system or a mailing list.': {
    de: '{name} ist der Absender eines Mailsystems oder einer Mailingliste.',
    fr: "{name} est l'expéditeur d'un système de messagerie ou d'une liste.",
    es: '{name} es el remitente de un sistema de correo o de una lista.',
  },
  'Write to {to}.': { de: 'Schreiben Sie an {to}.', fr: 'Écrivez à {to}.', es: 'Escriba a {to}.' },
  'It has {count} Received lines.': {
    de: 'Sie hat {count} Received-Zeilen.',
    fr: 'Il a {count} lignes Received.',
    es: 'Tiene {count} líneas Received.',
  },
  'It has passed {host} {count} times.': {
    de: 'Sie ist {count}-mal durch {host} gegangen.',
    fr: 'Il est passé {count} fois par {host}.',
    es: 'Ha pasado {count} veces por {host}.',
  },
  'Its header {name} says so.': {
    de: 'Ihre Kopfzeile {name} sagt das.',
    fr: 'Son en-tête {name} le dit.',
    es: 'Lo dice su cabecera {name}.',
  },
  'It has the header of a mailing list.': {
    de: 'Sie hat die Kopfzeile einer Mailingliste.',
    fr: "Il a l'en-tête d'une liste de diffusion.",
    es: 'Tiene la cabecera de una lista de correo.',
  },
  'It is a report of a mail system.': {
    de: 'Sie ist der Bericht eines Mailsystems.',
    fr: "C'est le rapport d'un système de messagerie.",
    es: 'Es un informe de un sistema de correo.',
  },
  'Its subject says so: it answers a received fax.': {
    de: 'Ihr Betreff sagt es: Sie antwortet auf ein empfangenes Fax.',
    fr: 'Son objet le dit : il répond à un fax reçu.',
    es: 'Lo dice su asunto: responde a un fax recibido.',
  },
  'The mail has no From header.': {
    de: 'Die E-Mail hat keine From-Zeile.',
    fr: "L'e-mail n'a pas d'en-tête From.",
    es: 'El correo no tiene cabecera From.',
  },
  'The From header is too long.': {
    de: 'Die From-Zeile ist zu lang.',
    fr: "L'en-tête From est trop long.",
    es: 'La cabecera From es demasiado larga.',
  },
  'The From header has control characters.': {
    de: 'Die From-Zeile hat Steuerzeichen.',
    fr: "L'en-tête From a des caractères de contrôle.",
    es: 'La cabecera From tiene caracteres de control.',
  },
  'The From header is not one address.': {
    de: 'Die From-Zeile ist nicht eine Adresse.',
    fr: "L'en-tête From n'est pas une seule adresse.",
    es: 'La cabecera From no es una sola dirección.',
  },
  'The From header is not exactly one name and one address.': {
    de: 'Die From-Zeile ist nicht genau ein Name und eine Adresse.',
    fr: "L'en-tête From n'est pas exactement un nom et une adresse.",
    es: 'La cabecera From no es exactamente un nombre y una dirección.',
  },
  'The From header is empty.': {
    de: 'Die From-Zeile ist leer.',
    fr: "L'en-tête From est vide.",
    es: 'La cabecera From está vacía.',
  },
  'The From header must have exactly one plain address.': {
    de: 'Die From-Zeile muss genau eine einfache Adresse haben.',
    fr: "L'en-tête From doit avoir exactement une adresse simple.",
    es: 'La cabecera From debe tener exactamente una dirección simple.',
  },
  'The limit is {count} bytes.': {
    de: 'Die Grenze ist {count} Bytes.',
    fr: 'La limite est de {count} octets.',
    es: 'El límite es de {count} bytes.',
  },
}
