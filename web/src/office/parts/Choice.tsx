/** One of a list, or nothing. */
import { t } from '../../i18n';
import { Field } from '../../ui/Field';

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
        <Field label={label} required={required}>
            <select value={value} required={required} onChange={(event) => set(event.currentTarget.value)}>
                <option value="">{empty}</option>
                {options.map(([id, text]) => (
                    <option key={id} value={id}>
                        {text}
                    </option>
                ))}
            </select>
        </Field>
    );
}
