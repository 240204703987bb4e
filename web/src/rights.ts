/** What the signed-in role is offered. The server decides; this only hides what it would refuse. */
import { session } from './api';

type Matter = 'job' | 'call' | 'zone' | 'clock';

const allowed: Record<Matter, string[]> = {
    job: ['admin', 'manager', 'dispatcher', 'agent'],
    call: ['admin', 'manager', 'dispatcher', 'agent'],
    zone: ['admin', 'manager', 'dispatcher'],
    clock: ['admin'],
};

export const mayAct = (matter: Matter): boolean =>
    allowed[matter].includes(session.value?.user.role ?? '');
