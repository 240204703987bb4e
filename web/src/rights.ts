/** What the signed-in role is offered. The server decides; this only hides what it would refuse. */
import { session, type CommandName } from './api';
import { commands } from './gen/api';

type Matter = 'job' | 'call' | 'zone' | 'clock';

const allowed: Record<Matter, string[]> = {
    job: ['admin', 'manager', 'dispatcher', 'agent'],
    call: ['admin', 'manager', 'dispatcher', 'agent'],
    zone: ['admin', 'manager', 'dispatcher'],
    clock: ['admin'],
};

export const mayAct = (matter: Matter): boolean =>
    allowed[matter].includes(session.value?.user.role ?? '');

/** Whether the server would let the role call a command at all. */
export const mayCall = (command: CommandName): boolean =>
    (commands[command].roles as readonly string[]).includes(session.value?.user.role ?? '');
