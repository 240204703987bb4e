/** States and what may follow them: the very tables the program checks its commands by. */
import job from '../../schema/machines/job.json';
import visit from '../../schema/machines/visit.json';
import { say } from './i18n';
import type { Job, Text } from './types';

/** Every state of a job; those of a visit are among them. */
export type State = Job['state'];

interface Machine {
    states: Record<string, Text>;
    transitions: Record<string, string[]>;
}

const machines: Record<'job' | 'visit', Machine> = { job, visit };

export const following = (noun: 'job' | 'visit', state: State): State[] =>
    (machines[noun].transitions[state] ?? []) as State[];

export const stateName = (state: string): string =>
    say(machines.job.states[state] ?? machines.visit.states[state]) || state;
