import { useSignal } from '@preact/signals';
import { following, stateName, type State } from '../machine';
import { t, word } from '../i18n';
import { jobLook } from '../status';
import type { Job } from '../types';
import { ReasonField } from '../ui/ReasonField';
import { Shape } from '../ui/Shape';
import { mayAct, mayCall } from '../rights';
import { transition } from './JobCard';

/** States a person sets by hand; planning itself is the dispatcher's. */
const byHand = new Set<State>([
    'accepted',
    'en_route',
    'at_gate',
    'on_site',
    'done',
    'closed',
    'held',
    'refused',
    'cancelled',
    'failed',
    'reopened',
    'triaged',
]);
/** The way forward; everything else leaves it and asks for a reason. */
const forward = new Set<State>(['accepted', 'en_route', 'at_gate', 'on_site', 'done', 'closed']);

export function JobActions({ job }: { job: Job }) {
    const asked = useSignal<State | null>(null);
    if (!mayAct('job')) return null;
    // Who may hold a job until a time does so beside the other decisions.
    const next = following('job', job.state).filter(
        (state) => byHand.has(state) && !(state === 'held' && mayCall('job.hold')),
    );
    // Back to triage is offered only from where nothing else leads on.
    const shown = next.filter((state) => state !== 'triaged' || !next.some((s) => forward.has(s)));
    if (shown.length === 0) return null;
    const target = asked.value;

    return (
        <div class="actions">
            <div class="action-row" role="group" aria-label={t('job.actions')}>
                {shown.map((state) => (
                    <button
                        key={state}
                        type="button"
                        class={forward.has(state) ? 'action forward' : 'action'}
                        aria-expanded={forward.has(state) ? undefined : asked.value === state}
                        onClick={() => {
                            if (forward.has(state)) void transition(job, state);
                            else asked.value = asked.value === state ? null : state;
                        }}
                    >
                        <Shape look={jobLook(state)} size={12} />
                        {word('act', state)}
                    </button>
                ))}
            </div>
            {target && (
                <ReasonForm
                    key={target}
                    label={t('job.reason_for', { state: stateName(target) })}
                    send={async (reason) => {
                        if (await transition(job, target, reason)) asked.value = null;
                    }}
                />
            )}
        </div>
    );
}

function ReasonForm({ label, send }: { label: string; send: (reason: string) => void }) {
    const reason = useSignal('');
    return (
        <form
            class="reason-form"
            onSubmit={(event) => {
                event.preventDefault();
                send(reason.value);
            }}
        >
            <ReasonField label={label} reason={reason} />
            <button class="primary" type="submit">
                {t('action.confirm')}
            </button>
        </form>
    );
}
