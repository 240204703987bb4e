/** Whether a question or a line of the script applies, by the pack's own condition. */
import type { Condition, Level } from './types';

export interface Situation {
    answers: Record<string, unknown>;
    /** Of the zone the place lies in; undefined outside of zones or before the place is known. */
    level?: Level;
    /** Whether an emergency mode is in force. */
    emergency?: boolean;
}

const asList = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String);

function answersHold(wanted: Record<string, unknown>, answers: Record<string, unknown>): boolean {
    return Object.entries(wanted).every(([question, values]) => {
        const given = answers[question];
        // An unanswered yes-or-no question counts as no, as the form shows it.
        return asList(values).includes(String(given ?? false));
    });
}

export function holds(condition: Condition | undefined, situation: Situation): boolean {
    if (!condition) return true;
    if (condition.answers && !answersHold(condition.answers, situation.answers)) return false;
    if (condition.levels) {
        const { level } = situation;
        const names = level ? [level.id, level.like ?? ''] : ['none'];
        if (!asList(condition.levels).some((wanted) => names.includes(wanted))) return false;
    }
    return !condition.modes || asList(condition.modes).includes(situation.emergency ? 'emergency' : 'normal');
}
