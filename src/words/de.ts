/** Our mails in German. */
import { GERMAN_DETAILS } from './details-de.ts'
import { KEY_SENTENCES } from './key-sentences.ts'
import { LINK_SENTENCES } from './link-sentences.ts'
import { RECEIVED_SENTENCES } from './received-sentences.ts'
import type { Words } from './words.ts'

export const GERMAN: Words = {
  language: 'de',
  sentences: {
    'page.one': '1 Seite',
    'page.many': '{count} Seiten',
    'pages.of': '{sent} von {total}',
    'list.item': '{name}: {text}',
    'number.unknown': 'unbekannter Nummer',
    'time.format': '{day}.{month}.{year}, {hour}:{minute}:{second} Uhr (UTC{offset})',
    'date.format': '{day}.{month}.{year}',
    'duration.seconds': '{seconds} s',
    'duration.minutes': '{minutes} min {seconds} s',

    'subject.delivered': 'Fax an {number} zugestellt ({pages})',
    'subject.failed': 'Fax an {number} nicht zugestellt: {brief}',
    'subject.noVerdict': 'Fax an {number} nicht bestätigt: Es kann angekommen sein',
    'subject.cancelled': 'Fax an {number} abgebrochen',
    'subject.correction': 'Berichtigung: {subject}',
    'subject.received': 'Fax von {number} ({pages})',
    'subject.incomplete': 'Fax von {number} ({pages}, unvollständig)',
    'subject.list': 'Fax an die Liste {list}: {delivered} zugestellt, {failed} nicht',
    'subject.digest': 'Faxe bis {date}: {delivered} zugestellt, {failed} nicht zugestellt, {waiting} offen',
    'subject.answer': 'Fax an {number}: {what}',
    'minimal.delivered': 'Fax {id} zugestellt ({pages})',
    'minimal.failed': 'Fax {id} nicht zugestellt: {brief}',
    'minimal.noVerdict': 'Fax {id} nicht bestätigt: Es kann angekommen sein',
    'minimal.cancelled': 'Fax {id} abgebrochen',
    'minimal.answer': 'Fax {id}: {what}',
    'name.received': 'Fax von {number}',

    'headline.delivered': 'Ihr Fax wurde zugestellt',
    'headline.failed': 'Ihr Fax wurde nicht zugestellt',
    'headline.partial': 'Ihr Fax wurde nur zum Teil zugestellt',
    'headline.noVerdict': 'Es ist nicht bekannt, ob Ihr Fax angekommen ist',
    'headline.cancelled': 'Ihr Fax wurde abgebrochen',
    'headline.received': 'Ein Fax ist für Sie eingegangen',
    'headline.incomplete': 'Ein Fax ist für Sie eingegangen, aber nicht vollständig',
    'headline.listAll': 'Ihr Fax wurde der ganzen Liste zugestellt',
    'headline.listSome': 'Ihr Fax wurde nicht allen auf der Liste zugestellt',
    'headline.listNone': 'Ihr Fax wurde niemandem auf der Liste zugestellt',
    'headline.digest': 'Ihre Faxe bis {date}, {time} Uhr',

    'text.delivered': 'Das Faxgerät der Gegenstelle hat jede Seite bestätigt.',
    'text.partial': 'Das Faxgerät der Gegenstelle hat {sent} von {total} Seiten bestätigt.',
    'text.cancelledEarly': 'Es wurde keine Seite gesendet.',
    'text.cancelledLate': 'Es wurde bereits gesendet: {sent} von {total} Seiten waren angekommen.',
    'text.leftOut': 'Einige Teile Ihrer E-Mail sind nicht im Fax enthalten: siehe unten.',
    'text.leftOutCount': 'Teile Ihrer E-Mail, die nicht im Fax enthalten sind: {count}.',
    'text.correctedDelivered':
      'Dies berichtigt unseren früheren Bericht: Der Faxanbieter sagt jetzt, dass das Fax doch zugestellt wurde. Wurde es noch einmal gesendet, kann es zweimal angekommen sein.',
    'text.correctedFailed':
      'Dies berichtigt unseren früheren Bericht: Der Faxanbieter hat seine Aussage zurückgenommen und sagt jetzt, dass das Fax nicht zugestellt wurde. Es wird nicht von selbst noch einmal gesendet.',
    'text.received': 'Das Fax hängt an dieser E-Mail ({format}).',
    'text.incomplete':
      'Die Verbindung brach ab, es können Seiten fehlen. Bitten Sie den Absender, das Fax noch einmal zu senden.',
    'text.damaged.repair':
      'Die Übertragung hat {count} Punktzeilen beschädigt (Seiten: {pages}). Jede wurde durch die Zeile darüber ersetzt.',
    'text.damaged.mark':
      'Die Übertragung hat {count} Punktzeilen beschädigt (Seiten: {pages}). Jede wurde durch die Zeile darüber ersetzt und trägt einen Balken am linken Rand.',
    'text.damaged.keep':
      'Die Übertragung hat {count} Punktzeilen beschädigt (Seiten: {pages}). Sie sind so, wie sie ankamen.',
    'text.turned': 'Vom Faxserver aufrecht gedreht (Seiten: {pages}).',
    'text.straightened': 'Vom Faxserver gerade gerückt (Seiten: {pages}).',
    'text.copy': 'Dies ist eine Kopie. Gesendet hat das Fax {sender}.',
    'text.copyMinimal': 'Dies ist eine Kopie für Sie.',
    'text.attached': 'Die Seiten des Faxes hängen an dieser E-Mail ({format}).',
    'text.commands':
      'Sie können auf diese E-Mail antworten. Schreiben Sie in die erste Zeile: erneut senden, Status, oder senden an und eine Faxnummer.',
    'text.list': 'Mitglieder der Liste, die es erhalten haben: {delivered} von {count}.',
    'text.commandsKey':
      'Sie können auf diese E-Mail antworten. Schreiben Sie in die erste Zeile Ihren Schlüssel und in die nächste: erneut senden, Status, oder senden an und eine Faxnummer.',
    'text.digest': 'Von {from} bis {to}.',

    'label.number': 'Faxnummer',
    'label.list': 'Liste',
    'label.subject': 'Betreff',
    'label.options': 'Optionen',
    'label.pages': 'Gesendete Seiten',
    'label.pagesReceived': 'Seiten',
    'label.mailTaken': 'E-Mail angenommen',
    'label.ended': 'Beendet',
    'label.receivedAt': 'Empfangen',
    'label.duration': 'Dauer der Verbindung',
    'label.stationId': 'Kennung der Gegenstelle',
    'label.attempts': 'Versuche',
    'label.provider': 'Meldung des Anbieters',
    'label.faxId': 'Fax-ID',
    'label.newFaxId': 'Neue Fax-ID',
    'label.state': 'Stand',
    'label.caller': 'Von',
    'label.called': 'An Ihre Nummer',
    'list.faxed': 'Im Fax enthalten',
    'list.leftOut': 'Nicht im Fax enthalten',
    'list.unsure': 'Nicht bestätigt, kann angekommen sein',
    'list.more': 'und {count} weitere',
    'digest.delivered': 'Zugestellt',
    'digest.failed': 'Nicht zugestellt',
    'digest.cancelled': 'Abgebrochen',
    'digest.waiting': 'Noch offen',

    'state.accepted': 'wird in Faxseiten umgewandelt',
    'state.ready': 'wartet auf den Versand',
    'state.submitting': 'wird an den Anbieter übergeben',
    'state.unknown': 'übergeben, aber noch nicht bestätigt',
    'state.sending': 'wird gesendet',
    'state.delivered': 'zugestellt',
    'state.failed': 'nicht zugestellt',
    'state.cancelled': 'abgebrochen',
    'state.held': 'angehalten, bis der Betreiber es freigibt',

    'answer.resent': 'wird noch einmal gesendet',
    'answer.resent.text':
      'Das Fax ist als {id} noch einmal unterwegs. Wenn es beendet ist, erhalten Sie einen Bericht.',
    'answer.sentTo': 'wird an {to} gesendet',
    'answer.sentTo.text':
      'Dieselben Seiten gehen als {id} an {to}. Wenn dieses Fax beendet ist, erhalten Sie einen Bericht.',
    'answer.cancelled': 'abgebrochen',
    'answer.cancelled.text': 'Das Fax wird nicht gesendet.',
    'answer.cancelWanted': 'der Abbruch wird versucht',
    'answer.cancelWanted.text':
      'Der Anbieter hat das Fax schon; vielleicht lässt es sich nicht mehr stoppen. Im Bericht steht, wie es ausging.',
    'answer.status': 'Stand',
    'answer.status.text': 'Das ist zurzeit bekannt.',
    'answer.tooLate': 'zu spät für einen Abbruch',
    'answer.tooLate.text': 'Das Fax ist schon beendet. Es wurde nichts geändert.',
    'answer.notEnded': 'nicht noch einmal gesendet',
    'answer.notEnded.text':
      'Das Fax ist noch nicht beendet. Warten Sie auf den Bericht, oder brechen Sie es vorher ab.',
    'answer.already': 'nicht noch einmal gesendet',
    'answer.already.text':
      'Es wurde bereits als {id} noch einmal gesendet. Um es abermals zu senden, antworten Sie auf die E-Mails zu diesem Fax.',
    'answer.gone': 'nicht gesendet',
    'answer.gone.text':
      'Die Aufbewahrungszeit ist abgelaufen, die Seiten sind gelöscht. Senden Sie die E-Mail noch einmal.',
    'answer.refused': 'nicht gesendet',
    'answer.refused.text': 'Das Fax wurde nicht an {to} gesendet. Der Server meldet: {reason}',
    'answer.help': 'Ihre Antwort wurde nicht verstanden',
    'answer.help.text': 'Es wurde nichts getan. Schreiben Sie in die erste Zeile Ihrer Antwort eines davon:',
    'answer.help.title': 'Befehle',
    'answer.help.resend': 'erneut senden: sendet das Fax noch einmal an dieselbe Nummer',
    'answer.help.sendTo': 'senden an +15555551212: sendet dieselben Seiten an eine andere Nummer',
    'answer.help.cancel': 'abbrechen: stoppt ein Fax, das noch nicht beendet ist',
    'answer.help.status': 'Status: sagt, was über das Fax bekannt ist',

    'picture.page': 'Seite 1 des Faxes',
    'footer.report':
      'Geschrieben vom Faxserver {hostname}. Bei Fragen zu diesem Fax nennen Sie bitte seine ID: {id}',
    ...KEY_SENTENCES.de,
    ...LINK_SENTENCES.de,
    ...RECEIVED_SENTENCES.de,
    'footer.received':
      'Empfangen vom Faxserver {hostname}. Bei Fragen zu diesem Fax nennen Sie bitte seine ID: {id}',
    'footer.digest': 'Einmal am Tag vom Faxserver {hostname} für {subscriber} geschrieben.',
  },
  failures: {
    busy: row('besetzt', 'Der Anschluss war besetzt.', 'Senden Sie das Fax später noch einmal.'),
    'no-answer': row(
      'niemand nahm ab',
      'Der Anruf wurde nicht angenommen.',
      'Prüfen Sie, ob das Faxgerät eingeschaltet ist, und senden Sie das Fax noch einmal.',
    ),
    'not-a-fax': row(
      'kein Faxgerät',
      'Der Anruf wurde angenommen, aber nicht von einem Faxgerät.',
      'Prüfen Sie die Nummer: Vielleicht gehört sie zu einem Telefon.',
    ),
    'number-unallocated': row(
      'die Nummer gibt es nicht',
      'Die Nummer ist nicht vergeben oder nicht in Betrieb.',
      'Prüfen Sie die Nummer beim Empfänger.',
    ),
    'number-invalid': row(
      'die Nummer ist nicht wählbar',
      'Die Nummer kann nicht gewählt werden.',
      'Schreiben Sie die Nummer mit Landesvorwahl, zum Beispiel +15555551212.',
    ),
    'number-blocked': row(
      'die Nummer ist gesperrt',
      'Die Nummer ist für Faxe von hier gesperrt.',
      'Fragen Sie Ihren Betreiber, ob an diese Nummer gefaxt werden darf.',
    ),
    'call-rejected': row(
      'der Anruf wurde abgewiesen',
      'Die Gegenstelle hat den Anruf abgewiesen.',
      'Fragen Sie den Empfänger, ob er Faxe von Ihrer Nummer annimmt.',
    ),
    'line-error': row(
      'Leitungsstörung',
      'Die Leitung wurde während der Übertragung gestört.',
      'Senden Sie das Fax noch einmal.',
    ),
    partial: row(
      'nur ein Teil der Seiten kam an',
      'Die Verbindung brach nach einem Teil der Seiten ab.',
      'Fragen Sie den Empfänger, welche Seiten angekommen sind, bevor Sie noch einmal senden.',
    ),
    incompatible: row(
      'das andere Gerät kann es nicht empfangen',
      'Das Faxgerät der Gegenstelle kann Seiten dieser Größe oder Auflösung nicht empfangen.',
      'Senden Sie das Dokument in normaler Auflösung auf A4 oder Letter.',
    ),
    'document-rejected': row(
      'das Dokument kann nicht gefaxt werden',
      'Aus dem Dokument konnten keine Faxseiten gemacht werden.',
      'Senden Sie das Dokument als gewöhnliches PDF ohne Passwort.',
    ),
    'too-long': row(
      'zu viele Seiten',
      'Das Dokument hat zu viele Seiten.',
      'Teilen Sie das Dokument auf und senden Sie es in mehreren Faxen.',
    ),
    'no-route': row(
      'kein Anbieter erreicht diese Nummer',
      'Kein Faxanbieter hier kann dieses Ziel erreichen.',
      'Bitten Sie Ihren Betreiber, einen Weg für dieses Land einzurichten.',
    ),
    'no-credit': row(
      'das Konto beim Anbieter hat kein Guthaben',
      'Das Konto beim Faxanbieter hat kein Guthaben.',
      'Bitten Sie Ihren Betreiber, das Konto aufzuladen, und senden Sie das Fax dann noch einmal.',
    ),
    'provider-fault': row(
      'Störung beim Faxanbieter',
      'Beim Faxanbieter ist ein interner Fehler aufgetreten.',
      'Senden Sie das Fax später noch einmal.',
    ),
    'no-verdict': row(
      'nicht bestätigt',
      'Der Faxanbieter hat nie gemeldet, was aus dem Fax geworden ist. Es kann angekommen sein.',
      'Fragen Sie den Empfänger, ob es angekommen ist, bevor Sie es noch einmal senden.',
    ),
    expired: row(
      'nicht rechtzeitig gesendet',
      'Das Fax konnte nicht rechtzeitig gesendet werden.',
      'Senden Sie das Fax noch einmal.',
    ),
    cancelled: row('abgebrochen', 'Das Fax wurde abgebrochen.', 'Es ist nichts weiter zu tun.'),
    unknown: row(
      'aus unbekanntem Grund',
      'Das Fax ist fehlgeschlagen; der Anbieter hat den Grund nicht genannt.',
      'Senden Sie das Fax noch einmal, oder fragen Sie Ihren Betreiber nach den Einzelheiten.',
    ),
  },
  details: GERMAN_DETAILS,
}

function row(brief: string, sentence: string, advice: string) {
  return { brief, sentence, advice }
}
