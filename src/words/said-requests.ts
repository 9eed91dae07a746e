/** What the console, the log-in and the upload refuse. */
import type { SaidTable } from './said-table.ts'

export const REQUEST_SENTENCES: SaidTable = {
  'A form has at most {files} files and {fields} fields.': {
    de: 'Ein Formular hat höchstens {files} Dateien und {fields} Felder.',
    fr: 'Un formulaire a au plus {files} fichiers et {fields} champs.',
    es: 'Un formulario tiene como máximo {files} archivos y {fields} campos.',
  },
  'The form cannot be read: {said}.': {
    de: 'Das Formular ist nicht lesbar: {said}.',
    fr: 'Le formulaire est illisible : {said}.',
    es: 'El formulario no se puede leer: {said}.',
  },
  'It is {state}.': {
    de: 'Es ist im Zustand „{state}“.',
    fr: "Il est dans l'état « {state} ».",
    es: 'Está en el estado «{state}».',
  },
  'It is held already: {said}': {
    de: 'Es wird schon angehalten: {said}',
    fr: 'Il est déjà retenu : {said}',
    es: 'Ya está retenido: {said}',
  },
  'More than one fax has "{name}" in its id: write more of it.': {
    de: 'Mehrere Faxe haben „{name}“ in der Kennung: Schreiben Sie mehr davon.',
    fr: 'Plusieurs fax ont « {name} » dans leur identifiant : écrivez-en davantage.',
    es: 'Varios faxes tienen «{name}» en su identificador: escriba más de él.',
  },
  'No fax has the id "{name}". "faxbridge list" shows them.': {
    de: 'Kein Fax hat die Kennung „{name}“. „faxbridge list“ zeigt sie.',
    fr: "Aucun fax n'a l'identifiant « {name} ». « faxbridge list » les montre.",
    es: 'Ningún fax tiene el identificador «{name}». «faxbridge list» los muestra.',
  },
  'No received fax has the id "{name}". "faxbridge inbox list" shows them.': {
    de: 'Kein empfangenes Fax hat die Kennung „{name}“. „faxbridge inbox list“ zeigt sie.',
    fr: "Aucun fax reçu n'a l'identifiant « {name} ». « faxbridge inbox list » les montre.",
    es: 'Ningún fax recibido tiene el identificador «{name}». «faxbridge inbox list» los muestra.',
  },
  'This mail has {count} faxes: name the one that you mean. "faxbridge show" lists them.': {
    de: 'Diese E-Mail hat {count} Faxe: Nennen Sie das gemeinte. „faxbridge show“ zählt sie auf.',
    fr: "Cet e-mail a {count} fax : nommez celui dont il s'agit. « faxbridge show » les énumère.",
    es: 'Este correo tiene {count} faxes: nombre el que quiere decir. «faxbridge show» los enumera.',
  },
  'No subscriber has the id "{name}".': {
    de: 'Kein Teilnehmer hat die Kennung „{name}“.',
    fr: "Aucun abonné n'a l'identifiant « {name} ».",
    es: 'Ningún abonado tiene el identificador «{name}».',
  },
  'No subscriber has the login "{name}".': {
    de: 'Kein Teilnehmer hat die Anmeldung „{name}“.',
    fr: "Aucun abonné n'a l'identifiant de connexion « {name} ».",
    es: 'Ningún abonado tiene el usuario «{name}».',
  },
  'No destination has the name "{name}".': {
    de: 'Kein Ziel hat den Namen „{name}“.',
    fr: 'Aucune destination ne porte le nom « {name} ».',
    es: 'Ningún destino tiene el nombre «{name}».',
  },
  'No provider account has the name "{name}".': {
    de: 'Kein Anbieterkonto hat den Namen „{name}“.',
    fr: 'Aucun compte de fournisseur ne porte le nom « {name} ».',
    es: 'Ninguna cuenta de proveedor tiene el nombre «{name}».',
  },
  'No provider account has the name "{name}": there is {names}.': {
    de: 'Kein Anbieterkonto hat den Namen „{name}“: Es gibt {names}.',
    fr: 'Aucun compte de fournisseur ne porte le nom « {name} » : il y a {names}.',
    es: 'Ninguna cuenta de proveedor tiene el nombre «{name}»: hay {names}.',
  },
  'There is no such listener.': {
    de: 'Diesen Listener gibt es nicht.',
    fr: "Ce point d'entrée n'existe pas.",
    es: 'No existe esta entrada.',
  },
  'There is no listener.': {
    de: 'Es gibt keinen Listener.',
    fr: "Il n'y a pas de point d'entrée.",
    es: 'No hay ninguna entrada.',
  },
  'There is no such page.': {
    de: 'Diese Seite gibt es nicht.',
    fr: "Cette page n'existe pas.",
    es: 'Esta página no existe.',
  },
  'There is no page {number}: it has {count}.': {
    de: 'Eine Seite {number} gibt es nicht: Es hat {count}.',
    fr: "Il n'y a pas de page {number} : il en a {count}.",
    es: 'No hay página {number}: tiene {count}.',
  },
  'There are no pages (any more, or yet).': {
    de: 'Es gibt keine Seiten (mehr oder noch nicht).',
    fr: "Il n'y a pas de pages (plus, ou pas encore).",
    es: 'No hay páginas (ya no, o todavía no).',
  },
  'Its pages cannot be drawn.': {
    de: 'Seine Seiten lassen sich nicht zeichnen.',
    fr: 'Ses pages ne peuvent pas être dessinées.',
    es: 'No se pueden dibujar sus páginas.',
  },
  'Its pages cannot be drawn: look at the document itself.': {
    de: 'Seine Seiten lassen sich nicht zeichnen: Sehen Sie das Dokument selbst an.',
    fr: 'Ses pages ne peuvent pas être dessinées : regardez le document lui-même.',
    es: 'No se pueden dibujar sus páginas: mire el documento mismo.',
  },
  'Pages have numbers from 1.': {
    de: 'Seiten haben Nummern ab 1.',
    fr: 'Les pages sont numérotées à partir de 1.',
    es: 'Las páginas se numeran desde 1.',
  },
  'Nothing answers at {url}.': {
    de: 'Unter {url} antwortet nichts.',
    fr: 'Rien ne répond à {url}.',
    es: 'Nada responde en {url}.',
  },
  'It is {method}, and {url} has {names}.': {
    de: 'Es ist {method}, und {url} hat {names}.',
    fr: "C'est {method}, et {url} a {names}.",
    es: 'Es {method}, y {url} tiene {names}.',
  },
  '{name} is too long: at most {count} letters.': {
    de: '{name} ist zu lang: höchstens {count} Zeichen.',
    fr: '{name} est trop long : {count} caractères au plus.',
    es: '{name} es demasiado largo: {count} caracteres como máximo.',
  },
  '{name}: this is too long.': {
    de: '{name}: Das ist zu lang.',
    fr: "{name} : c'est trop long.",
    es: '{name}: es demasiado largo.',
  },
  'At most {count}.': { de: 'Höchstens {count}.', fr: '{count} au plus.', es: '{count} como máximo.' },
  '"{name}" is no mail address and no destination.': {
    de: '„{name}“ ist weder eine Mailadresse noch ein Ziel.',
    fr: "« {name} » n'est ni une adresse e-mail ni une destination.",
    es: '«{name}» no es ni una dirección de correo ni un destino.',
  },
  '"{name}" is no mark: at most 40 letters and digits.': {
    de: '„{name}“ ist kein Vermerk: höchstens 40 Buchstaben und Ziffern.',
    fr: "« {name} » n'est pas une marque : 40 lettres et chiffres au plus.",
    es: '«{name}» no es una marca: 40 letras y cifras como máximo.',
  },
  '"{name}" is no address.': {
    de: '„{name}“ ist keine Adresse.',
    fr: "« {name} » n'est pas une adresse.",
    es: '«{name}» no es una dirección.',
  },
  'Say where to: mail addresses, destinations, a subscriber.': {
    de: 'Sagen Sie, wohin: Mailadressen, Ziele, ein Teilnehmer.',
    fr: 'Dites où : adresses e-mail, destinations, un abonné.',
    es: 'Diga adónde: direcciones de correo, destinos, un abonado.',
  },
  'Send multipart/form-data: fields and files.': {
    de: 'Senden Sie multipart/form-data: Felder und Dateien.',
    fr: 'Envoyez du multipart/form-data : champs et fichiers.',
    es: 'Envíe multipart/form-data: campos y archivos.',
  },
  'All files together have at most {count} bytes.': {
    de: 'Alle Dateien zusammen haben höchstens {count} Bytes.',
    fr: 'Tous les fichiers ensemble ont au plus {count} octets.',
    es: 'Todos los archivos juntos tienen como máximo {count} bytes.',
  },
  'to: this is no fax number.': {
    de: 'to: Das ist keine Faxnummer.',
    fr: "to : ce n'est pas un numéro de fax.",
    es: 'to: no es un número de fax.',
  },
  'It is "{right}": {phrase}.': {
    de: 'Es heißt „{right}“: {phrase}.',
    fr: "C'est « {right} » : {phrase}.",
    es: 'Se llama «{right}»: {phrase}.',
  },
  'Use its address or the name in "hostname", or set http.admin.publicUrl to how people reach it.': {
    de: 'Verwenden Sie seine Adresse oder den Namen in „hostname“, oder tragen Sie in http.admin.publicUrl ein, wie er erreicht wird.',
    fr: "Utilisez son adresse ou le nom dans « hostname », ou indiquez dans http.admin.publicUrl comment on l'atteint.",
    es: 'Use su dirección o el nombre de «hostname», o indique en http.admin.publicUrl cómo se llega a él.',
  },
  'You are known there, but nobody has said what you may do here. Ask your fax administrator.': {
    de: 'Sie sind dort bekannt, aber niemand hat gesagt, was Sie hier dürfen. Fragen Sie den Verwalter Ihres Faxservers.',
    fr: "Vous y êtes connu, mais personne n'a dit ce que vous pouvez faire ici. Demandez à l'administrateur du fax.",
    es: 'Se le conoce allí, pero nadie ha dicho qué puede hacer aquí. Pregunte al administrador del fax.',
  },
  'You are known there, but not for which fax line you are. Ask your fax administrator.': {
    de: 'Sie sind dort bekannt, aber nicht, für welchen Faxanschluss. Fragen Sie den Verwalter Ihres Faxservers.',
    fr: "Vous y êtes connu, mais on ne sait pas pour quelle ligne de fax. Demandez à l'administrateur du fax.",
    es: 'Se le conoce allí, pero no para qué línea de fax. Pregunte al administrador del fax.',
  },
  'It does not tell your user name ("{name}").': {
    de: 'Er nennt Ihren Benutzernamen nicht („{name}“).',
    fr: "Il ne donne pas votre nom d'utilisateur (« {name} »).",
    es: 'No dice su nombre de usuario («{name}»).',
  },
  'Your user name there has signs that are not possible here. Ask your fax administrator.': {
    de: 'Ihr Benutzername hat dort Zeichen, die hier nicht möglich sind. Fragen Sie den Verwalter Ihres Faxservers.',
    fr: "Votre nom d'utilisateur y a des signes qui ne sont pas possibles ici. Demandez à l'administrateur du fax.",
    es: 'Su nombre de usuario tiene allí signos que aquí no son posibles. Pregunte al administrador del fax.',
  },
  'The log-in took too long, or began in another browser: begin it again.': {
    de: 'Die Anmeldung dauerte zu lange oder begann in einem anderen Browser: Beginnen Sie sie noch einmal.',
    fr: 'La connexion a duré trop longtemps, ou a commencé dans un autre navigateur : recommencez-la.',
    es: 'El inicio de sesión tardó demasiado o empezó en otro navegador: empiécelo de nuevo.',
  },
  'There is no log-in of this kind here.': {
    de: 'Eine solche Anmeldung gibt es hier nicht.',
    fr: "Il n'y a pas ici de connexion de ce genre.",
    es: 'Aquí no hay un inicio de sesión de este tipo.',
  },
  'Begin it again; if that does not help, tell your fax administrator.': {
    de: 'Beginnen Sie sie noch einmal; wenn das nicht hilft, sagen Sie es dem Verwalter Ihres Faxservers.',
    fr: "Recommencez-la ; si cela n'aide pas, dites-le à l'administrateur du fax.",
    es: 'Empiécelo de nuevo; si no sirve, dígaselo al administrador del fax.',
  },
  'There is another user "{name}" here already. Ask your fax administrator.': {
    de: 'Hier gibt es schon einen anderen Benutzer „{name}“. Fragen Sie den Verwalter Ihres Faxservers.',
    fr: "Il y a déjà ici un autre utilisateur « {name} ». Demandez à l'administrateur du fax.",
    es: 'Aquí ya hay otro usuario «{name}». Pregunte al administrador del fax.',
  },
  'This user is switched off. Ask your fax administrator.': {
    de: 'Dieser Benutzer ist abgeschaltet. Fragen Sie den Verwalter Ihres Faxservers.',
    fr: "Cet utilisateur est désactivé. Demandez à l'administrateur du fax.",
    es: 'Este usuario está desactivado. Pregunte al administrador del fax.',
  },
  'The request did not end in time.': {
    de: 'Die Anfrage endete nicht rechtzeitig.',
    fr: "La demande ne s'est pas terminée à temps.",
    es: 'La petición no terminó a tiempo.',
  },
}
