import { amountText, say, t } from '../i18n';
import { isAttachment } from '../crew/upload';
import type { Limits, Step } from '../types';

/** Any value to read: yes or no, lists and the parts of an object one after the other. */
export function valueText(value: unknown): string {
    if (value === true) return t('answer.yes');
    if (value === false) return t('answer.no');
    if (Array.isArray(value)) return value.map(valueText).join(' ');
    if (value && typeof value === 'object') return Object.values(value).map(valueText).join(' · ');
    return value === null || value === undefined ? '' : String(value);
}

/** What was recorded for a step, to read: an option by its label, a number with its unit. */
export function stepText(step: Step): string {
    const limits = step.limits as Limits | undefined;
    const option = limits?.options?.find((one) => one.id === step.value);
    if (option) return say(option.label);
    if (isAttachment(step.value)) return t('step.picture');
    if (step.carried !== undefined) return `${valueText(step.value)} · ${amountText(step.carried)}`;
    return [valueText(step.value), limits?.unit].filter(Boolean).join(' ');
}
