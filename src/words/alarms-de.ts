/** What the operator is told, in German. */
import type { AlarmKind } from '../fax/alarm.ts'
import type { AlarmFrame, AlarmWords } from './alarms-en.ts'

export const GERMAN_FRAME: AlarmFrame = {
  over: 'Vorbei: {title}',
  still: 'Immer noch: {title}',
  since: 'Seit {time}.',
  ended: 'Es begann {time} und endete {end}.',
  todo: 'Was zu tun ist:',
  known: 'Alle Alarme: faxbridge alarms. Wenn Sie davon wissen: faxbridge alarms ack {name}',
}

const HELD = 'Angehaltene Faxe: faxbridge list --held. Jedes geht weiter mit: faxbridge release ID'

export const GERMAN_ALARMS: Readonly<Record<AlarmKind, AlarmWords>> = {
  'provider-down': {
    title: 'Das Anbieterkonto {account} ist nicht erreichbar',
    means:
      'Darüber geht kein Fax hinaus. Faxe warten, oder nehmen ein anderes Konto, wo eine Route eines nennt.',
    todo: [
      'Prüfen Sie, ob der Anbieter ausgefallen ist und ob dieser Rechner ins Internet kommt.',
      'faxbridge providers test {account}',
    ],
  },
  'provider-credentials': {
    title: 'Das Anbieterkonto {account} weist unsere Zugangsdaten ab: Faxe werden angehalten',
    means: 'Darüber geht kein Fax hinaus und keines kommt herein, bis jemand gehandelt hat.',
    todo: [
      'Berichtigen Sie die Zugangsdaten in der Konfiguration, starten Sie neu, dann: faxbridge providers test {account}',
      HELD,
    ],
  },
  'provider-credit': {
    title: 'Das Anbieterkonto {account} hat kein Guthaben: Faxe werden angehalten',
    means: 'Darüber geht kein Fax hinaus, bis jemand bezahlt hat.',
    todo: ['Bezahlen Sie beim Anbieter, dann: faxbridge providers test {account}', HELD],
  },
  'credit-low': {
    title: 'Das Anbieterkonto {account} hat nur noch wenig Guthaben: {left}',
    means:
      'Wenn es verbraucht ist, geht über dieses Konto kein Fax hinaus. Die Grenze in alarms.credit ist {limit}.',
    todo: ['Bezahlen Sie beim Anbieter.', 'faxbridge providers balance {account}'],
  },
  'relay-down': {
    title: 'Das Mail-Relay nimmt keine Mail an',
    means:
      'Berichte und empfangene Faxe warten hier; nichts geht verloren. Faxe werden trotzdem gesendet. Wartende Mails: {count}.',
    todo: ['Prüfen Sie, ob der Server in relay.url läuft und ob Anmeldung und TLS stimmen (docs/relay.md).'],
  },
  'queue-late': {
    title: 'Die Warteschlange ist {minutes} Minuten im Verzug',
    means:
      'Fällige Schritte werden nicht getan: Berichte, empfangene Faxe und Fragen an Anbieter kommen zu spät.',
    todo: [
      'Prüfen Sie, ob dieser Rechner überlastet oder seine Platte langsam ist, und was das Protokoll sagt.',
      'faxbridge status',
    ],
  },
  'steps-given-up': {
    title: 'Aufgegebene Schritte: {count}',
    means: 'Sie wurden lange versucht und werden vor einem Neustart nicht noch einmal versucht.',
    todo: [
      'Das Protokoll sagt, warum: suchen Sie „parked“. Beheben Sie es und starten Sie neu: alles Misslungene wird wieder versucht.',
    ],
  },
  'faxes-late': {
    title: 'Faxe, die längst hinaus sein sollten: {count}',
    means:
      'Das älteste ist seit {minutes} Minuten fällig. Faxe, die auf eine Uhrzeit warten, sind nicht mitgezählt.',
    todo: [
      'faxbridge list --state accepted,ready zeigt sie; faxbridge show ID sagt, worauf jedes wartet.',
      'faxbridge providers list zeigt die Konten: Ist eines zu langsam für das, was zu senden ist?',
    ],
  },
  'faxes-stuck': {
    title: 'Faxe, zu denen der Anbieter kein Ergebnis nennt: {count}',
    means: 'Das älteste wurde vor {minutes} Minuten übergeben. Niemand weiß bisher, ob es angekommen ist.',
    todo: [
      'faxbridge list --state submitting,unknown,sending zeigt sie. Sehen Sie auf der Webseite des Anbieters nach.',
      'Nach sending.trackingHours enden sie von selbst ohne Ergebnis.',
    ],
  },
  'faxes-held': {
    title: 'Faxe, die auf einen Menschen warten: {count}',
    means: 'Sie werden nicht gesendet, bevor jemand sie angesehen hat.',
    todo: [
      'faxbridge list --held zeigt sie mit dem Grund; docs/operations.md sagt, was jeweils zu tun ist.',
      'faxbridge release ID sendet eines, faxbridge cancel ID nicht.',
    ],
  },
  'received-late': {
    title: 'Empfangene Faxe, die ihre Empfänger nicht erreicht haben: {count}',
    means: 'Das älteste wartet seit {minutes} Minuten. Es ist hier sicher und beim Anbieter nicht quittiert.',
    todo: [
      'faxbridge received --state seen,fetched,routed zeigt sie; faxbridge show ID sagt, warum.',
      'Meist ist das Relay oder ein Ziel ausgefallen.',
    ],
  },
  'received-unrouted': {
    title: 'Empfangene Faxe, die niemandem gehören: {count}',
    means: 'Kein Teilnehmer hat die gerufene Nummer. Sie warten hier und werden nicht quittiert.',
    todo: [
      'faxbridge received --state unrouted zeigt sie.',
      'Tragen Sie die Nummer bei einem Teilnehmer ein und laden Sie neu, oder: faxbridge inbox reroute ID --to ADRESSE',
    ],
  },
  'destination-given-up': {
    title: 'Empfangene Faxe kamen nicht nach {place}: {count}',
    means: 'Dieses Ziel wurde alle seine Tage lang versucht und nahm sie nicht an. Zuletzt: {why}',
    todo: [
      'Bringen Sie das Ziel in Ordnung und geben Sie sie noch einmal aus: faxbridge inbox redeliver ID',
      'Es ist vorbei, wenn dort einen Tag lang nichts aufgegeben wurde.',
    ],
  },
  'address-broken': {
    title: 'Empfangene Faxe erreichen {address} nicht',
    means: 'Eine Mail mit dem Fax {fax} kam zurück oder wurde abgewiesen: {why} Das Fax bleibt hier.',
    todo: [
      'Berichtigen Sie die Adresse in der Konfiguration, dann geben Sie das Fax jemand anderem: faxbridge inbox reroute {fax} --to ADRESSE',
      'Was zurückkam: faxbridge show {address}',
      'Es ist vorbei, wenn eine Woche lang nichts zurückgekommen ist.',
    ],
  },
  'disk-low': {
    title: 'Die Platte ist fast voll: {free} MiB sind frei',
    means: 'Unter {limit} MiB wird keine Mail mehr angenommen.',
    todo: [
      'Schaffen Sie Platz, wo dataDir liegt, oder eine größere Platte. sending.keepDays sagt, wie lange Mails bleiben.',
    ],
  },
  'disk-full': {
    title: 'Die Platte ist voll: es wird keine Mail angenommen',
    means:
      '{free} MiB sind frei, und smtp.limits.freeDiskBytes ist {limit} MiB. Absender sollen es später noch einmal versuchen.',
    todo: [
      'Schaffen Sie Platz, wo dataDir liegt, oder eine größere Platte. Mail wird dann von selbst wieder angenommen.',
    ],
  },
  'certificate-ending': {
    title: 'Ein Zertifikat endet in {days} Tagen: {what}',
    means: 'Danach scheitern Verbindungen damit. Es steht in {file}.',
    todo: ['Erneuern Sie es. Ein Zertifikat eines Listeners wird neu gelesen mit: faxbridge reload'],
  },
  'certificate-ended': {
    title: 'Ein Zertifikat ist abgelaufen: {what}',
    means: 'Verbindungen damit scheitern. Es steht in {file}.',
    todo: ['Erneuern Sie es jetzt. Ein Zertifikat eines Listeners wird neu gelesen mit: faxbridge reload'],
  },
  'clock-wrong': {
    title: 'Die Uhr dieses Rechners geht um {seconds} Sekunden falsch',
    means:
      'Das sagt {host}. Zeiten in Berichten sind falsch, und was zu einer Uhrzeit hinaus soll, geht zur falschen.',
    todo: ['Stellen Sie sie nach einem Zeitdienst: timedatectl, chronyc tracking'],
  },
  'clock-jumped': {
    title: 'Die Uhr dieses Rechners sprang um {seconds} Sekunden',
    means: 'Wartende Faxe sind vielleicht zu früh oder zu spät fällig geworden.',
    todo: [
      'Prüfen Sie, ob jemand die Uhr gestellt hat oder der Rechner angehalten war. timedatectl zeigt den Zeitdienst.',
    ],
  },
  'keys-overdue': {
    title: 'Geheime Schlüssel, die erneuert sein sollten: {count}',
    means: 'Ein neuer Schlüssel wird nur verschickt, wo das Relay TLS hat. Die alten gelten weiter.',
    todo: [
      'faxbridge keys show sagt, welche. Geben Sie dem Relay TLS, oder: faxbridge keys rotate TEILNEHMER',
    ],
  },
  'backup-old': {
    title: 'Es gibt keine Sicherung der letzten {limit} Tage',
    means:
      'Geht diese Platte kaputt, sind Faxe und Verlauf seit der letzten Sicherung verloren. Letzte Sicherung: {last}.',
    todo: ['faxbridge backup ORDNER. Prüfen Sie, ob der Zeitgeber läuft, der es tun soll.'],
  },
  'sandbox-lost': {
    title: 'Die Sandbox für Dokumente arbeitet nicht mehr',
    means: 'Dokumente können nicht gelesen werden, neue Faxe misslingen. {why}',
    todo: [
      'Prüfen Sie, was sich auf diesem Rechner geändert hat: bubblewrap, User-Namespaces (docs/operations.md, Sandbox).',
    ],
  },
  'budget-nearly': {
    title: 'Das Tagesbudget von {whose} ist zu 80 % verbraucht ({what})',
    means: 'Erlaubt am {day}: {limit}.',
    todo: [
      'Wie alle Budgets stehen: faxbridge budget',
      'Missbraucht es jemand? Faxe von heute: faxbridge list --limit 100',
    ],
  },
  'budget-full': {
    title: 'Das Tagesbudget von {whose} ist aufgebraucht ({what})',
    means:
      'Erlaubt am {day}: {limit}. Was darüber hinausgeht, wird vorerst abgewiesen, angehalten oder wartet auf den nächsten Tag, wie eingestellt.',
    todo: [
      'Wie alle Budgets stehen: faxbridge budget',
      HELD,
      'Missbraucht es jemand? Faxe von heute: faxbridge list --limit 100',
    ],
  },
}
