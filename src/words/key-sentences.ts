/**
 * What our mails say about secret keys, in every language. Together in one file, since they are changed together: who
 * edits a sentence here sees the other three.
 */

export const KEY_SENTENCES = {
  en: {
    'subject.keyNew': 'New secret key of {subscriber}',
    'subject.keyDue': 'The secret key of {subscriber} is due',
    'headline.keyNew': 'Your fax line has a new secret key',
    'headline.keyDue': 'The secret key of your fax line is due',
    'text.oldKey':
      'The secret key in your mail was replaced on {replaced}. It works until {until}: use the new one from now on.',
    'text.keyNew': 'Write it as the first line of every mail that is to be faxed. It is not faxed itself.',
    'text.keyNewStrict':
      'Write it as the first line of every mail that is to be faxed, as plain text, with an empty line below it. It is not faxed itself.',
    'text.keySecret':
      'Whoever knows it can send faxes at your cost. Give it only to those who send, then delete this mail.',
    'text.keyDue':
      'It was not replaced, since mail to you would cross the network unprotected. The present key goes on working.',
    'text.keyDueHow':
      'Ask your fax operator for a new one. He gets it with: faxbridge keys rotate {subscriber}',
    'label.keySubscriber': 'Fax line',
    'label.keyNew': 'New key',
    'label.keySince': 'Set',
    'label.keyOldUntil': 'Old key works until',
    'label.keyNext': 'Next one',
    'key.oldGone': 'it is void',
    'footer.key': 'Written by the fax server {hostname}. Nobody reads answers to this mail.',
  },
  de: {
    'subject.keyNew': 'Neuer geheimer Schlüssel von {subscriber}',
    'subject.keyDue': 'Der geheime Schlüssel von {subscriber} ist fällig',
    'headline.keyNew': 'Ihr Faxanschluss hat einen neuen geheimen Schlüssel',
    'headline.keyDue': 'Der geheime Schlüssel Ihres Faxanschlusses ist fällig',
    'text.oldKey':
      'Der geheime Schlüssel in Ihrer E-Mail wurde am {replaced} ersetzt. Er gilt noch bis {until}: Verwenden Sie ab jetzt den neuen.',
    'text.keyNew':
      'Schreiben Sie ihn in die erste Zeile jeder E-Mail, die gefaxt werden soll. Er selbst wird nicht gefaxt.',
    'text.keyNewStrict':
      'Schreiben Sie ihn in die erste Zeile jeder E-Mail, die gefaxt werden soll, als reinen Text und mit einer Leerzeile darunter. Er selbst wird nicht gefaxt.',
    'text.keySecret':
      'Wer ihn kennt, kann auf Ihre Kosten faxen. Geben Sie ihn nur denen, die senden, und löschen Sie dann diese E-Mail.',
    'text.keyDue':
      'Er wurde nicht ersetzt, weil die E-Mail an Sie ungeschützt durch das Netz ginge. Der bisherige Schlüssel gilt weiter.',
    'text.keyDueHow':
      'Bitten Sie den Betreiber Ihres Faxservers um einen neuen. Er erhält ihn mit: faxbridge keys rotate {subscriber}',
    'label.keySubscriber': 'Faxanschluss',
    'label.keyNew': 'Neuer Schlüssel',
    'label.keySince': 'Gesetzt',
    'label.keyOldUntil': 'Alter Schlüssel gilt bis',
    'label.keyNext': 'Nächster',
    'key.oldGone': 'er ist ungültig',
    'footer.key': 'Geschrieben vom Faxserver {hostname}. Antworten auf diese E-Mail liest niemand.',
  },
  fr: {
    'subject.keyNew': 'Nouvelle clé secrète de {subscriber}',
    'subject.keyDue': 'La clé secrète de {subscriber} arrive à échéance',
    'headline.keyNew': 'Votre ligne de fax a une nouvelle clé secrète',
    'headline.keyDue': 'La clé secrète de votre ligne de fax arrive à échéance',
    'text.oldKey':
      'La clé secrète de votre message a été remplacée le {replaced}. Elle reste valable jusqu’au {until} : utilisez désormais la nouvelle.',
    'text.keyNew': 'Écrivez-la sur la première ligne de chaque message à faxer. Elle-même n’est pas faxée.',
    'text.keyNewStrict':
      'Écrivez-la sur la première ligne de chaque message à faxer, en texte brut, suivie d’une ligne vide. Elle-même n’est pas faxée.',
    'text.keySecret':
      'Quiconque la connaît peut envoyer des fax à vos frais. Ne la donnez qu’à ceux qui envoient, puis supprimez ce message.',
    'text.keyDue':
      'Elle n’a pas été remplacée, car le message traverserait le réseau sans protection. La clé actuelle reste valable.',
    'text.keyDueHow':
      'Demandez-en une nouvelle à l’exploitant de votre serveur de fax. Il l’obtient avec : faxbridge keys rotate {subscriber}',
    'label.keySubscriber': 'Ligne de fax',
    'label.keyNew': 'Nouvelle clé',
    'label.keySince': 'Définie',
    'label.keyOldUntil': 'Ancienne clé valable jusqu’au',
    'label.keyNext': 'Prochaine',
    'key.oldGone': 'elle n’est plus valable',
    'footer.key': 'Écrit par le serveur de fax {hostname}. Personne ne lit les réponses à ce message.',
  },
  es: {
    'subject.keyNew': 'Nueva clave secreta de {subscriber}',
    'subject.keyDue': 'La clave secreta de {subscriber} ha vencido',
    'headline.keyNew': 'Su línea de fax tiene una nueva clave secreta',
    'headline.keyDue': 'La clave secreta de su línea de fax ha vencido',
    'text.oldKey':
      'La clave secreta de su correo se sustituyó el {replaced}. Sirve hasta el {until}: use la nueva a partir de ahora.',
    'text.keyNew':
      'Escríbala en la primera línea de cada correo que deba enviarse por fax. La clave no se envía por fax.',
    'text.keyNewStrict':
      'Escríbala en la primera línea de cada correo que deba enviarse por fax, como texto sin formato y con una línea vacía debajo. La clave no se envía por fax.',
    'text.keySecret':
      'Quien la conozca puede enviar faxes a su costa. Désela solo a quienes envían y borre después este correo.',
    'text.keyDue':
      'No se ha sustituido, porque el correo cruzaría la red sin protección. La clave actual sigue siendo válida.',
    'text.keyDueHow':
      'Pida una nueva al responsable de su servidor de fax. La obtiene con: faxbridge keys rotate {subscriber}',
    'label.keySubscriber': 'Línea de fax',
    'label.keyNew': 'Nueva clave',
    'label.keySince': 'Fijada',
    'label.keyOldUntil': 'La clave anterior sirve hasta',
    'label.keyNext': 'La próxima',
    'key.oldGone': 'ya no sirve',
    'footer.key': 'Escrito por el servidor de fax {hostname}. Nadie lee las respuestas a este correo.',
  },
} as const
