/** The frame of one input: its label, a star where it must be filled in, and a note beside it. */
import type { ComponentChildren } from 'preact';
import { t } from '../i18n';

interface LabelProps {
    label: string;
    required?: boolean;
    note?: string;
}

export function Label({ label, required, note }: LabelProps) {
    return (
        <span>
            {label}
            {required && <abbr title={t('answer.required')}> *</abbr>}
            {note && <small class="muted"> {note}</small>}
        </span>
    );
}

export function Field({ children, ...label }: LabelProps & { children: ComponentChildren }) {
    return (
        <label class="field">
            <Label {...label} />
            {children}
        </label>
    );
}
