/** Options of a fax that cannot be taken as they are written. */
import type { SaidTable } from './said-table.ts'

export const OPTION_SENTENCES: SaidTable = {
  '{shown}: write one of them.': {
    de: '{shown}: Schreiben Sie eines davon.',
    fr: "{shown} : n'écrivez que l'une d'elles.",
    es: '{shown}: escriba una de ellas.',
  },
  '{shown}: your fax operator has not allowed the option {name}.': {
    de: '{shown}: Der Betreiber Ihres Faxservers hat die Option {name} nicht erlaubt.',
    fr: "{shown} : l'exploitant de votre serveur de fax n'a pas permis l'option {name}.",
    es: '{shown}: el operador de su servidor de fax no ha permitido la opción {name}.',
  },
  '{shown}: there are more than {count} addresses for copies.': {
    de: '{shown}: Es sind mehr als {count} Adressen für Kopien.',
    fr: '{shown} : il y a plus de {count} adresses pour les copies.',
    es: '{shown}: hay más de {count} direcciones para copias.',
  },
  'The {name} must be the same for all recipients of one mail (here: {a} and {b}): send separate mails.': {
    de: 'Die Option {name} muss für alle Empfänger einer E-Mail gleich sein (hier: {a} und {b}): Senden Sie getrennte E-Mails.',
    fr: "L'option {name} doit être la même pour tous les destinataires d'un e-mail (ici : {a} et {b}) : envoyez des e-mails séparés.",
    es: 'La opción {name} debe ser la misma para todos los destinatarios de un correo (aquí: {a} y {b}): envíe correos separados.',
  },
  'There are: {names}.': { de: 'Es gibt: {names}.', fr: 'Il y a : {names}.', es: 'Hay: {names}.' },
  'There are more than {count} X-Fax- headers.': {
    de: 'Es sind mehr als {count} X-Fax-Kopfzeilen.',
    fr: 'Il y a plus de {count} en-têtes X-Fax-.',
    es: 'Hay más de {count} cabeceras X-Fax-.',
  },
  'Did you mean {name}?': {
    de: 'Meinten Sie {name}?',
    fr: 'Vouliez-vous dire {name} ?',
    es: '¿Quiso decir {name}?',
  },
  '{shown}: there is no such option.': {
    de: '{shown}: Diese Option gibt es nicht.',
    fr: "{shown} : cette option n'existe pas.",
    es: '{shown}: no existe esta opción.',
  },
  '{shown}: it is too long.': {
    de: '{shown}: Das ist zu lang.',
    fr: "{shown} : c'est trop long.",
    es: '{shown}: es demasiado largo.',
  },
  '{shown}: it has no value.': {
    de: '{shown}: Der Wert fehlt.',
    fr: '{shown} : la valeur manque.',
    es: '{shown}: falta el valor.',
  },
  '{shown}: it has no value: write {example}.': {
    de: '{shown}: Der Wert fehlt: Schreiben Sie {example}.',
    fr: '{shown} : la valeur manque : écrivez {example}.',
    es: '{shown}: falta el valor: escriba {example}.',
  },
  '{shown}: an invisible character stands in it ({code}): write it again.': {
    de: '{shown}: Darin steht ein unsichtbares Zeichen ({code}): Schreiben Sie es noch einmal.',
    fr: '{shown} : il contient un caractère invisible ({code}) : écrivez-le à nouveau.',
    es: '{shown}: contiene un carácter invisible ({code}): escríbalo de nuevo.',
  },
  '{shown}: superfine is not offered: write fine.': {
    de: '{shown}: superfine wird nicht angeboten: Schreiben Sie fine.',
    fr: "{shown} : superfine n'est pas proposé : écrivez fine.",
    es: '{shown}: superfine no se ofrece: escriba fine.',
  },
  '{shown}: did you mean {name}?': {
    de: '{shown}: Meinten Sie {name}?',
    fr: '{shown} : vouliez-vous dire {name} ?',
    es: '{shown}: ¿quiso decir {name}?',
  },
  '{shown}: there is no cover page of this name: write {names}.': {
    de: '{shown}: Ein Deckblatt dieses Namens gibt es nicht: Schreiben Sie {names}.',
    fr: "{shown} : il n'y a pas de page de garde de ce nom : écrivez {names}.",
    es: '{shown}: no hay ninguna portada con este nombre: escriba {names}.',
  },
  '{shown}: there is no cover page of this name: did you mean {name}?': {
    de: '{shown}: Ein Deckblatt dieses Namens gibt es nicht: Meinten Sie {name}?',
    fr: "{shown} : il n'y a pas de page de garde de ce nom : vouliez-vous dire {name} ?",
    es: '{shown}: no hay ninguna portada con este nombre: ¿quiso decir {name}?',
  },
  '{shown}: write at most {count} letters, digits and . _ - / : #.': {
    de: '{shown}: Schreiben Sie höchstens {count} Buchstaben, Ziffern und . _ - / : #.',
    fr: '{shown} : écrivez au plus {count} lettres, chiffres et . _ - / : #.',
    es: '{shown}: escriba como máximo {count} letras, cifras y . _ - / : #.',
  },
  '{shown}: write at most {count} letters, digits and signs.': {
    de: '{shown}: Schreiben Sie höchstens {count} Buchstaben, Ziffern und Zeichen.',
    fr: '{shown} : écrivez au plus {count} lettres, chiffres et signes.',
    es: '{shown}: escriba como máximo {count} letras, cifras y signos.',
  },
  '{shown}: write at most {count} addresses.': {
    de: '{shown}: Schreiben Sie höchstens {count} Adressen.',
    fr: '{shown} : écrivez au plus {count} adresses.',
    es: '{shown}: escriba como máximo {count} direcciones.',
  },
  '{shown}: write one of your own numbers with country code.': {
    de: '{shown}: Schreiben Sie eine Ihrer eigenen Nummern mit Ländervorwahl.',
    fr: "{shown} : écrivez un de vos propres numéros avec l'indicatif du pays.",
    es: '{shown}: escriba uno de sus propios números con el prefijo del país.',
  },
  '{shown}: it is not a number of yours: write {names}.': {
    de: '{shown}: Das ist keine Ihrer Nummern: Schreiben Sie {names}.',
    fr: "{shown} : ce n'est pas un de vos numéros : écrivez {names}.",
    es: '{shown}: no es un número suyo: escriba {names}.',
  },
  '{shown}: write mail addresses, such as ann@example.com, with commas between them.': {
    de: '{shown}: Schreiben Sie Mailadressen wie ann@example.com, mit Kommas dazwischen.',
    fr: '{shown} : écrivez des adresses e-mail, comme ann@example.com, séparées par des virgules.',
    es: '{shown}: escriba direcciones de correo, como ann@example.com, separadas por comas.',
  },
  '{shown}: your fax operator has not allowed copies to {to}.': {
    de: '{shown}: Der Betreiber Ihres Faxservers hat Kopien an {to} nicht erlaubt.',
    fr: "{shown} : l'exploitant de votre serveur de fax n'a pas permis de copies à {to}.",
    es: '{shown}: el operador de su servidor de fax no ha permitido copias a {to}.',
  },
  '{shown}: options stand in brackets at the very end of the subject.': {
    de: '{shown}: Optionen stehen in Klammern ganz am Ende des Betreffs.',
    fr: "{shown} : les options se mettent entre crochets tout à la fin de l'objet.",
    es: '{shown}: las opciones van entre corchetes al final mismo del asunto.',
  },
  '{shown}: write 20:00, or a day and a time such as 2026-11-21 20:00.': {
    de: '{shown}: Schreiben Sie 20:00 oder einen Tag mit Uhrzeit wie 2026-11-21 20:00.',
    fr: '{shown} : écrivez 20:00, ou un jour et une heure comme 2026-11-21 20:00.',
    es: '{shown}: escriba 20:00, o un día y una hora como 2026-11-21 20:00.',
  },
  '{shown}: write two times of day, such as 20:00-06:00.': {
    de: '{shown}: Schreiben Sie zwei Uhrzeiten wie 20:00-06:00.',
    fr: '{shown} : écrivez deux heures, comme 20:00-06:00.',
    es: '{shown}: escriba dos horas, como 20:00-06:00.',
  },
  '{shown}: a window has at least {count} minutes.': {
    de: '{shown}: Ein Zeitfenster hat mindestens {count} Minuten.',
    fr: '{shown} : une plage a au moins {count} minutes.',
    es: '{shown}: una franja tiene al menos {count} minutos.',
  },
  '{shown}: write the time with 24 hours, such as 20:00.': {
    de: '{shown}: Schreiben Sie die Uhrzeit mit 24 Stunden, wie 20:00.',
    fr: "{shown} : écrivez l'heure sur 24 heures, comme 20:00.",
    es: '{shown}: escriba la hora en formato de 24 horas, como 20:00.',
  },
  '{shown}: write 00:00 for midnight.': {
    de: '{shown}: Schreiben Sie 00:00 für Mitternacht.',
    fr: '{shown} : écrivez 00:00 pour minuit.',
    es: '{shown}: escriba 00:00 para medianoche.',
  },
  '{shown}: this time has passed.': {
    de: '{shown}: Diese Zeit ist vorbei.',
    fr: '{shown} : cette heure est passée.',
    es: '{shown}: esta hora ya ha pasado.',
  },
  '{shown}: this is more than {count} days ahead.': {
    de: '{shown}: Das liegt mehr als {count} Tage in der Zukunft.',
    fr: "{shown} : c'est dans plus de {count} jours.",
    es: '{shown}: faltan más de {count} días.',
  },
  '{shown}: write {names}.': {
    de: '{shown}: Schreiben Sie {names}.',
    fr: '{shown} : écrivez {names}.',
    es: '{shown}: escriba {names}.',
  },
}
