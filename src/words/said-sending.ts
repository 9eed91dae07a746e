/** Faxes on their way out: why one is held, what is written down, and what our own mails meet at the relay. */
import type { SaidTable } from './said-table.ts'

export const SENDING_SENTENCES: SaidTable = {
  'provider {name} refuses our credentials': {
    de: 'Anbieter {name} lehnt unsere Zugangsdaten ab',
    fr: 'le fournisseur {name} refuse nos identifiants',
    es: 'el proveedor {name} rechaza nuestras credenciales',
  },
  'provider account {name} has no credit': {
    de: 'Anbieterkonto {name} hat kein Guthaben',
    fr: "le compte de fournisseur {name} n'a plus de crédit",
    es: 'la cuenta de proveedor {name} no tiene saldo',
  },
  'provider {name} does not understand our request': {
    de: 'Anbieter {name} versteht unsere Anfrage nicht',
    fr: 'le fournisseur {name} ne comprend pas notre demande',
    es: 'el proveedor {name} no entiende nuestra petición',
  },
  'provider {name} refuses our credentials; {said}': {
    de: 'Anbieter {name} lehnt unsere Zugangsdaten ab; {said}',
    fr: 'le fournisseur {name} refuse nos identifiants ; {said}',
    es: 'el proveedor {name} rechaza nuestras credenciales; {said}',
  },
  'provider account {name} has no credit; {said}': {
    de: 'Anbieterkonto {name} hat kein Guthaben; {said}',
    fr: "le compte de fournisseur {name} n'a plus de crédit ; {said}",
    es: 'la cuenta de proveedor {name} no tiene saldo; {said}',
  },
  'provider account {name} is not in the configuration any more': {
    de: 'Anbieterkonto {name} steht nicht mehr in der Konfiguration',
    fr: "le compte de fournisseur {name} n'est plus dans la configuration",
    es: 'la cuenta de proveedor {name} ya no está en la configuración',
  },
  'the cover page cannot be made: {said}': {
    de: 'das Deckblatt lässt sich nicht herstellen: {said}',
    fr: 'la page de garde ne peut pas être faite : {said}',
    es: 'la portada no puede hacerse: {said}',
  },
  'the budget of this day is used up: {name}: {used} of {limit} {phrase}, this fax has {more}': {
    de: 'das Kontingent dieses Tages ist aufgebraucht: {name}: {used} von {limit} ({phrase}), dieses Fax hat {more}',
    fr: 'le budget de ce jour est épuisé : {name} : {used} sur {limit} ({phrase}), ce fax en a {more}',
    es: 'el cupo de este día se ha agotado: {name}: {used} de {limit} ({phrase}), este fax tiene {more}',
  },
  'It has {count} recipients, and {limit} faxes a day are the most.': {
    de: 'Sie hat {count} Empfänger, und {limit} Faxe am Tag sind das Höchste.',
    fr: 'Il a {count} destinataires, et {limit} fax par jour sont le maximum.',
    es: 'Tiene {count} destinatarios, y {limit} faxes al día son el máximo.',
  },
  '{used} of {limit} are used. The next day begins at {time}.': {
    de: '{used} von {limit} sind verbraucht. Der nächste Tag beginnt um {time}.',
    fr: '{used} sur {limit} sont utilisés. Le jour suivant commence à {time}.',
    es: 'Se han usado {used} de {limit}. El día siguiente empieza a las {time}.',
  },
  '{used} of {limit} faxes of this day have been taken.': {
    de: '{used} von {limit} Faxen dieses Tages wurden angenommen.',
    fr: '{used} des {limit} fax de ce jour ont été acceptés.',
    es: 'Se han aceptado {used} de los {limit} faxes de este día.',
  },
  'No fax provider on this way can dial {phrase}.': {
    de: 'Kein Faxanbieter auf diesem Weg kann {phrase} wählen.',
    fr: 'Aucun fournisseur de fax sur cette voie ne peut composer {phrase}.',
    es: 'Ningún proveedor de fax en esta ruta puede marcar {phrase}.',
  },
  'The number is on the list of numbers that must not be faxed.': {
    de: 'Die Nummer steht auf der Liste der Nummern, an die nicht gefaxt werden darf.',
    fr: 'Le numéro est sur la liste de ceux qui ne doivent pas être faxés.',
    es: 'El número está en la lista de los que no deben recibir faxes.',
  },
  'Its sender has been mailed a link and has not followed it yet.': {
    de: 'Der Absender hat einen Link erhalten und ist ihm noch nicht gefolgt.',
    fr: "L'expéditeur a reçu un lien et ne l'a pas encore suivi.",
    es: 'El remitente ha recibido un enlace y aún no lo ha seguido.',
  },
  'Link to confirm the mail sent to {to}.': {
    de: 'Link zum Bestätigen der E-Mail an {to} gesendet.',
    fr: "Lien pour confirmer l'e-mail envoyé à {to}.",
    es: 'Enlace para confirmar el correo enviado a {to}.',
  },
  'Answer to a reply of {from} written: {said}.': {
    de: 'Antwort auf eine Rückmeldung von {from} geschrieben: {said}.',
    fr: 'Réponse à un message de {from} écrite : {said}.',
    es: 'Contestación a una respuesta de {from} escrita: {said}.',
  },
  'Digest of {day} to {to} written.': {
    de: 'Übersicht vom {day} an {to} geschrieben.',
    fr: 'Récapitulatif du {day} à {to} écrit.',
    es: 'Resumen del {day} a {to} escrito.',
  },
  'Report on the list {list} to {to} written.': {
    de: 'Bericht über die Liste {list} an {to} geschrieben.',
    fr: 'Rapport sur la liste {list} à {to} écrit.',
    es: 'Informe de la lista {list} a {to} escrito.',
  },
  'Copy of the report on the list {list} to {to} written.': {
    de: 'Kopie des Berichts über die Liste {list} an {to} geschrieben.',
    fr: 'Copie du rapport sur la liste {list} à {to} écrite.',
    es: 'Copia del informe de la lista {list} a {to} escrita.',
  },
  'The provider has no news yet.': {
    de: 'Der Anbieter hat noch nichts Neues.',
    fr: "Le fournisseur n'a pas encore de nouvelles.",
    es: 'El proveedor aún no tiene novedades.',
  },
  'The provider says "{said}", which we do not know.': {
    de: 'Der Anbieter sagt „{said}“, was wir nicht kennen.',
    fr: 'Le fournisseur dit « {said} », que nous ne connaissons pas.',
    es: 'El proveedor dice «{said}», que no conocemos.',
  },
  'Not delivered: {said}': {
    de: 'Nicht zugestellt: {said}',
    fr: 'Non remis : {said}',
    es: 'No entregado: {said}',
  },
  'Delivered after all: the other fax machine confirmed the pages.': {
    de: 'Doch zugestellt: Das andere Faxgerät hat die Seiten bestätigt.',
    fr: "Finalement remis : l'autre télécopieur a confirmé les pages.",
    es: 'Entregado al fin: el otro fax confirmó las páginas.',
  },
  'The mail that it is about is not known any more.': {
    de: 'Die E-Mail, um die es geht, ist nicht mehr bekannt.',
    fr: "L'e-mail dont il s'agit n'est plus connu.",
    es: 'El correo del que se trata ya no se conoce.',
  },
  'This kind of provider has nothing to test.': {
    de: 'Bei dieser Art von Anbieter gibt es nichts zu prüfen.',
    fr: "Ce genre de fournisseur n'a rien à tester.",
    es: 'En este tipo de proveedor no hay nada que probar.',
  },
  'It is used again.': {
    de: 'Es wird wieder benutzt.',
    fr: 'Il est de nouveau utilisé.',
    es: 'Se usa de nuevo.',
  },
  '{name} cannot tell a balance.': {
    de: '{name} kann kein Guthaben nennen.',
    fr: '{name} ne peut pas indiquer de solde.',
    es: '{name} no puede indicar ningún saldo.',
  },
  'The mail waits: {file}: {said}.': {
    de: 'Die E-Mail wartet: {file}: {said}.',
    fr: "L'e-mail attend : {file} : {said}.",
    es: 'El correo espera: {file}: {said}.',
  },
  'The mail holds a secret key, and the relay is reached without TLS: set relay.tls.': {
    de: 'Die E-Mail enthält einen geheimen Schlüssel, und das Relay wird ohne TLS erreicht: Setzen Sie relay.tls.',
    fr: "L'e-mail contient une clé secrète, et le relais est atteint sans TLS : réglez relay.tls.",
    es: 'El correo contiene una clave secreta y al relay se llega sin TLS: ponga relay.tls.',
  },
  'The socket {path} cannot be opened ({code}).': {
    de: 'Der Socket {path} lässt sich nicht öffnen ({code}).',
    fr: 'Le socket {path} ne peut pas être ouvert ({code}).',
    es: 'El socket {path} no puede abrirse ({code}).',
  },
  'The file {path}, named as caFile of the relay, is not readable.': {
    de: 'Die Datei {path}, als caFile des Relays genannt, ist nicht lesbar.',
    fr: "Le fichier {path}, nommé comme caFile du relais, n'est pas lisible.",
    es: 'El archivo {path}, indicado como caFile del relay, no puede leerse.',
  },
  'This relay is not in the configuration any more.': {
    de: 'Dieses Relay steht nicht mehr in der Konfiguration.',
    fr: "Ce relais n'est plus dans la configuration.",
    es: 'Este relay ya no está en la configuración.',
  },
  'the relay closed the connection': {
    de: 'das Relay hat die Verbindung geschlossen',
    fr: 'le relais a fermé la connexion',
    es: 'el relay cerró la conexión',
  },
  'the hand-over was broken off by us': {
    de: 'die Übergabe wurde von uns abgebrochen',
    fr: 'la remise a été interrompue par nous',
    es: 'la entrega fue interrumpida por nosotros',
  },
  'the connection was closed by us': {
    de: 'die Verbindung wurde von uns geschlossen',
    fr: 'la connexion a été fermée par nous',
    es: 'la conexión fue cerrada por nosotros',
  },
  'the relay refused the access token: {said}': {
    de: 'das Relay hat das Zugriffstoken abgelehnt: {said}',
    fr: "le relais a refusé le jeton d'accès : {said}",
    es: 'el relay rechazó el token de acceso: {said}',
  },
  'relay.gpg is not set': {
    de: 'relay.gpg ist nicht gesetzt',
    fr: "relay.gpg n'est pas réglé",
    es: 'relay.gpg no está puesto',
  },
  'the mail could not be read': {
    de: 'die E-Mail ließ sich nicht lesen',
    fr: "l'e-mail n'a pas pu être lu",
    es: 'el correo no pudo leerse',
  },
  'the token endpoint {host} cannot be reached ({code})': {
    de: 'der Token-Endpunkt {host} ist nicht erreichbar ({code})',
    fr: 'le point de jetons {host} est injoignable ({code})',
    es: 'no se puede contactar con el punto de tokens {host} ({code})',
  },
  'the token endpoint {host} answers {status}: {said}': {
    de: 'der Token-Endpunkt {host} antwortet {status}: {said}',
    fr: 'le point de jetons {host} répond {status} : {said}',
    es: 'el punto de tokens {host} responde {status}: {said}',
  },
  'It comes from the backup of {time}: what became of it since then is not known here.': {
    de: 'Es kommt aus der Sicherung vom {time}: Was seither daraus wurde, ist hier nicht bekannt.',
    fr: "Il vient de la sauvegarde du {time} : ce qu'il est devenu depuis n'est pas connu ici.",
    es: 'Viene de la copia de seguridad del {time}: aquí no se sabe qué fue de él desde entonces.',
  },
  'Release it to send it, or cancel it.': {
    de: 'Geben Sie es frei, um es zu senden, oder brechen Sie es ab.',
    fr: "Libérez-le pour l'envoyer, ou annulez-le.",
    es: 'Libérelo para enviarlo, o cancélelo.',
  },
  'This webhook is not in the configuration any more.': {
    de: 'Dieser Webhook steht nicht mehr in der Konfiguration.',
    fr: "Ce webhook n'est plus dans la configuration.",
    es: 'Este webhook ya no está en la configuración.',
  },
  'the entry is not there': {
    de: 'der Eintrag ist nicht da',
    fr: "l'entrée n'est pas là",
    es: 'la entrada no está',
  },
  'the entry, or the one before it, was changed': {
    de: 'der Eintrag oder der davor wurde verändert',
    fr: "l'entrée, ou celle d'avant, a été modifiée",
    es: 'la entrada, o la anterior, fue modificada',
  },
  'http.publicUrl is missing.': {
    de: 'http.publicUrl fehlt.',
    fr: 'http.publicUrl manque.',
    es: 'Falta http.publicUrl.',
  },
}
