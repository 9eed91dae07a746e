/** What the operator is told, in Spanish. */
import type { AlarmKind } from '../fax/alarm.ts'
import type { AlarmFrame, AlarmWords } from './alarms-en.ts'

export const SPANISH_FRAME: AlarmFrame = {
  over: 'Terminado: {title}',
  still: 'Todavía: {title}',
  since: 'Desde {time}.',
  ended: 'Empezó {time} y terminó {end}.',
  todo: 'Qué hacer:',
  known: 'Todas las alarmas: faxbridge alarms. Si ya lo sabe: faxbridge alarms ack {name}',
}

const HELD = 'Faxes retenidos: faxbridge list --held. Cada uno sigue con: faxbridge release ID'

export const SPANISH_ALARMS: Readonly<Record<AlarmKind, AlarmWords>> = {
  'provider-down': {
    title: 'No se puede llegar a la cuenta {account} del proveedor',
    means: 'Ningún fax sale por ella. Los faxes esperan, o toman otra cuenta si una ruta la nombra.',
    todo: [
      'Mire si el proveedor está caído y si esta máquina llega a Internet.',
      'faxbridge providers test {account}',
    ],
  },
  'provider-credentials': {
    title: 'La cuenta {account} del proveedor rechaza nuestras credenciales: los faxes se retienen',
    means: 'Ningún fax sale ni entra por ella hasta que una persona actúe.',
    todo: [
      'Corrija las credenciales en la configuración, reinicie y después: faxbridge providers test {account}',
      HELD,
    ],
  },
  'provider-credit': {
    title: 'La cuenta {account} del proveedor no tiene saldo: los faxes se retienen',
    means: 'Ningún fax sale por ella hasta que alguien pague.',
    todo: ['Pague al proveedor y después: faxbridge providers test {account}', HELD],
  },
  'credit-low': {
    title: 'La cuenta {account} del proveedor tiene poco saldo: {left}',
    means: 'Cuando se acabe, ningún fax saldrá por esta cuenta. El límite en alarms.credit es {limit}.',
    todo: ['Pague al proveedor.', 'faxbridge providers balance {account}'],
  },
  'relay-down': {
    title: 'El relay de correo no acepta correo',
    means:
      'Los informes y los faxes recibidos esperan aquí; nada se pierde. Los faxes se envían igualmente. Correos que esperan: {count}.',
    todo: ['Mire si el servidor de relay.url funciona y si el acceso y TLS son correctos (docs/relay.md).'],
  },
  'queue-late': {
    title: 'La cola tiene {minutes} minutos de retraso',
    means: 'Pasos que tocan no se hacen: informes, faxes recibidos y preguntas a proveedores llegan tarde.',
    todo: [
      'Mire si esta máquina está sobrecargada o su disco es lento, y qué dice el registro.',
      'faxbridge status',
    ],
  },
  'steps-given-up': {
    title: 'Pasos abandonados: {count}',
    means: 'Se intentaron mucho tiempo y no se intentarán más antes de un reinicio.',
    todo: [
      'El registro dice por qué: busque «parked». Corríjalo y reinicie: todo lo que falló se intenta otra vez.',
    ],
  },
  'faxes-late': {
    title: 'Faxes que ya deberían haber salido: {count}',
    means: 'El más antiguo toca desde hace {minutes} minutos. Los que esperan a una hora no se cuentan.',
    todo: [
      'faxbridge list --state accepted,ready los muestra; faxbridge show ID dice a qué espera cada uno.',
      'faxbridge providers list muestra las cuentas: ¿es alguna demasiado lenta para lo que hay que enviar?',
    ],
  },
  'faxes-stuck': {
    title: 'Faxes de los que el proveedor no da el resultado: {count}',
    means: 'El más antiguo se entregó hace {minutes} minutos. Nadie sabe todavía si ha llegado.',
    todo: [
      'faxbridge list --state submitting,unknown,sending los muestra. Mire la página web del proveedor.',
      'Terminan por sí mismos, sin resultado, después de sending.trackingHours.',
    ],
  },
  'faxes-held': {
    title: 'Faxes que esperan a una persona: {count}',
    means: 'No se envían hasta que alguien los haya mirado.',
    todo: [
      'faxbridge list --held los muestra con el motivo; docs/operations.md dice qué hacer en cada caso.',
      'faxbridge release ID envía uno, faxbridge cancel ID no lo envía.',
    ],
  },
  'received-late': {
    title: 'Faxes recibidos que no han llegado a sus destinatarios: {count}',
    means:
      'El más antiguo espera desde hace {minutes} minutos. Está seguro aquí, y sin confirmar al proveedor.',
    todo: [
      'faxbridge received --state seen,fetched,routed los muestra; faxbridge show ID dice por qué.',
      'Casi siempre el relay o un destino está caído.',
    ],
  },
  'received-unrouted': {
    title: 'Faxes recibidos que no son de nadie: {count}',
    means: 'Ningún abonado tiene el número llamado. Esperan aquí y no se confirman.',
    todo: [
      'faxbridge received --state unrouted los muestra.',
      'Añada el número a un abonado y recargue, o: faxbridge inbox reroute ID --to DIRECCIÓN',
    ],
  },
  'destination-given-up': {
    title: 'Faxes recibidos no llegaron a {place}: {count}',
    means: 'Este destino se intentó todos sus días y no los aceptó. Lo último: {why}',
    todo: [
      'Arregle el destino y repártalos otra vez: faxbridge inbox redeliver ID',
      'Termina cuando allí no se ha abandonado nada en un día.',
    ],
  },
  'address-broken': {
    title: 'Los faxes recibidos no llegan a {address}',
    means: 'Un correo con el fax {fax} volvió o fue rechazado: {why} El fax queda aquí.',
    todo: [
      'Corrija la dirección en la configuración y dé el fax a otra persona: faxbridge inbox reroute {fax} --to DIRECCIÓN',
      'Lo que volvió: faxbridge show {address}',
      'Termina cuando nada ha vuelto en una semana.',
    ],
  },
  'disk-low': {
    title: 'El disco está casi lleno: quedan {free} MiB',
    means: 'Por debajo de {limit} MiB ya no se acepta correo.',
    todo: [
      'Haga sitio donde está dataDir, o ponga un disco mayor. sending.keepDays dice cuánto se guardan los correos.',
    ],
  },
  'disk-full': {
    title: 'El disco está lleno: no se acepta correo',
    means:
      'Quedan {free} MiB, y smtp.limits.freeDiskBytes es {limit} MiB. Los remitentes deben intentarlo más tarde.',
    todo: [
      'Haga sitio donde está dataDir, o ponga un disco mayor. El correo se acepta otra vez por sí mismo.',
    ],
  },
  'certificate-ending': {
    title: 'Un certificado termina en {days} días: {what}',
    means: 'Después fallan las conexiones con él. Está en {file}.',
    todo: ['Renuévelo. El de un punto de escucha se lee otra vez con: faxbridge reload'],
  },
  'certificate-ended': {
    title: 'Un certificado ha caducado: {what}',
    means: 'Las conexiones con él fallan. Está en {file}.',
    todo: ['Renuévelo ahora. El de un punto de escucha se lee otra vez con: faxbridge reload'],
  },
  'clock-wrong': {
    title: 'El reloj de esta máquina está mal por {seconds} segundos',
    means: 'Lo dice {host}. Las horas de los informes están mal, y lo que debe salir a una hora sale a otra.',
    todo: ['Ajústelo con un servicio de hora: timedatectl, chronyc tracking'],
  },
  'clock-jumped': {
    title: 'El reloj de esta máquina saltó {seconds} segundos',
    means: 'A faxes en espera quizá les tocó demasiado pronto o demasiado tarde.',
    todo: [
      'Mire si alguien puso el reloj en hora o la máquina estuvo suspendida. timedatectl muestra el servicio de hora.',
    ],
  },
  'keys-overdue': {
    title: 'Claves secretas que deberían estar renovadas: {count}',
    means: 'Una clave nueva solo se envía si el relay tiene TLS. Las antiguas siguen valiendo.',
    todo: ['faxbridge keys show dice cuáles. Ponga TLS en el relay, o: faxbridge keys rotate ABONADO'],
  },
  'backup-old': {
    title: 'No hay copia de seguridad de los últimos {limit} días',
    means:
      'Si este disco se rompe, se pierden los faxes y el historial desde la última copia. Última copia: {last}.',
    todo: ['faxbridge backup CARPETA. Mire si funciona el temporizador que debe hacerla.'],
  },
  'sandbox-lost': {
    title: 'El recinto aislado para documentos ya no funciona',
    means: 'Los documentos no se pueden leer y los faxes nuevos fallan. {why}',
    todo: [
      'Mire qué ha cambiado en esta máquina: bubblewrap, espacios de nombres (docs/operations.md, Sandbox).',
    ],
  },
  'budget-nearly': {
    title: 'El presupuesto diario de {whose} está usado al 80 % ({what})',
    means: 'Permitido el {day}: {limit}.',
    todo: [
      'Cómo están todos los presupuestos: faxbridge budget',
      '¿Abusa alguien? Faxes de hoy: faxbridge list --limit 100',
    ],
  },
  'budget-full': {
    title: 'El presupuesto diario de {whose} está agotado ({what})',
    means:
      'Permitido el {day}: {limit}. Lo que pasa de ahí se rechaza por ahora, se retiene o espera al día siguiente, según la configuración.',
    todo: [
      'Cómo están todos los presupuestos: faxbridge budget',
      HELD,
      '¿Abusa alguien? Faxes de hoy: faxbridge list --limit 100',
    ],
  },
}
