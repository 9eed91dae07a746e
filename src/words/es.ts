/** Our mails in Spanish. */
import { SPANISH_DETAILS } from './details-es.ts'
import { KEY_SENTENCES } from './key-sentences.ts'
import { LINK_SENTENCES } from './link-sentences.ts'
import { RECEIVED_SENTENCES } from './received-sentences.ts'
import type { Words } from './words.ts'

export const SPANISH: Words = {
  language: 'es',
  sentences: {
    'page.one': '1 página',
    'page.many': '{count} páginas',
    'pages.of': '{sent} de {total}',
    'list.item': '{name}: {text}',
    'number.unknown': 'un número desconocido',
    'time.format': '{day}/{month}/{year}, {hour}:{minute}:{second} (UTC{offset})',
    'date.format': '{day}/{month}/{year}',
    'duration.seconds': '{seconds} s',
    'duration.minutes': '{minutes} min {seconds} s',

    'subject.delivered': 'Fax a {number} entregado ({pages})',
    'subject.failed': 'Fax a {number} no entregado: {brief}',
    'subject.noVerdict': 'Fax a {number} sin confirmar: puede haber llegado',
    'subject.cancelled': 'Fax a {number} cancelado',
    'subject.correction': 'Corrección: {subject}',
    'subject.received': 'Fax de {number} ({pages})',
    'subject.incomplete': 'Fax de {number} ({pages}, incompleto)',
    'subject.list': 'Fax a la lista {list}: {delivered} entregados, {failed} no entregados',
    'subject.digest':
      'Faxes hasta el {date}: {delivered} entregados, {failed} no entregados, {waiting} pendientes',
    'subject.answer': 'Fax a {number}: {what}',
    'minimal.delivered': 'Fax {id} entregado ({pages})',
    'minimal.failed': 'Fax {id} no entregado: {brief}',
    'minimal.noVerdict': 'Fax {id} sin confirmar: puede haber llegado',
    'minimal.cancelled': 'Fax {id} cancelado',
    'minimal.answer': 'Fax {id}: {what}',
    'name.received': 'Fax de {number}',

    'headline.delivered': 'Su fax ha sido entregado',
    'headline.failed': 'Su fax no ha sido entregado',
    'headline.partial': 'Su fax se ha entregado solo en parte',
    'headline.noVerdict': 'No se sabe si su fax ha llegado',
    'headline.cancelled': 'Su fax ha sido cancelado',
    'headline.received': 'Ha recibido un fax',
    'headline.incomplete': 'Ha recibido un fax, pero está incompleto',
    'headline.listAll': 'Su fax se entregó a toda la lista',
    'headline.listSome': 'Su fax no se entregó a todos los miembros de la lista',
    'headline.listNone': 'Su fax no se entregó a nadie de la lista',
    'headline.digest': 'Sus faxes hasta el {date} a las {time}',

    'text.delivered': 'El fax del destinatario ha confirmado todas las páginas.',
    'text.partial': 'El fax del destinatario ha confirmado {sent} de {total} páginas.',
    'text.cancelledEarly': 'No se ha enviado ninguna página.',
    'text.cancelledLate': 'Ya se estaba enviando: habían llegado {sent} de {total} páginas.',
    'text.leftOut': 'Algunas partes de su correo no están en el fax: véase más abajo.',
    'text.leftOutCount': 'Partes de su correo que no están en el fax: {count}.',
    'text.correctedDelivered':
      'Esto corrige nuestro informe anterior: el proveedor de fax dice ahora que el fax sí se entregó. Si se envió otra vez, puede haber llegado dos veces.',
    'text.correctedFailed':
      'Esto corrige nuestro informe anterior: el proveedor de fax se ha retractado y dice ahora que el fax no se entregó. No se vuelve a enviar automáticamente.',
    'text.received': 'El fax va adjunto a este correo ({format}).',
    'text.incomplete':
      'La llamada se cortó y pueden faltar páginas. Pida al remitente que envíe el fax de nuevo.',
    'text.damaged.repair':
      'La transmisión dañó {count} líneas de puntos (páginas: {pages}). Cada una se sustituyó por la línea anterior.',
    'text.damaged.mark':
      'La transmisión dañó {count} líneas de puntos (páginas: {pages}). Cada una se sustituyó por la línea anterior y lleva una barra en el borde izquierdo.',
    'text.damaged.keep':
      'La transmisión dañó {count} líneas de puntos (páginas: {pages}). Están tal como llegaron.',
    'text.turned': 'Girado por el servidor de fax (páginas: {pages}).',
    'text.straightened': 'Enderezado por el servidor de fax (páginas: {pages}).',
    'text.copy': 'Esto es una copia. El fax lo envió {sender}.',
    'text.copyMinimal': 'Esto es una copia para usted.',
    'text.attached': 'Las páginas del fax van adjuntas a este correo ({format}).',
    'text.commands':
      'Puede responder a este correo. Escriba en la primera línea: reenviar, estado, o enviar al y un número de fax.',
    'text.list': 'Miembros de la lista que lo han recibido: {delivered} de {count}.',
    'text.commandsKey':
      'Puede responder a este correo. Escriba su clave en la primera línea y, en la siguiente: reenviar, estado, o enviar al y un número de fax.',
    'text.digest': 'Del {from} al {to}.',

    'label.number': 'Número de fax',
    'label.list': 'Lista',
    'label.subject': 'Asunto',
    'label.options': 'Opciones',
    'label.pages': 'Páginas enviadas',
    'label.pagesReceived': 'Páginas',
    'label.mailTaken': 'Correo aceptado',
    'label.ended': 'Terminado',
    'label.receivedAt': 'Recibido',
    'label.duration': 'Duración de la llamada',
    'label.stationId': 'Identificación del fax remoto',
    'label.attempts': 'Intentos',
    'label.provider': 'Mensaje del proveedor',
    'label.faxId': 'Id. del fax',
    'label.newFaxId': 'Nuevo id. del fax',
    'label.state': 'Estado',
    'label.caller': 'De',
    'label.called': 'A su número',
    'list.faxed': 'En el fax',
    'list.leftOut': 'No está en el fax',
    'list.unsure': 'Sin confirmar, pueden haber llegado',
    'list.more': 'y {count} más',
    'digest.delivered': 'Entregados',
    'digest.failed': 'No entregados',
    'digest.cancelled': 'Cancelados',
    'digest.waiting': 'Aún pendientes',

    'state.accepted': 'se está convirtiendo en páginas de fax',
    'state.ready': 'en espera de envío',
    'state.submitting': 'se está pasando al proveedor',
    'state.unknown': 'pasado al proveedor, aún sin confirmar',
    'state.sending': 'se está enviando',
    'state.delivered': 'entregado',
    'state.failed': 'no entregado',
    'state.cancelled': 'cancelado',
    'state.held': 'retenido hasta que su administrador lo libere',

    'answer.resent': 'se está enviando de nuevo',
    'answer.resent.text': 'El fax sale otra vez con el id. {id}. Cuando haya terminado, recibirá un informe.',
    'answer.sentTo': 'se está enviando al {to}',
    'answer.sentTo.text':
      'Las mismas páginas van al {to} con el id. {id}. Cuando ese fax haya terminado, recibirá un informe.',
    'answer.cancelled': 'cancelado',
    'answer.cancelled.text': 'El fax no se enviará.',
    'answer.cancelWanted': 'se intenta cancelar',
    'answer.cancelWanted.text':
      'El proveedor ya tiene el fax y quizá sea tarde para detenerlo. El informe dirá cómo ha terminado.',
    'answer.status': 'estado',
    'answer.status.text': 'Esto es lo que se sabe ahora.',
    'answer.tooLate': 'demasiado tarde para cancelar',
    'answer.tooLate.text': 'El fax ya ha terminado. No se ha cambiado nada.',
    'answer.notEnded': 'no se ha reenviado',
    'answer.notEnded.text': 'El fax aún no ha terminado. Espere el informe, o cancélelo antes.',
    'answer.already': 'no se ha reenviado',
    'answer.already.text':
      'Ya se reenvió con el id. {id}. Para enviarlo otra vez, responda a los correos sobre ese fax.',
    'answer.gone': 'no se ha enviado',
    'answer.gone.text':
      'El plazo de conservación ha terminado y las páginas se han borrado. Envíe de nuevo el correo.',
    'answer.refused': 'no se ha enviado',
    'answer.refused.text': 'El fax no se ha enviado al {to}. El servidor indica: {reason}',
    'answer.help': 'no se ha entendido su respuesta',
    'answer.help.text':
      'No se ha hecho nada. Escriba una de estas órdenes en la primera línea de su respuesta:',
    'answer.help.title': 'Órdenes',
    'answer.help.resend': 'reenviar: envía el fax otra vez al mismo número',
    'answer.help.sendTo': 'enviar al +15555551212: envía las mismas páginas a otro número',
    'answer.help.cancel': 'cancelar: detiene un fax que no ha terminado',
    'answer.help.status': 'estado: dice lo que se sabe del fax',

    'picture.page': 'Página 1 del fax',
    'footer.report':
      'Escrito por el servidor de fax {hostname}. Si pregunta por este fax, indique su identificador: {id}',
    ...KEY_SENTENCES.es,
    ...LINK_SENTENCES.es,
    ...RECEIVED_SENTENCES.es,
    'footer.received':
      'Recibido por el servidor de fax {hostname}. Si pregunta por este fax, indique su identificador: {id}',
    'footer.digest': 'Escrito una vez al día por el servidor de fax {hostname} para {subscriber}.',
  },
  failures: {
    busy: row('línea ocupada', 'La línea estaba ocupada.', 'Envíe el fax de nuevo más tarde.'),
    'no-answer': row(
      'nadie contestó',
      'Nadie contestó a la llamada.',
      'Compruebe que el fax está encendido y envíe el fax de nuevo.',
    ),
    'not-a-fax': row(
      'no es un fax',
      'La llamada fue atendida, pero no por un fax.',
      'Compruebe el número: puede ser un teléfono.',
    ),
    'number-unallocated': row(
      'el número no existe',
      'El número no existe o no está en servicio.',
      'Compruebe el número con el destinatario.',
    ),
    'number-invalid': row(
      'el número no se puede marcar',
      'El número no se puede marcar.',
      'Escriba el número con el prefijo del país, por ejemplo +15555551212.',
    ),
    'number-blocked': row(
      'el número está bloqueado',
      'El número está bloqueado para los faxes enviados desde aquí.',
      'Pregunte a su administrador si se puede enviar a este número.',
    ),
    'call-rejected': row(
      'llamada rechazada',
      'El otro lado rechazó la llamada.',
      'Pregunte al destinatario si acepta faxes de su número.',
    ),
    'line-error': row('fallo de la línea', 'La línea falló durante la llamada.', 'Envíe el fax de nuevo.'),
    partial: row(
      'solo llegaron algunas páginas',
      'La línea falló después de algunas páginas.',
      'Pregunte al destinatario qué páginas han llegado antes de enviarlo de nuevo.',
    ),
    incompatible: row(
      'el otro fax no puede recibirlo',
      'El fax del destinatario no admite páginas de este tamaño o resolución.',
      'Envíe el documento en resolución estándar, en A4 o Carta.',
    ),
    'document-rejected': row(
      'el documento no se puede enviar por fax',
      'El documento no se pudo convertir en páginas de fax.',
      'Envíe el documento como PDF normal, sin contraseña.',
    ),
    'too-long': row(
      'demasiadas páginas',
      'El documento tiene demasiadas páginas.',
      'Divida el documento y envíelo por partes.',
    ),
    'no-route': row(
      'ningún proveedor llega a este número',
      'Ningún proveedor de fax configurado aquí llega a este destino.',
      'Pida a su administrador que añada una ruta para este país.',
    ),
    'no-credit': row(
      'la cuenta del proveedor no tiene saldo',
      'La cuenta del proveedor de fax no tiene saldo.',
      'Pida a su administrador que recargue la cuenta y envíe después el fax de nuevo.',
    ),
    'provider-fault': row(
      'problema del proveedor de fax',
      'El proveedor de fax tuvo un problema interno.',
      'Envíe el fax de nuevo más tarde.',
    ),
    'no-verdict': row(
      'sin confirmar',
      'El proveedor de fax nunca dijo qué pasó con el fax. Puede haber llegado.',
      'Pregunte al destinatario si ha llegado antes de enviarlo de nuevo.',
    ),
    expired: row('no se envió a tiempo', 'El fax no se pudo enviar a tiempo.', 'Envíe el fax de nuevo.'),
    cancelled: row('cancelado', 'El fax fue cancelado.', 'No hay nada más que hacer.'),
    unknown: row(
      'por un motivo desconocido',
      'El fax falló por un motivo que el proveedor no explicó.',
      'Envíe el fax de nuevo, o pida los detalles a su administrador.',
    ),
  },
  details: SPANISH_DETAILS,
}

function row(brief: string, sentence: string, advice: string) {
  return { brief, sentence, advice }
}
