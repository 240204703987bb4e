import type { Signal } from '@preact/signals';
import { t } from '../i18n';

/** Why it is decided so. Where it must be said because a rule is broken, the label says that too. */
export function ReasonField(props: { reason: Signal<string>; required: boolean; plain?: boolean }) {
    const { reason, required } = props;
    return (
        <label class="field">
            <span>{t(required && !props.plain ? 'decide.reason_needed' : 'decide.reason')}</span>
            <input
                required={required}
                maxLength={400}
                value={reason.value}
                onInput={(event) => (reason.value = event.currentTarget.value)}
            />
        </label>
    );
}
