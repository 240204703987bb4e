/** What the caller answered, in the words of the service's form. */
import type { ComponentChildren } from 'preact';
import { say } from '../i18n';
import { services } from '../state/city';
import type { Request } from '../types';
import { valueText } from './valueText';

/** Pairs of question and answer, in the order of the form; for Facts. */
export function answerRows(request: Request | null): [string, ComponentChildren][] {
    const form = request ? (services.value.get(request.service)?.form ?? []) : [];
    const answers = (request?.answers ?? {}) as Record<string, unknown>;
    return form
        .filter((question) => answers[question.id] !== undefined && answers[question.id] !== null)
        .map((question) => {
            const value = answers[question.id];
            const option = question.options?.find((one) => one.id === value);
            return [say(question.label), option ? say(option.label) : valueText(value)];
        });
}
