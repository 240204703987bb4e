import { useSignal } from '@preact/signals';
import { api } from '../api';
import { say, t } from '../i18n';
import { putVisit } from '../state/city';
import { whenText } from '../time';
import type { Limits, Step, Visit } from '../types';
import { attempt } from '../ui/notice';
import { Shape } from '../ui/Shape';
import { ValueInput } from '../ui/ValueInput';
import { valueText } from '../ui/valueText';

/** The checklist. A step is saved as soon as it is entered; nothing waits for the end. */
export function Steps({ visit }: { visit: Visit }) {
    const done = visit.steps.filter((step) => step.done_at).length;
    return (
        <section class="steps" aria-labelledby="steps-title">
            <h3 id="steps-title">
                {t('step.title')}{' '}
                <span class="muted">{t('step.count', { done, all: visit.steps.length })}</span>
            </h3>
            <ol>
                {visit.steps.map((step) => (
                    <li key={step.code} class={step.done_at ? 'step ticked' : 'step'}>
                        <StepRow visit={visit} step={step} />
                    </li>
                ))}
            </ol>
        </section>
    );
}

/** Steps are recorded at the place of work; before that they are shown to read up on. */
const workStates = ['accepted', 'en_route', 'at_gate', 'on_site'];

function StepRow({ visit, step }: { visit: Visit; step: Step }) {
    const value = useSignal<unknown>(step.value);
    const again = useSignal(false);
    const open = workStates.includes(visit.state) && (!step.done_at || again.value);

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
                            {valueText(step.value)} · {whenText(step.done_at)}
                        </small>
                    )}
                </span>
                {step.done_at && workStates.includes(visit.state) && (
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
            {step.kind === 'signature' && <p class="muted">{t('step.signature')}</p>}
            <button class="action forward" type="submit">
                {t('action.save')}
            </button>
        </form>
    );
}
