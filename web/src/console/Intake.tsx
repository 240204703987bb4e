import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { newKey, Problem } from '../api';
import { heading, say, t, word } from '../i18n';
import { stateName } from '../machine';
import { crews, levelOf, services } from '../state/city';
import { select } from '../state/select';
import { jobLook } from '../status';
import { whenText } from '../time';
import { Facts } from '../ui/Facts';
import { Icon } from '../ui/Icon';
import { LevelTag } from '../ui/LevelTag';
import { attempt, problemText, tell } from '../ui/notice';
import { Shape, StateTag } from '../ui/Shape';
import { ValueInput } from '../ui/ValueInput';
import {
    answers,
    close,
    pack,
    questions,
    reset,
    script,
    send,
    service,
    taken,
    takenJob,
    tick,
    zoneHere,
} from './call';
import { PlacePicker } from './PlacePicker';
import { draftPlace } from './view';

/** Taking a call. The script comes first: what the caller must do now is said before any question. */
export function Intake() {
    const first = useRef<HTMLHeadingElement>(null);
    useEffect(() => first.current?.focus(), []);
    return (
        <section class="intake pane" aria-labelledby="intake-title">
            <div class="pane-head">
                <h2 id="intake-title" ref={first} tabIndex={-1}>
                    <Icon name="phone" /> {t('intake.title')}
                </h2>
                <span class="spacer" />
                <button type="button" class="quiet" onClick={close}>
                    {t('action.close')} <kbd>Esc</kbd>
                </button>
            </div>
            <div class="intake-body">
                {!taken.value && <ServicePicker />}
                <Script />
                {taken.value ? <Taken /> : pack.value && <CallForm />}
            </div>
        </section>
    );
}

function ServicePicker() {
    return (
        <fieldset class="services">
            <legend>{t('intake.service')}</legend>
            <div class="service-grid">
                {[...services.value.values()].map((one) => (
                    <label key={one.id} class="service">
                        <input
                            type="radio"
                            name="service"
                            checked={service.value === one.id}
                            onChange={() => {
                                service.value = one.id;
                                answers.value = {};
                            }}
                        />
                        <span>{heading(one.title)}</span>
                    </label>
                ))}
            </div>
        </fieldset>
    );
}

function Script() {
    const lines = script.value;
    if (lines.length === 0) return null;
    return (
        <section class="script" aria-labelledby="script-title">
            <h3 id="script-title">
                <Shape look="danger" /> {t('script.say_first')}
            </h3>
            <ol>
                {lines.map((line) => (
                    <li key={line.id}>
                        <label>
                            <input
                                type="checkbox"
                                checked={line.done}
                                disabled={!!taken.value && line.done}
                                onChange={(event) => {
                                    const done = event.currentTarget.checked;
                                    void attempt(() => tick(line.id, done));
                                }}
                            />
                            <span>{say(line.text)}</span>
                        </label>
                    </li>
                ))}
            </ol>
        </section>
    );
}

function CallForm() {
    const name = useSignal('');
    const phone = useSignal('');
    const note = useSignal('');
    const busy = useSignal(false);
    const key = useRef(newKey());

    async function submit(event: SubmitEvent) {
        event.preventDefault();
        if (!draftPlace.peek()) {
            document.getElementById('place')?.focus();
            return;
        }
        busy.value = true;
        const call = { name: name.value, phone: phone.value, note: note.value, key: key.current };
        try {
            await send(call);
        } catch (problem) {
            tell(problemText(problem), 'failed');
            // Refused means not taken: the corrected call is another one. After a broken line
            // nobody knows, so the next try carries the same key and is taken once.
            const refused = problem instanceof Problem && problem.status >= 400 && problem.status < 500;
            if (refused) key.current = newKey();
        }
        busy.value = false;
    }

    return (
        <form class="call-form" onSubmit={submit}>
            <PlacePicker />
            <ZoneHere />
            <div class="two">
                <label class="field">
                    <span>{t('request.caller')}</span>
                    <input
                        autocomplete="off"
                        maxLength={200}
                        value={name.value}
                        onInput={(event) => (name.value = event.currentTarget.value)}
                    />
                </label>
                <label class="field">
                    <span>{t('request.phone')}</span>
                    <input
                        type="tel"
                        autocomplete="off"
                        maxLength={40}
                        value={phone.value}
                        onInput={(event) => (phone.value = event.currentTarget.value)}
                    />
                </label>
            </div>
            {questions.value.map((question) => (
                <ValueInput
                    key={`${service.value} ${question.id}`}
                    kind={question.kind}
                    label={say(question.label)}
                    required={question.required}
                    limits={question}
                    value={answers.value[question.id]}
                    set={(value) => (answers.value = { ...answers.value, [question.id]: value })}
                />
            ))}
            <label class="field">
                <span>{t('request.note')}</span>
                <textarea
                    rows={2}
                    maxLength={4000}
                    value={note.value}
                    onInput={(event) => (note.value = event.currentTarget.value)}
                />
            </label>
            <button class="primary wide" type="submit" disabled={busy.value || !draftPlace.value}>
                {draftPlace.value ? t('intake.send') : t('intake.place_first')}
            </button>
        </form>
    );
}

/** Which rules hold at the chosen place, before anything is promised. */
function ZoneHere() {
    const zone = zoneHere.value;
    if (!draftPlace.value) return null;
    if (!zone) return <p class="zone-here muted">{t('zone.none')}</p>;
    const level = levelOf(zone.policy, zone.level);
    return (
        <div class="zone-here">
            <LevelTag zone={zone} /> <b>{say(zone.name)}</b>
            {level?.residents && <p>{say(level.residents)}</p>}
        </div>
    );
}

/** The end of the call: number, zone, due time, and who comes when, as soon as that is known. */
function Taken() {
    const request = taken.value!;
    const job = takenJob.value;
    const crew = job?.crew ? crews.at(job.crew).value : undefined;
    const due = job?.due_at ?? request.job.due_at;
    return (
        <section class="taken" aria-live="polite">
            <p class="taken-number">
                <Shape look="done" size={18} />
                <b>{job?.number ?? request.job.number}</b>
                {job && <StateTag look={jobLook(job.state)}>{stateName(job.state)}</StateTag>}
            </p>
            <Facts
                rows={[
                    [t('request.number'), request.number],
                    [t('noun.zone'), request.zone ? <LevelTag zone={request.zone} /> : t('zone.none')],
                    [t('job.urgency'), job ? word('urgency', job.urgency) : ''],
                    [t('job.due'), <b>{whenText(due)}</b>],
                    [t('noun.crew'), crew ? <b>{say(crew.name)}</b> : t('job.looking')],
                    [t('visit.arrive'), job?.eta ? <b>{whenText(job.eta)}</b> : ''],
                ]}
            />
            {!crew &&
                job?.reasons.map((reason) => (
                    <p key={reason.code} class="why">
                        {say(reason.text)}
                    </p>
                ))}
            <div class="two">
                <button type="button" class="primary" onClick={reset}>
                    {t('intake.next')}
                </button>
                <button
                    type="button"
                    class="action"
                    onClick={() => {
                        select('job', request.job.id);
                        close();
                    }}
                >
                    {t('intake.show_job')}
                </button>
            </div>
        </section>
    );
}
