/** One of a list, or nothing. */
import { t } from '../../i18n';

interface ChoiceProps {
    label: string;
    value: string;
    set(value: string): void;
    options: [string, string][];
    empty?: string;
    required?: boolean;
}

export function Choice({ label, value, set, options, empty = t('form.choose'), required }: ChoiceProps) {
    return (
        <label class="field">
            <span>
                {label}
                {required && <abbr title={t('answer.required')}> *</abbr>}
            </span>
            <select value={value} required={required} onChange={(event) => set(event.currentTarget.value)}>
                <option value="">{empty}</option>
                {options.map(([id, text]) => (
                    <option key={id} value={id}>
                        {text}
                    </option>
                ))}
            </select>
        </label>
    );
}
