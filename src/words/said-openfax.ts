/** What we say of Openfax. */
import type { SaidTable } from './said-table.ts'

export const OPENFAX_SENTENCES: SaidTable = {
  'The date report of Openfax could not be read to its end.': {
    de: 'Der Tagesbericht von Openfax ließ sich nicht bis zum Ende lesen.',
    fr: "Le rapport par date d'Openfax n'a pas pu être lu jusqu'au bout.",
    es: 'El informe por fecha de Openfax no pudo leerse hasta el final.',
  },
  'Openfax shows a fax to this number without our header text (OutTransID {id}); it may be this one.': {
    de: 'Openfax zeigt ein Fax an diese Nummer ohne unseren Kopfzeilentext (OutTransID {id}); es kann dieses sein.',
    fr: "Openfax montre un fax à ce numéro sans notre texte d'en-tête (OutTransID {id}) ; c'est peut-être celui-ci.",
    es: 'Openfax muestra un fax a este número sin nuestro texto de cabecera (OutTransID {id}); puede ser este.',
  },
  'Openfax shows a fax with our header text {text}, but without OutTransID.': {
    de: 'Openfax zeigt ein Fax mit unserem Kopfzeilentext {text}, aber ohne OutTransID.',
    fr: "Openfax montre un fax avec notre texte d'en-tête {text}, mais sans OutTransID.",
    es: 'Openfax muestra un fax con nuestro texto de cabecera {text}, pero sin OutTransID.',
  },
  'Openfax shows {count} faxes with our header text {text}: OutTransID {id}.': {
    de: 'Openfax zeigt {count} Faxe mit unserem Kopfzeilentext {text}: OutTransID {id}.',
    fr: "Openfax montre {count} fax avec notre texte d'en-tête {text} : OutTransID {id}.",
    es: 'Openfax muestra {count} faxes con nuestro texto de cabecera {text}: OutTransID {id}.',
  },
  'Openfax shows a fax with our header text {text} (OutTransID {id}), but to another number.': {
    de: 'Openfax zeigt ein Fax mit unserem Kopfzeilentext {text} (OutTransID {id}), aber an eine andere Nummer.',
    fr: "Openfax montre un fax avec notre texte d'en-tête {text} (OutTransID {id}), mais à un autre numéro.",
    es: 'Openfax muestra un fax con nuestro texto de cabecera {text} (OutTransID {id}), pero a otro número.',
  },
  'The id of the received fax is no number.': {
    de: 'Die Kennung des empfangenen Faxes ist keine Zahl.',
    fr: "L'identifiant du fax reçu n'est pas un nombre.",
    es: 'El identificador del fax recibido no es un número.',
  },
  'It does not list the received fax {id}; see the portal.': {
    de: 'Es führt das empfangene Fax {id} nicht auf; sehen Sie im Portal nach.',
    fr: "Il n'énumère pas le fax reçu {id} ; voyez le portail.",
    es: 'No enumera el fax recibido {id}; mire el portal.',
  },
  'The received fax {id} has no address.': {
    de: 'Das empfangene Fax {id} hat keine Adresse.',
    fr: "Le fax reçu {id} n'a pas d'adresse.",
    es: 'El fax recibido {id} no tiene dirección.',
  },
  'The received fax {id} is neither PDF nor TIFF.': {
    de: 'Das empfangene Fax {id} ist weder PDF noch TIFF.',
    fr: "Le fax reçu {id} n'est ni PDF ni TIFF.",
    es: 'El fax recibido {id} no es ni PDF ni TIFF.',
  },
  'A received fax lies at {host}: add that host to documentHosts if you trust it.': {
    de: 'Ein empfangenes Fax liegt bei {host}: Nehmen Sie diesen Host in documentHosts auf, wenn Sie ihm vertrauen.',
    fr: 'Un fax reçu se trouve chez {host} : ajoutez cet hôte à documentHosts si vous lui faites confiance.',
    es: 'Un fax recibido está en {host}: añada ese host a documentHosts si confía en él.',
  },
  'Openfax knows account {name}.': {
    de: 'Openfax kennt das Konto {name}.',
    fr: 'Openfax connaît le compte {name}.',
    es: 'Openfax conoce la cuenta {name}.',
  },
  'It can be read: {count} calls since yesterday.': {
    de: 'Er ist lesbar: {count} Anrufe seit gestern.',
    fr: 'Il est lisible : {count} appels depuis hier.',
    es: 'Puede leerse: {count} llamadas desde ayer.',
  },
  'The account has no number that can receive.': {
    de: 'Das Konto hat keine Nummer, die empfangen kann.',
    fr: "Le compte n'a aucun numéro qui puisse recevoir.",
    es: 'La cuenta no tiene ningún número que pueda recibir.',
  },
  'Numbers that receive: {numbers}.': {
    de: 'Nummern, die empfangen: {numbers}.',
    fr: 'Numéros qui reçoivent : {numbers}.',
    es: 'Números que reciben: {numbers}.',
  },
  'The date report of Openfax does not show the fax yet.': {
    de: 'Der Tagesbericht von Openfax zeigt das Fax noch nicht.',
    fr: "Le rapport par date d'Openfax ne montre pas encore le fax.",
    es: 'El informe por fecha de Openfax aún no muestra el fax.',
  },
  'The PDF has {count} bytes; Openfax takes 50 MB of base64, that is {limit}.': {
    de: 'Das PDF hat {count} Bytes; Openfax nimmt 50 MB in base64, das sind {limit}.',
    fr: 'Le PDF a {count} octets ; Openfax accepte 50 Mo en base64, soit {limit}.',
    es: 'El PDF tiene {count} bytes; Openfax acepta 50 MB en base64, es decir {limit}.',
  },
  'This account dials numbers of country code 1 only (international: false).': {
    de: 'Dieses Konto wählt nur Nummern der Ländervorwahl 1 (international: false).',
    fr: "Ce compte ne compose que des numéros de l'indicatif 1 (international: false).",
    es: 'Esta cuenta solo marca números del prefijo 1 (international: false).',
  },
  'A number of country code 1 has 11 digits; area code and exchange begin with 2 to 9.': {
    de: 'Eine Nummer der Ländervorwahl 1 hat 11 Ziffern; Vorwahl und Amt beginnen mit 2 bis 9.',
    fr: "Un numéro de l'indicatif 1 a 11 chiffres ; l'indicatif régional et le central commencent par 2 à 9.",
    es: 'Un número del prefijo 1 tiene 11 cifras; el código de área y la central empiezan por 2 a 9.',
  },
  'Openfax says "Success" without an OutTransID.': {
    de: 'Openfax sagt „Success“ ohne eine OutTransID.',
    fr: 'Openfax dit « Success » sans OutTransID.',
    es: 'Openfax dice «Success» sin OutTransID.',
  },
  'Its answer has no Response.': {
    de: 'Seine Antwort hat keine Response.',
    fr: "Sa réponse n'a pas de Response.",
    es: 'Su respuesta no tiene Response.',
  },
  'Openfax says "Failed" and gives no reason; it has not taken the fax.': {
    de: 'Openfax sagt „Failed“ ohne einen Grund; es hat das Fax nicht angenommen.',
    fr: "Openfax dit « Failed » sans donner de raison ; il n'a pas accepté le fax.",
    es: 'Openfax dice «Failed» sin dar un motivo; no ha aceptado el fax.',
  },
  "Check accountId, and apiKey against the portal's account settings.": {
    de: 'Vergleichen Sie accountId und apiKey mit den Kontoeinstellungen im Portal.',
    fr: 'Comparez accountId et apiKey avec les réglages du compte dans le portail.',
    es: 'Compare accountId y apiKey con los ajustes de la cuenta en el portal.',
  },
  'Openfax says "AccountInactive": the account is out of funds or closed.': {
    de: 'Openfax sagt „AccountInactive“: Das Konto hat kein Guthaben mehr oder ist geschlossen.',
    fr: "Openfax dit « AccountInactive » : le compte n'a plus de crédit ou est fermé.",
    es: 'Openfax dice «AccountInactive»: la cuenta no tiene saldo o está cerrada.',
  },
  'Pay in, or ask its support.': {
    de: 'Zahlen Sie ein, oder fragen Sie dessen Support.',
    fr: 'Approvisionnez-le, ou demandez à son assistance.',
    es: 'Ingrese saldo o pregunte a su soporte.',
  },
  'Openfax refuses the resolution.': {
    de: 'Openfax lehnt die Auflösung ab.',
    fr: 'Openfax refuse la résolution.',
    es: 'Openfax rechaza la resolución.',
  },
  'Openfax refuses the paper size: check paperSize.': {
    de: 'Openfax lehnt das Papierformat ab: Prüfen Sie paperSize.',
    fr: 'Openfax refuse le format de papier : vérifiez paperSize.',
    es: 'Openfax rechaza el tamaño del papel: compruebe paperSize.',
  },
  'Openfax refuses the priority: check priority.': {
    de: 'Openfax lehnt die Priorität ab: Prüfen Sie priority.',
    fr: 'Openfax refuse la priorité : vérifiez priority.',
    es: 'Openfax rechaza la prioridad: compruebe priority.',
  },
  'Openfax misses a value in our request.': {
    de: 'Openfax vermisst einen Wert in unserer Anfrage.',
    fr: 'Il manque à Openfax une valeur dans notre demande.',
    es: 'A Openfax le falta un valor en nuestra petición.',
  },
  'Openfax says "{said}".': {
    de: 'Openfax sagt „{said}“.',
    fr: 'Openfax dit « {said} ».',
    es: 'Openfax dice «{said}».',
  },
  'Openfax has received the fax.': {
    de: 'Openfax hat das Fax erhalten.',
    fr: 'Openfax a reçu le fax.',
    es: 'Openfax ha recibido el fax.',
  },
  'Openfax is rendering the pages.': {
    de: 'Openfax bereitet die Seiten auf.',
    fr: 'Openfax prépare les pages.',
    es: 'Openfax está preparando las páginas.',
  },
  'Openfax is checking the credit.': {
    de: 'Openfax prüft das Guthaben.',
    fr: 'Openfax vérifie le crédit.',
    es: 'Openfax está comprobando el saldo.',
  },
  'The fax waits for a place in the queue of Openfax.': {
    de: 'Das Fax wartet auf einen Platz in der Warteschlange von Openfax.',
    fr: "Le fax attend une place dans la file d'Openfax.",
    es: 'El fax espera un lugar en la cola de Openfax.',
  },
  'The fax is in the queue of Openfax.': {
    de: 'Das Fax ist in der Warteschlange von Openfax.',
    fr: "Le fax est dans la file d'Openfax.",
    es: 'El fax está en la cola de Openfax.',
  },
  'Openfax is dialling.': {
    de: 'Openfax wählt.',
    fr: 'Openfax compose le numéro.',
    es: 'Openfax está marcando.',
  },
  'The call is over; Openfax is writing its report.': {
    de: 'Der Anruf ist vorbei; Openfax schreibt den Bericht.',
    fr: "L'appel est fini ; Openfax écrit son rapport.",
    es: 'La llamada ha terminado; Openfax está escribiendo el informe.',
  },
  'Openfax waits before it dials again.': {
    de: 'Openfax wartet, bevor es noch einmal wählt.',
    fr: 'Openfax attend avant de recomposer.',
    es: 'Openfax espera antes de volver a marcar.',
  },
  'Openfax holds the fax: the account has no credit.': {
    de: 'Openfax hält das Fax an: Das Konto hat kein Guthaben.',
    fr: "Openfax retient le fax : le compte n'a plus de crédit.",
    es: 'Openfax retiene el fax: la cuenta no tiene saldo.',
  },
  'Your operator must pay in.': {
    de: 'Ihr Betreiber muss einzahlen.',
    fr: "Votre exploitant doit l'approvisionner.",
    es: 'Su operador debe ingresar saldo.',
  },
  'Openfax may dial again.': {
    de: 'Openfax wählt vielleicht noch einmal.',
    fr: 'Openfax recomposera peut-être.',
    es: 'Openfax quizá vuelva a marcar.',
  },
  'The last call: {text}.': {
    de: 'Der letzte Anruf: {text}.',
    fr: 'Le dernier appel : {text}.',
    es: 'La última llamada: {text}.',
  },
}
