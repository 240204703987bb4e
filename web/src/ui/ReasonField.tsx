import type { Signal } from '@preact/signals';

interface ReasonFieldProps {
    label: string;
    reason: Signal<string>;
    optional?: boolean;
    most?: number;
    /** Takes what room its row has left. */
    grow?: boolean;
}

/** One line that says why. */
export function ReasonField({ label, reason, optional = false, most = 4000, grow }: ReasonFieldProps) {
    return (
        <label class={grow ? 'field grow' : 'field'}>
            <span>{label}</span>
            <input
                required={!optional}
                maxLength={most}
                value={reason.value}
                onInput={(event) => (reason.value = event.currentTarget.value)}
            />
        </label>
    );
}
