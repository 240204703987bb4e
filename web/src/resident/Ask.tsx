/** Asking for help online: what to do first, where, and as few questions as the service needs. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { api, newKey, Problem } from '../api';
import { holds } from '../conditions';
import { heading, say, t } from '../i18n';
import { services } from '../state/city';
import { Icon } from '../ui/Icon';
import { problemText, tell } from '../ui/notice';
import { Shape } from '../ui/Shape';
import { ValueInput } from '../ui/ValueInput';

const here = (): Promise<GeolocationPosition> =>
    new Promise((resolve, reject) =>
        navigator.geolocation.getCurrentPosition(resolve, reject, { enableHighAccuracy: true, timeout: 20_000 }),
    );

export function Ask({ back, done }: { back(): void; done(): void }) {
    const chosen = useSignal('');
    return (
        <>
            <button type="button" class="quiet back" onClick={back}>
                <Icon name="back" /> {t('resident.mine')}
            </button>
            <label class="field">
                <span>{t('intake.service')}</span>
                <select value={chosen.value} onChange={(event) => (chosen.value = event.currentTarget.value)}>
                    <option value="">{t('form.choose')}</option>
                    {[...services.value.values()].filter((one) => one.residents).map((one) => (
                        <option key={one.id} value={one.id}>
                            {heading(one.title)}
                        </option>
                    ))}
                </select>
            </label>
            {chosen.value && <AskForm key={chosen.value} id={chosen.value} done={done} />}
        </>
    );
}

function AskForm({ id, done }: { id: string; done(): void }) {
    const service = services.value.get(id)!;
    const answers = useSignal<Record<string, unknown>>({});
    const contact = useSignal({ name: '', phone: '', address: '', note: '' });
    const busy = useSignal(false);
    const key = useRef(newKey());
    const situation = { answers: answers.value };
    const lines = service.script.filter((line) => holds(line.when, situation));

    async function submit(event: SubmitEvent) {
        event.preventDefault();
        busy.value = true;
        try {
            const { coords } = await here().catch(() => {
                throw new Error(t('resident.no_position'));
            });
            const { name, phone, address, note } = contact.value;
            const place = { lon: coords.longitude, lat: coords.latitude, ...(address && { address }) };
            const call = { service: id, caller: { name, phone }, place, answers: answers.value, channel: 'online', ...(note && { note }) };
            await api.requestCreate(call, { key: key.current });
            tell(t('resident.sent'));
            done();
        } catch (problem) {
            tell(problem instanceof Problem ? problemText(problem) : (problem as Error).message, 'failed');
            // What was refused was not taken: the corrected one is another.
            if (problem instanceof Problem && problem.status >= 400 && problem.status < 500) key.current = newKey();
        }
        busy.value = false;
    }

    const field = (name: 'name' | 'phone' | 'address' | 'note', label: string, more: Record<string, unknown> = {}) => (
        <label class="field">
            <span>{label}</span>
            <input
                maxLength={200}
                value={contact.value[name]}
                onInput={(event) => (contact.value = { ...contact.value, [name]: event.currentTarget.value })}
                {...more}
            />
        </label>
    );
    return (
        <form class="stack" onSubmit={submit} aria-label={heading(service.title)}>
            {lines.length > 0 && (
                <section class="script" aria-label={t('resident.first')}>
                    <h3>
                        <Shape look="danger" /> {t('resident.first')}
                    </h3>
                    <ul>
                        {lines.map((line) => (
                            <li key={line.id}>{say(line.say)}</li>
                        ))}
                    </ul>
                </section>
            )}
            {service.form
                .filter((question) => holds(question.when, situation))
                .map((question) => (
                    <ValueInput
                        key={question.id}
                        kind={question.kind}
                        label={say(question.label)}
                        required={question.required}
                        limits={question}
                        value={answers.value[question.id]}
                        set={(value) => (answers.value = { ...answers.value, [question.id]: value })}
                    />
                ))}
            {field('name', t('resident.name'), { required: true, autocomplete: 'name' })}
            {field('phone', t('request.phone'), { required: true, type: 'tel', maxLength: 40, autocomplete: 'tel' })}
            {field('address', t('request.address'), { required: true, autocomplete: 'street-address' })}
            {field('note', t('request.note'))}
            <p class="muted">{t('resident.position')}</p>
            <button class="main-button" type="submit" disabled={busy.value}>
                {t('resident.send')}
            </button>
        </form>
    );
}
