import { useSignal } from '@preact/signals';
import { api } from '../api';
import { say, t } from '../i18n';
import { putVisit } from '../state/city';
import { whenText } from '../time';
import type { Job, Limits, Step, Visit } from '../types';
import { attempt } from '../ui/notice';
import { Shape } from '../ui/Shape';
import { ValueInput } from '../ui/ValueInput';
import { stepText } from '../ui/valueText';
import { Handover } from './Handover';
import { Photo, Signature } from './Pictures';

/** In the order of the day; what the call-back fills in is not the crew's. */
const phases = ['depart', 'gate', 'site', 'after'] as const;

/** The checklist. A step is saved as soon as it is entered; nothing waits for the end. */
export function Steps({ visit, job }: { visit: Visit; job: Job | undefined }) {
    return (
        <>
            {phases.map((phase) => (
                <Phase key={phase} visit={visit} job={job} phase={phase} />
            ))}
        </>
    );
}

function Phase({ visit, job, phase }: { visit: Visit; job: Job | undefined; phase: (typeof phases)[number] }) {
    const steps = visit.steps.filter((step) => step.phase === phase);
    if (steps.length === 0) return null;
    const done = steps.filter((step) => step.done_at).length;
    return (
        <section class="steps">
            <h3>
                {t(`phase.${phase}`)}{' '}
                <span class="muted">{t('step.count', { done, all: steps.length })}</span>
            </h3>
            <ol>
                {steps.map((step) => (
                    <li key={step.code} class={step.done_at ? 'step ticked' : 'step'}>
                        <StepRow visit={visit} job={job} step={step} />
                    </li>
                ))}
            </ol>
        </section>
    );
}

/** While the visit is in the crew's hands; what comes after the work also when it is done. */
function mayRecord(visit: Visit, step: Step): boolean {
    if (['accepted', 'en_route', 'at_gate', 'on_site'].includes(visit.state)) return true;
    return visit.state === 'done' && step.phase === 'after';
}

/** Goods that have changed hands are not exchanged twice. */
const isFinal = (step: Step): boolean => /^(serial|manifest)_/.test(step.kind);

function StepRow({ visit, job, step }: { visit: Visit; job: Job | undefined; step: Step }) {
    const value = useSignal<unknown>(step.value);
    const again = useSignal(false);
    const open = mayRecord(visit, step) && (!step.done_at || again.value);

    async function save(given: unknown) {
        if (given === undefined || given === '') return;
        const saved = await attempt(async () => {
            putVisit(await api.stepRecord({ id: visit.id, code: step.code, value: given }));
        });
        if (saved) again.value = false;
    }

    if (!open)
        return (
            <p class="step-done">
                <Shape look={step.done_at ? 'done' : 'idle'} size={18} />
                <span>
                    {say(step.label)}
                    {!step.required && <small class="muted"> {t('step.optional')}</small>}
                    {step.done_at && (
                        <small class="muted">
                            {stepText(step)} · {whenText(step.done_at)}
                        </small>
                    )}
                    {step.finding && <small class="finding">{t('step.finding')}</small>}
                </span>
                {step.done_at && mayRecord(visit, step) && !isFinal(step) && (
                    <button type="button" class="link" onClick={() => (again.value = true)}>
                        {t('action.change')}
                    </button>
                )}
            </p>
        );

    if (step.kind === 'check')
        return (
            <button type="button" class="step-check" onClick={() => void save(true)}>
                <span class="box" aria-hidden="true" />
                <span>{say(step.label)}</span>
            </button>
        );

    if (step.kind === 'signature') return <Signature step={step} save={save} />;
    if (step.kind === 'photo') return <Photo step={step} save={save} />;
    if (step.kind.startsWith('manifest_')) return <Handover visit={visit} job={job} step={step} save={save} />;

    return (
        <form
            class="step-form"
            onSubmit={(event) => {
                event.preventDefault();
                void save(value.value);
            }}
        >
            <ValueInput
                kind={step.kind}
                label={say(step.label)}
                required={step.required}
                limits={step.limits as Limits | undefined}
                value={value.value}
                set={(given) => (value.value = given)}
            />
            <button class="action forward" type="submit">
                {t('action.save')}
            </button>
        </form>
    );
}
