/** Documents and the mails that they come in: what no report names; the rest are details (details-en.ts). */
import type { SaidTable } from './said-table.ts'

export const DOCUMENT_SENTENCES: SaidTable = {
  'It is a ZIP file without an end: it was cut off.': {
    de: 'Es ist eine ZIP-Datei ohne Ende: Sie wurde abgeschnitten.',
    fr: "C'est un fichier ZIP sans fin : il a été coupé.",
    es: 'Es un archivo ZIP sin final: se cortó.',
  },
  'Its ZIP directory is broken.': {
    de: 'Sein ZIP-Verzeichnis ist kaputt.',
    fr: 'Son répertoire ZIP est abîmé.',
    es: 'Su directorio ZIP está roto.',
  },
  'It is one of several parts of a ZIP archive.': {
    de: 'Es ist einer von mehreren Teilen eines ZIP-Archivs.',
    fr: "C'est une des parties d'une archive ZIP.",
    es: 'Es una de varias partes de un archivo ZIP.',
  },
  'Its ZIP entries lie over each other.': {
    de: 'Seine ZIP-Einträge liegen übereinander.',
    fr: 'Ses entrées ZIP se chevauchent.',
    es: 'Sus entradas ZIP se solapan.',
  },
  'A part of it has another size than it says.': {
    de: 'Ein Teil davon hat eine andere Größe als angegeben.',
    fr: "Une de ses parties n'a pas la taille indiquée.",
    es: 'Una parte no tiene el tamaño que indica.',
  },
  'A part of it has a wrong checksum.': {
    de: 'Ein Teil davon hat eine falsche Prüfsumme.',
    fr: 'Une de ses parties a une mauvaise somme de contrôle.',
    es: 'Una parte tiene una suma de comprobación errónea.',
  },
  'It is packed in an unusual way.': {
    de: 'Es ist auf ungewöhnliche Weise gepackt.',
    fr: "Il est compressé d'une façon inhabituelle.",
    es: 'Está comprimido de una forma poco común.',
  },
  'A part of it cannot be unpacked.': {
    de: 'Ein Teil davon lässt sich nicht entpacken.',
    fr: 'Une de ses parties ne peut pas être décompressée.',
    es: 'Una parte no puede descomprimirse.',
  },
  'The PDF form cannot be filled in.': {
    de: 'Das PDF-Formular lässt sich nicht ausfüllen.',
    fr: 'Le formulaire PDF ne peut pas être rempli.',
    es: 'El formulario PDF no puede rellenarse.',
  },
  'The PDF form has no pages.': {
    de: 'Das PDF-Formular hat keine Seiten.',
    fr: "Le formulaire PDF n'a pas de pages.",
    es: 'El formulario PDF no tiene páginas.',
  },
  'The cover page has {name}, which is no field: there is {names}.': {
    de: 'Das Deckblatt hat {name}, was kein Feld ist: Es gibt {names}.',
    fr: "La page de garde a {name}, qui n'est pas un champ : il y a {names}.",
    es: 'La portada tiene {name}, que no es un campo: hay {names}.',
  },
  'A cover page in HTML needs LibreOffice: install it, or use a PDF form.': {
    de: 'Ein Deckblatt in HTML braucht LibreOffice: Installieren Sie es, oder verwenden Sie ein PDF-Formular.',
    fr: 'Une page de garde en HTML exige LibreOffice : installez-le, ou utilisez un formulaire PDF.',
    es: 'Una portada en HTML necesita LibreOffice: instálelo o use un formulario PDF.',
  },
  'Its transfer encoding "{name}" is not known.': {
    de: 'Seine Übertragungskodierung „{name}“ ist nicht bekannt.',
    fr: "Son codage de transfert « {name} » n'est pas connu.",
    es: 'Su codificación de transferencia «{name}» no se conoce.',
  },
  'It has the header {name} twice.': {
    de: 'Sie hat die Kopfzeile {name} zweimal.',
    fr: "Il a deux fois l'en-tête {name}.",
    es: 'Tiene dos veces la cabecera {name}.',
  },
  'It has the parameter {name} twice.': {
    de: 'Sie hat den Parameter {name} zweimal.',
    fr: 'Il a deux fois le paramètre {name}.',
    es: 'Tiene dos veces el parámetro {name}.',
  },
  'The HTML text of the mail is too long or too deep: attach it as PDF.': {
    de: 'Der HTML-Text der E-Mail ist zu lang oder zu tief verschachtelt: Hängen Sie ihn als PDF an.',
    fr: "Le texte HTML de l'e-mail est trop long ou trop imbriqué : joignez-le en PDF.",
    es: 'El texto HTML del correo es demasiado largo o anidado: adjúntelo como PDF.',
  },
  '"{name}" is written in the unknown charset "{charset}".': {
    de: '„{name}“ ist im unbekannten Zeichensatz „{charset}“ geschrieben.',
    fr: '« {name} » est écrit dans le jeu de caractères inconnu « {charset} ».',
    es: '«{name}» está escrito en el juego de caracteres desconocido «{charset}».',
  },
  '"{name}" has the transfer encoding {encoding}, which is not known: send it again as base64.': {
    de: '„{name}“ hat die Übertragungskodierung {encoding}, die nicht bekannt ist: Senden Sie es noch einmal als base64.',
    fr: "« {name} » a le codage de transfert {encoding}, qui n'est pas connu : renvoyez-le en base64.",
    es: '«{name}» tiene la codificación de transferencia {encoding}, que no se conoce: envíelo de nuevo en base64.',
  },
  'At most {count} bytes are taken.': {
    de: 'Höchstens {count} Bytes werden angenommen.',
    fr: '{count} octets au plus sont acceptés.',
    es: 'Se aceptan como máximo {count} bytes.',
  },
  'At most {count} lines are taken.': {
    de: 'Höchstens {count} Zeilen werden angenommen.',
    fr: '{count} lignes au plus sont acceptées.',
    es: 'Se aceptan como máximo {count} líneas.',
  },
  'At most {count} parts are taken.': {
    de: 'Höchstens {count} Teile werden angenommen.',
    fr: '{count} parties au plus sont acceptées.',
    es: 'Se aceptan como máximo {count} partes.',
  },
  'At most {count} levels of parts are taken.': {
    de: 'Höchstens {count} Ebenen von Teilen werden angenommen.',
    fr: '{count} niveaux de parties au plus sont acceptés.',
    es: 'Se aceptan como máximo {count} niveles de partes.',
  },
  'It has a line of more than {count} bytes.': {
    de: 'Sie hat eine Zeile von mehr als {count} Bytes.',
    fr: 'Il a une ligne de plus de {count} octets.',
    es: 'Tiene una línea de más de {count} bytes.',
  },
  'It has {what} at byte {count}.': {
    de: 'Sie hat {what} bei Byte {count}.',
    fr: "Il a {what} à l'octet {count}.",
    es: 'Tiene {what} en el byte {count}.',
  },
  'A multipart has no valid boundary.': {
    de: 'Ein mehrteiliger Teil hat keine gültige Grenze (boundary).',
    fr: "Une partie multiple n'a pas de limite valable (boundary).",
    es: 'Una parte múltiple no tiene un límite válido (boundary).',
  },
  'Two multiparts share a boundary.': {
    de: 'Zwei mehrteilige Teile haben dieselbe Grenze (boundary).',
    fr: 'Deux parties multiples ont la même limite (boundary).',
    es: 'Dos partes múltiples comparten un límite (boundary).',
  },
  'It gave no answer in {count} seconds.': {
    de: 'Es kam in {count} Sekunden keine Antwort.',
    fr: 'Aucune réponse en {count} secondes.',
    es: 'No respondió en {count} segundos.',
  },
  'Gotenberg answers HTTP {status}.': {
    de: 'Gotenberg antwortet HTTP {status}.',
    fr: 'Gotenberg répond HTTP {status}.',
    es: 'Gotenberg responde HTTP {status}.',
  },
  'It becomes too large a PDF: send it as PDF.': {
    de: 'Das PDF daraus wird zu groß: Senden Sie es als PDF.',
    fr: 'Il donne un PDF trop grand : envoyez-le en PDF.',
    es: 'El PDF resultante es demasiado grande: envíelo como PDF.',
  },
  'Page {count} is no fax page.': {
    de: 'Seite {count} ist keine Faxseite.',
    fr: "La page {count} n'est pas une page de fax.",
    es: 'La página {count} no es una página de fax.',
  },
  'The pages of the TIFF form a loop.': {
    de: 'Die Seiten des TIFF bilden einen Kreis.',
    fr: 'Les pages du TIFF forment une boucle.',
    es: 'Las páginas del TIFF forman un bucle.',
  },
  'The TIFF has no pages.': {
    de: 'Das TIFF hat keine Seiten.',
    fr: "Le TIFF n'a pas de pages.",
    es: 'El TIFF no tiene páginas.',
  },
  'The TIFF is too short.': {
    de: 'Das TIFF ist zu kurz.',
    fr: 'Le TIFF est trop court.',
    es: 'El TIFF es demasiado corto.',
  },
  'The file is not a TIFF.': {
    de: 'Die Datei ist kein TIFF.',
    fr: "Le fichier n'est pas un TIFF.",
    es: 'El archivo no es un TIFF.',
  },
  'A page of the TIFF has no directory.': {
    de: 'Eine Seite des TIFF hat kein Verzeichnis.',
    fr: "Une page du TIFF n'a pas de répertoire.",
    es: 'Una página del TIFF no tiene directorio.',
  },
  'A page of the TIFF has too many strips.': {
    de: 'Eine Seite des TIFF hat zu viele Streifen.',
    fr: 'Une page du TIFF a trop de bandes.',
    es: 'Una página del TIFF tiene demasiadas tiras.',
  },
  'Page {count} of the TIFF is not in black and white.': {
    de: 'Seite {count} des TIFF ist nicht schwarzweiß.',
    fr: "La page {count} du TIFF n'est pas en noir et blanc.",
    es: 'La página {count} del TIFF no está en blanco y negro.',
  },
  'Profile {name} of TIFF has no page of {width} dots at {x} × {y} an inch.': {
    de: 'Das TIFF-Profil {name} hat keine Seite mit {width} Punkten bei {x} × {y} je Zoll.',
    fr: "Le profil TIFF {name} n'a pas de page de {width} points à {x} × {y} par pouce.",
    es: 'El perfil TIFF {name} no tiene una página de {width} puntos a {x} × {y} por pulgada.',
  },
  'A page of the TIFF is {width} dots wide: profile {name} has at most {count}.': {
    de: 'Eine Seite des TIFF ist {width} Punkte breit: Das Profil {name} hat höchstens {count}.',
    fr: 'Une page du TIFF a {width} points de large : le profil {name} en a {count} au plus.',
    es: 'Una página del TIFF tiene {width} puntos de ancho: el perfil {name} tiene {count} como máximo.',
  },
  'The TIFF has a page that is not in a fax coding (compression {count}).': {
    de: 'Das TIFF hat eine Seite, die nicht in einer Faxkodierung vorliegt (Kompression {count}).',
    fr: "Le TIFF a une page qui n'est pas dans un codage de fax (compression {count}).",
    es: 'El TIFF tiene una página que no está en una codificación de fax (compresión {count}).',
  },
}
