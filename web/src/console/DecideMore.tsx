import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api';
import { heading, say, t } from '../i18n';
import { mayCall } from '../rights';
import { crews, jobs, services } from '../state/city';
import { cityTime, clockText, fieldTime, now } from '../time';
import type { Job, Service, WhatIf } from '../types';
import { attempt } from '../ui/notice';
import { Effects, movable, Reasons } from './Decide';
import { because, DecisionReason } from './DecisionReason';

/** Which of the longer decisions is open. */
export type More = 'swap' | 'hold' | 'split';

const put = (work: Promise<Job>, done: string, close: () => void) =>
    attempt(async () => {
        jobs.put(await work);
        close();
    }, done);

/** The crews of two jobs change places; what that breaks and moves is said before. */
export function Swap({ job, close }: { job: Job; close: () => void }) {
    const other = useSignal('');
    const effect = useSignal<WhatIf | null>(null);
    const reason = useSignal('');
    const others = jobs.all.value.filter(
        (one) => one.crew && one.crew !== job.crew && movable.has(one.state),
    );
    useEffect(() => {
        effect.value = null;
        if (!other.value) return;
        void attempt(
            async () => (effect.value = await api.jobWhatIf({ id: job.id, with: other.value })),
        );
    }, [job.id, job.rev, other.value]);
    const conflicts = effect.value?.moves.flatMap((move) => move.conflicts) ?? [];
    const force = conflicts.length > 0;
    if (others.length === 0) return <p>{t('decide.swap_none')}</p>;
    return (
        <form
            class="preview"
            onSubmit={(event) => {
                event.preventDefault();
                const call = {
                    id: job.id,
                    with: other.value,
                    ...because(force, reason.value),
                };
                void put(api.jobSwap(call, { ifMatch: job.rev }), t('decide.swapped'), close);
            }}
        >
            <label class="field">
                <span>{t('decide.swap_with')}</span>
                <select
                    required
                    value={other.value}
                    onChange={(event) => (other.value = event.currentTarget.value)}
                >
                    <option value="">{t('form.choose')}</option>
                    {others.map((one) => (
                        <option key={one.id} value={one.id}>
                            {one.number} · {heading(one.title)} ·{' '}
                            {say(crews.at(one.crew!).value?.name)}
                            {one.eta ? ` · ${clockText(one.eta)}` : ''}
                        </option>
                    ))}
                </select>
            </label>
            {effect.value && (
                <>
                    <Reasons title={t('decide.conflicts')} reasons={conflicts} />
                    <Effects whatIf={effect.value} />
                    <DecisionReason reason={reason} required={force} />
                    <button class="primary" type="submit">
                        {t(force ? 'decide.force' : 'decide.swap')}
                    </button>
                </>
            )}
        </form>
    );
}

/** The job waits, until a time or until somebody resumes it. */
export function Hold({ job, close }: { job: Job; close: () => void }) {
    const until = useSignal('');
    const reason = useSignal('');
    return (
        <form
            class="preview"
            onSubmit={(event) => {
                event.preventDefault();
                const call = {
                    id: job.id,
                    reason: reason.value,
                    ...(until.value ? { until: cityTime(until.value) } : {}),
                };
                void put(api.jobHold(call, { ifMatch: job.rev }), t('decide.held'), close);
            }}
        >
            <label class="field">
                <span>{t('decide.hold_until')}</span>
                <input
                    type="datetime-local"
                    min={fieldTime(new Date(now.value).toISOString())}
                    value={until.value}
                    onInput={(event) => (until.value = event.currentTarget.value)}
                />
            </label>
            <DecisionReason reason={reason} required plain />
            <button class="primary" type="submit">
                {t('decide.hold')}
            </button>
        </form>
    );
}

/** The second part takes so much of the goods and of the time. */
export function Split({ job, close }: { job: Job; close: () => void }) {
    const percent = useSignal(50);
    return (
        <form
            class="preview"
            onSubmit={(event) => {
                event.preventDefault();
                const call = { id: job.id, percent: percent.value };
                void attempt(async () => {
                    await api.jobSplit(call, { ifMatch: job.rev });
                    close();
                }, t('decide.split_done'));
            }}
        >
            <label class="field">
                <span>{t('decide.split_share')}</span>
                <input
                    type="number"
                    min={1}
                    max={99}
                    required
                    value={percent.value}
                    onInput={(event) => (percent.value = event.currentTarget.valueAsNumber)}
                />
            </label>
            <button class="primary" type="submit">
                {t('decide.split')}
            </button>
        </form>
    );
}

/** Who decides about the service: the program, people it asks, or people alone. */
export function DispatchMode({ job }: { job: Job }) {
    const service = services.value.get(job.service);
    if (!service || !mayCall('service.set_dispatch')) return null;
    const set = (mode: Service['dispatch']) =>
        attempt(async () => {
            const changed = await api.serviceSetDispatch({ id: service.id, mode });
            services.value = new Map(services.value).set(service.id, {
                ...service,
                dispatch: changed.dispatch,
            });
        }, t('decide.mode_set'));
    return (
        <label class="field">
            <span>{t('decide.mode', { service: heading(service.title) })}</span>
            <select
                value={service.dispatch}
                onChange={(event) => void set(event.currentTarget.value as Service['dispatch'])}
            >
                <option value="automatic">{t('decide.mode_name_automatic')}</option>
                <option value="propose">{t('decide.mode_name_propose')}</option>
                <option value="manual">{t('decide.mode_name_manual')}</option>
            </select>
        </label>
    );
}
