/** Our mails in French. Before `:` and `;` stands a no-break space, as French typography asks for. */
import { FRENCH_DETAILS } from './details-fr.ts'
import { KEY_SENTENCES } from './key-sentences.ts'
import { LINK_SENTENCES } from './link-sentences.ts'
import { RECEIVED_SENTENCES } from './received-sentences.ts'
import type { Words } from './words.ts'

export const FRENCH: Words = {
  language: 'fr',
  sentences: {
    'page.one': '1 page',
    'page.many': '{count} pages',
    'pages.of': '{sent} sur {total}',
    'list.item': '{name} : {text}',
    'number.unknown': 'un numéro inconnu',
    'time.format': '{day}/{month}/{year} à {hour}:{minute}:{second} (UTC{offset})',
    'date.format': '{day}/{month}/{year}',
    'duration.seconds': '{seconds} s',
    'duration.minutes': '{minutes} min {seconds} s',

    'subject.delivered': 'Fax vers {number} remis ({pages})',
    'subject.failed': 'Fax vers {number} non remis : {brief}',
    'subject.noVerdict': 'Fax vers {number} non confirmé : il a pu être remis',
    'subject.cancelled': 'Fax vers {number} annulé',
    'subject.correction': 'Rectification : {subject}',
    'subject.received': 'Fax de {number} ({pages})',
    'subject.incomplete': 'Fax de {number} ({pages}, incomplet)',
    'subject.list': 'Fax à la liste {list} : {delivered} remis, {failed} non remis',
    'subject.digest': 'Fax jusqu’au {date} : {delivered} remis, {failed} non remis, {waiting} en attente',
    'subject.answer': 'Fax vers {number} : {what}',
    'minimal.delivered': 'Fax {id} remis ({pages})',
    'minimal.failed': 'Fax {id} non remis : {brief}',
    'minimal.noVerdict': 'Fax {id} non confirmé : il a pu être remis',
    'minimal.cancelled': 'Fax {id} annulé',
    'minimal.answer': 'Fax {id} : {what}',
    'name.received': 'Fax de {number}',

    'headline.delivered': 'Votre fax a été remis',
    'headline.failed': 'Votre fax n’a pas été remis',
    'headline.partial': 'Votre fax n’a été remis qu’en partie',
    'headline.noVerdict': 'On ne sait pas si votre fax est arrivé',
    'headline.cancelled': 'Votre fax a été annulé',
    'headline.received': 'Vous avez reçu un fax',
    'headline.incomplete': 'Vous avez reçu un fax, mais il est incomplet',
    'headline.listAll': 'Votre fax a été remis à toute la liste',
    'headline.listSome': 'Votre fax n’a pas été remis à tous les membres de la liste',
    'headline.listNone': 'Votre fax n’a été remis à personne de la liste',
    'headline.digest': 'Vos fax jusqu’au {date} à {time}',

    'text.delivered': 'Le télécopieur du destinataire a confirmé chaque page.',
    'text.partial': 'Le télécopieur du destinataire a confirmé {sent} pages sur {total}.',
    'text.cancelledEarly': 'Aucune page n’a été envoyée.',
    'text.cancelledLate': 'L’envoi était déjà en cours : {sent} pages sur {total} étaient arrivées.',
    'text.leftOut': 'Certaines parties de votre message ne figurent pas dans le fax : voir ci-dessous.',
    'text.leftOutCount': 'Parties de votre message qui ne figurent pas dans le fax : {count}.',
    'text.correctedDelivered':
      'Ceci rectifie notre rapport précédent : le fournisseur de fax indique maintenant que le fax a finalement été remis. S’il a été envoyé une nouvelle fois, il est peut-être arrivé deux fois.',
    'text.correctedFailed':
      'Ceci rectifie notre rapport précédent : le fournisseur de fax est revenu sur sa réponse et indique maintenant que le fax n’a pas été remis. Il n’est pas envoyé de nouveau automatiquement.',
    'text.received': 'Le fax est joint à ce message ({format}).',
    'text.incomplete':
      'L’appel a été interrompu : il peut manquer des pages. Demandez à l’expéditeur de renvoyer le fax.',
    'text.damaged.repair':
      'La transmission a endommagé {count} lignes de points (pages : {pages}). Chacune est remplacée par la ligne du dessus.',
    'text.damaged.mark':
      'La transmission a endommagé {count} lignes de points (pages : {pages}). Chacune est remplacée par la ligne du dessus et porte une barre au bord gauche.',
    'text.damaged.keep':
      'La transmission a endommagé {count} lignes de points (pages : {pages}). Elles sont telles qu’elles sont arrivées.',
    'text.turned': 'Remis à l’endroit par le serveur de fax (pages : {pages}).',
    'text.straightened': 'Redressé par le serveur de fax (pages : {pages}).',
    'text.copy': 'Ceci est une copie. Le fax a été envoyé par {sender}.',
    'text.copyMinimal': 'Ceci est une copie pour vous.',
    'text.attached': 'Les pages du fax sont jointes à ce message ({format}).',
    'text.commands':
      'Vous pouvez répondre à ce message. Écrivez sur la première ligne : renvoyer, statut, ou envoyer au suivi d’un numéro de fax.',
    'text.list': 'Membres de la liste qui l’ont reçu : {delivered} sur {count}.',
    'text.commandsKey':
      'Vous pouvez répondre à ce message. Écrivez votre clé sur la première ligne, et sur la suivante : renvoyer, statut, ou envoyer au suivi d’un numéro de fax.',
    'text.digest': 'Du {from} au {to}.',

    'label.number': 'Numéro de fax',
    'label.list': 'Liste',
    'label.subject': 'Objet',
    'label.options': 'Options',
    'label.pages': 'Pages envoyées',
    'label.pagesReceived': 'Pages',
    'label.mailTaken': 'Message accepté',
    'label.ended': 'Terminé',
    'label.receivedAt': 'Reçu',
    'label.duration': 'Durée de l’appel',
    'label.stationId': 'Télécopieur distant',
    'label.attempts': 'Tentatives',
    'label.provider': 'Message de l’opérateur',
    'label.faxId': 'Identifiant du fax',
    'label.newFaxId': 'Nouvel identifiant',
    'label.state': 'État',
    'label.caller': 'De',
    'label.called': 'À votre numéro',
    'list.faxed': 'Dans le fax',
    'list.leftOut': 'Pas dans le fax',
    'list.unsure': 'Non confirmés, peut-être arrivés',
    'list.more': 'et {count} autres',
    'digest.delivered': 'Remis',
    'digest.failed': 'Non remis',
    'digest.cancelled': 'Annulés',
    'digest.waiting': 'Encore en attente',

    'state.accepted': 'conversion en pages de fax',
    'state.ready': 'en attente d’envoi',
    'state.submitting': 'transmission à l’opérateur',
    'state.unknown': 'transmis, pas encore confirmé',
    'state.sending': 'envoi en cours',
    'state.delivered': 'remis',
    'state.failed': 'non remis',
    'state.cancelled': 'annulé',
    'state.held': 'suspendu jusqu’à ce que votre administrateur le libère',

    'answer.resent': 'nouvel envoi en cours',
    'answer.resent.text':
      'Le fax est envoyé une nouvelle fois sous l’identifiant {id}. Vous recevrez un rapport quand il sera terminé.',
    'answer.sentTo': 'envoi vers {to} en cours',
    'answer.sentTo.text':
      'Les mêmes pages partent vers {to} sous l’identifiant {id}. Vous recevrez un rapport quand ce fax sera terminé.',
    'answer.cancelled': 'annulé',
    'answer.cancelled.text': 'Le fax ne sera pas envoyé.',
    'answer.cancelWanted': 'annulation demandée',
    'answer.cancelWanted.text':
      'L’opérateur a déjà le fax : il est peut-être trop tard pour l’arrêter. Le rapport dira comment il s’est terminé.',
    'answer.status': 'état',
    'answer.status.text': 'Voici ce que l’on sait à présent.',
    'answer.tooLate': 'trop tard pour annuler',
    'answer.tooLate.text': 'Le fax est déjà terminé. Rien n’a été modifié.',
    'answer.notEnded': 'pas renvoyé',
    'answer.notEnded.text': 'Le fax n’est pas encore terminé. Attendez son rapport, ou annulez-le d’abord.',
    'answer.already': 'pas renvoyé',
    'answer.already.text':
      'Il a déjà été renvoyé sous l’identifiant {id}. Pour l’envoyer encore, répondez aux messages concernant ce fax.',
    'answer.gone': 'pas envoyé',
    'answer.gone.text':
      'Le délai de conservation est écoulé et les pages ont été supprimées. Renvoyez le message d’origine.',
    'answer.refused': 'pas envoyé',
    'answer.refused.text': 'Le fax n’a pas été envoyé à {to}. Le serveur indique : {reason}',
    'answer.help': 'votre réponse n’a pas été comprise',
    'answer.help.text':
      'Rien n’a été fait. Écrivez l’une de ces commandes sur la première ligne de votre réponse :',
    'answer.help.title': 'Commandes',
    'answer.help.resend': 'renvoyer : envoie le fax une nouvelle fois au même numéro',
    'answer.help.sendTo': 'envoyer au +15555551212 : envoie les mêmes pages à un autre numéro',
    'answer.help.cancel': 'annuler : arrête un fax qui n’est pas terminé',
    'answer.help.status': 'statut : indique ce que l’on sait du fax',

    'picture.page': 'Page 1 du fax',
    'footer.report':
      'Écrit par le serveur de fax {hostname}. Pour toute question sur ce fax, indiquez son identifiant : {id}',
    ...KEY_SENTENCES.fr,
    ...LINK_SENTENCES.fr,
    ...RECEIVED_SENTENCES.fr,
    'footer.received':
      'Reçu par le serveur de fax {hostname}. Pour toute question sur ce fax, indiquez son identifiant : {id}',
    'footer.digest': 'Écrit une fois par jour par le serveur de fax {hostname} pour {subscriber}.',
  },
  failures: {
    busy: row('ligne occupée', 'La ligne était occupée.', 'Renvoyez le fax plus tard.'),
    'no-answer': row(
      'pas de réponse',
      'Personne n’a répondu à l’appel.',
      'Vérifiez que le télécopieur est allumé, puis renvoyez le fax.',
    ),
    'not-a-fax': row(
      'pas un télécopieur',
      'L’appel a été pris, mais pas par un télécopieur.',
      'Vérifiez le numéro : c’est peut-être un téléphone.',
    ),
    'number-unallocated': row(
      'le numéro n’existe pas',
      'Le numéro n’existe pas ou n’est pas en service.',
      'Vérifiez le numéro auprès du destinataire.',
    ),
    'number-invalid': row(
      'le numéro ne peut pas être composé',
      'Le numéro ne peut pas être composé.',
      'Écrivez le numéro avec l’indicatif du pays, par exemple +15555551212.',
    ),
    'number-blocked': row(
      'numéro bloqué',
      'Ce numéro est bloqué pour les fax envoyés d’ici.',
      'Demandez à votre administrateur si l’envoi vers ce numéro est permis.',
    ),
    'call-rejected': row(
      'appel rejeté',
      'Le correspondant a rejeté l’appel.',
      'Demandez au destinataire s’il accepte les fax de votre numéro.',
    ),
    'line-error': row('ligne perturbée', 'La ligne a été perturbée pendant l’appel.', 'Renvoyez le fax.'),
    partial: row(
      'seule une partie des pages est arrivée',
      'La ligne a été coupée après une partie des pages.',
      'Demandez au destinataire quelles pages sont arrivées avant de renvoyer le fax.',
    ),
    incompatible: row(
      'le télécopieur distant ne peut pas le recevoir',
      'Le télécopieur du destinataire n’accepte pas ce format de page ou cette résolution.',
      'Envoyez le document en résolution standard, au format A4 ou Letter.',
    ),
    'document-rejected': row(
      'le document ne peut pas être faxé',
      'Le document n’a pas pu être converti en pages de fax.',
      'Envoyez le document en PDF ordinaire, sans mot de passe.',
    ),
    'too-long': row(
      'trop de pages',
      'Le document a trop de pages.',
      'Divisez le document et envoyez-le en plusieurs fois.',
    ),
    'no-route': row(
      'aucun opérateur ne dessert ce numéro',
      'Aucun opérateur de fax configuré ici ne dessert cette destination.',
      'Demandez à votre administrateur d’ajouter une route pour ce pays.',
    ),
    'no-credit': row(
      'le compte chez l’opérateur n’a plus de crédit',
      'Le compte chez l’opérateur de fax n’a plus de crédit.',
      'Demandez à votre administrateur de recharger le compte, puis renvoyez le fax.',
    ),
    'provider-fault': row(
      'panne chez l’opérateur de fax',
      'L’opérateur de fax a rencontré un problème interne.',
      'Renvoyez le fax plus tard.',
    ),
    'no-verdict': row(
      'non confirmé',
      'L’opérateur de fax n’a jamais indiqué ce qu’il est advenu du fax. Il a pu être remis.',
      'Demandez au destinataire s’il est arrivé avant de le renvoyer.',
    ),
    expired: row('pas envoyé à temps', 'Le fax n’a pas pu être envoyé à temps.', 'Renvoyez le fax.'),
    cancelled: row('annulé', 'Le fax a été annulé.', 'Il n’y a rien d’autre à faire.'),
    unknown: row(
      'raison inconnue',
      'Le fax a échoué et l’opérateur n’en a pas donné la raison.',
      'Renvoyez le fax, ou demandez les détails à votre administrateur.',
    ),
  },
  details: FRENCH_DETAILS,
}

function row(brief: string, sentence: string, advice: string) {
  return { brief, sentence, advice }
}
