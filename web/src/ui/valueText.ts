import { t } from '../i18n';

/** The value of a step or an answer, to read. */
export function valueText(value: unknown): string {
    if (value === true) return t('answer.yes');
    if (value === false) return t('answer.no');
    if (Array.isArray(value)) return value.map(valueText).join(' ');
    return value === null || value === undefined ? '' : String(value);
}
