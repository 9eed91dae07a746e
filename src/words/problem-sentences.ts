/** Why something that a person asked for in the console is not done. */
import type { SaidTable } from './said-table.ts'

export const PROBLEM_SENTENCES: SaidTable = {
  'This cannot be done in the present state of the fax.': {
    de: 'Das geht im jetzigen Zustand des Faxes nicht.',
    fr: "Ce n'est pas possible dans l'état actuel du fax.",
    es: 'No es posible en el estado actual del fax.',
  },
  'It is {state}: only a fax that has ended can be sent again. Cancel it first.': {
    de: 'Es ist im Zustand „{state}“: Nur ein beendetes Fax kann noch einmal gesendet werden. Brechen Sie es zuerst ab.',
    fr: "Il est dans l'état « {state} » : seul un fax terminé peut être renvoyé. Annulez-le d'abord.",
    es: 'Está en el estado «{state}»: solo un fax terminado puede enviarse de nuevo. Cancélelo primero.',
  },
  'It is {state}: it has ended.': {
    de: 'Es ist im Zustand „{state}“: Es ist beendet.',
    fr: "Il est dans l'état « {state} » : il est terminé.",
    es: 'Está en el estado «{state}»: ha terminado.',
  },
  'It is {state}: only a fax whose answer was lost can be found.': {
    de: 'Es ist im Zustand „{state}“: Gefunden werden kann nur ein Fax, dessen Antwort verloren ging.',
    fr: "Il est dans l'état « {state} » : seul un fax dont la réponse s'est perdue peut être retrouvé.",
    es: 'Está en el estado «{state}»: solo puede encontrarse un fax cuya respuesta se perdió.',
  },
  'It is {state}: only what is filed or junk can be released.': {
    de: 'Es ist im Zustand „{state}“: Freigegeben werden kann nur, was abgelegt oder unerwünscht ist.',
    fr: "Il est dans l'état « {state} » : seul ce qui est classé ou indésirable peut être libéré.",
    es: 'Está en el estado «{state}»: solo puede liberarse lo archivado o no deseado.',
  },
  'It is not held.': {
    de: 'Es wird nicht angehalten.',
    fr: "Il n'est pas retenu.",
    es: 'No está retenido.',
  },
  'It is being cancelled already.': {
    de: 'Es wird schon abgebrochen.',
    fr: "Il est déjà en cours d'annulation.",
    es: 'Ya se está cancelando.',
  },
  'Its mail and pages have been deleted, as the retention time is over.': {
    de: 'Seine Mail und seine Seiten sind gelöscht, da die Aufbewahrungszeit vorbei ist.',
    fr: 'Son courriel et ses pages ont été supprimés, car la durée de conservation est écoulée.',
    es: 'Su correo y sus páginas se han borrado, pues el plazo de conservación ha terminado.',
  },
  'Its pages were deleted before.': {
    de: 'Seine Seiten wurden schon gelöscht.',
    fr: 'Ses pages ont déjà été supprimées.',
    es: 'Sus páginas ya se borraron.',
  },
  'The fax has just changed: look at it and try again.': {
    de: 'Das Fax hat sich gerade geändert: Sehen Sie es an und versuchen Sie es noch einmal.',
    fr: 'Le fax vient de changer : regardez-le et réessayez.',
    es: 'El fax acaba de cambiar: mírelo e inténtelo de nuevo.',
  },
  'There is nothing with this id.': {
    de: 'Mit dieser Kennung gibt es nichts.',
    fr: "Il n'y a rien avec cet identifiant.",
    es: 'No hay nada con este identificador.',
  },
  'Nothing here has the id "{name}".': {
    de: 'Nichts hat hier die Kennung „{name}“.',
    fr: "Rien ici n'a l'identifiant « {name} ».",
    es: 'Nada aquí tiene el identificador «{name}».',
  },
  'This draft is gone: choose the documents again.': {
    de: 'Dieser Entwurf ist nicht mehr da: Wählen Sie die Dokumente noch einmal.',
    fr: "Ce brouillon n'existe plus : choisissez à nouveau les documents.",
    es: 'Este borrador ya no existe: elija los documentos de nuevo.',
  },
  'Write the id that the provider shows for this fax.': {
    de: 'Schreiben Sie die Kennung, die der Anbieter für dieses Fax zeigt.',
    fr: "Écrivez l'identifiant que le fournisseur indique pour ce fax.",
    es: 'Escriba el identificador que el proveedor muestra para este fax.',
  },
  'You do not have the right to do this. An administrator can give it.': {
    de: 'Dazu haben Sie kein Recht. Geben kann es ein Verwalter.',
    fr: "Vous n'en avez pas le droit. Un administrateur peut le donner.",
    es: 'No tiene derecho a hacerlo. Un administrador puede darlo.',
  },
  'The request is not valid.': {
    de: 'Die Anfrage ist nicht gültig.',
    fr: "La demande n'est pas valable.",
    es: 'La petición no es válida.',
  },
  'Too many requests from your address: try again in a minute.': {
    de: 'Zu viele Anfragen von Ihrer Adresse: Versuchen Sie es in einer Minute noch einmal.',
    fr: 'Trop de demandes depuis votre adresse : réessayez dans une minute.',
    es: 'Demasiadas peticiones desde su dirección: inténtelo de nuevo en un minuto.',
  },
  'Too many failed attempts from your address: try again later.': {
    de: 'Zu viele Fehlversuche von Ihrer Adresse: Versuchen Sie es später noch einmal.',
    fr: "Trop d'échecs depuis votre adresse : réessayez plus tard.",
    es: 'Demasiados intentos fallidos desde su dirección: inténtelo más tarde.',
  },
  'The request is too big.': {
    de: 'Die Anfrage ist zu groß.',
    fr: 'La demande est trop grande.',
    es: 'La petición es demasiado grande.',
  },
  'The mail is too big.': {
    de: 'Die Sendung ist zu groß.',
    fr: "L'envoi est trop grand.",
    es: 'El envío es demasiado grande.',
  },
  'The fax server had an internal problem: try again later.': {
    de: 'Der Faxserver hatte ein inneres Problem: Versuchen Sie es später noch einmal.',
    fr: 'Le serveur de fax a eu un problème interne : réessayez plus tard.',
    es: 'El servidor de fax tuvo un problema interno: inténtelo más tarde.',
  },
  'The fax server is stopping: try again in a minute.': {
    de: 'Der Faxserver hält gerade an: Versuchen Sie es in einer Minute noch einmal.',
    fr: "Le serveur de fax s'arrête : réessayez dans une minute.",
    es: 'El servidor de fax se está deteniendo: inténtelo de nuevo en un minuto.',
  },
  'The log-in at the identity provider did not succeed.': {
    de: 'Die Anmeldung beim Identitätsdienst ist nicht gelungen.',
    fr: "La connexion auprès du fournisseur d'identité a échoué.",
    es: 'El inicio de sesión en el proveedor de identidad no tuvo éxito.',
  },
  'The identity provider cannot be reached: try again later.': {
    de: 'Der Identitätsdienst ist nicht zu erreichen: Versuchen Sie es später noch einmal.',
    fr: "Le fournisseur d'identité est injoignable : réessayez plus tard.",
    es: 'No se puede contactar con el proveedor de identidad: inténtelo más tarde.',
  },
}
