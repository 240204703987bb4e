import type { Signal } from '@preact/signals';
import { t } from '../i18n';
import { ReasonField } from '../ui/ReasonField';

/** Why it is decided so. Where it must be said because a rule is broken, the label says that too. */
export function DecisionReason({ reason, required, plain }: { reason: Signal<string>; required: boolean; plain?: boolean }) {
    const label = t(required && !plain ? 'decide.reason_needed' : 'decide.reason');
    return <ReasonField label={label} reason={reason} optional={!required} most={400} />;
}

/** What a decision says of its reason: that it breaks rules, and why; nothing where there is nothing. */
export const because = (force: boolean, reason: string): { force?: true; reason?: string } => ({
    ...(force ? { force } : {}),
    ...(reason ? { reason } : {}),
});
