/** One request: what was asked, what to do meanwhile, who comes when, and a score at the end. */
import { useSignal } from '@preact/signals';
import { api } from '../api';
import { heading, say, t, word } from '../i18n';
import { services } from '../state/city';
import { jobLook } from '../status';
import { whenText } from '../time';
import { answerRows } from '../ui/answers';
import { Facts } from '../ui/Facts';
import { attempt } from '../ui/notice';
import { StateTag } from '../ui/Shape';
import type { Standing } from './ResidentView';

const early = ['new', 'triaged', 'planned', 'held', 'dispatched'];
const over = ['done', 'closed', 'cancelled', 'refused', 'failed'];

export function RequestCard({ standing, again }: { standing: Standing; again(): Promise<void> }) {
    const { request, job } = standing;
    const state = job?.state ?? request.job.state;
    const then = (action: () => Promise<unknown>, told: string) =>
        attempt(async () => {
            await action();
            await again();
        }, told);
    return (
        <li class="card stack">
            <h3>{heading(services.value.get(request.service)?.title)}</h3>
            <p class="tags">
                <StateTag look={jobLook(state)}>{word('resident_state', state)}</StateTag>
                <span class="muted">{request.number}</span>
            </p>
            <Facts
                rows={[
                    [t('request.received'), whenText(request.received_at)],
                    [t('resident.arrives'), !over.includes(state) && job?.eta ? <b>{whenText(job.eta)}</b> : ''],
                    [t('resident.by'), over.includes(state) ? '' : whenText(request.job.due_at)],
                    ...answerRows(request),
                ]}
            />
            {!over.includes(state) && request.script.length > 0 && (
                <section class="script" aria-label={t('resident.meanwhile')}>
                    <h4>{t('resident.meanwhile')}</h4>
                    <ul>
                        {request.script.map((line) => (
                            <li key={line.id}>{say(line.text)}</li>
                        ))}
                    </ul>
                </section>
            )}
            {early.includes(state) && (
                <button
                    type="button"
                    class="action"
                    onClick={() => void then(() => api.requestCancel({ id: request.id }), t('resident.cancelled'))}
                >
                    {t('resident.cancel')}
                </button>
            )}
            {state === 'done' && !request.feedback && (
                <Score give={(score) => then(() => api.requestFeedback({ id: request.id, score }), t('resident.thanks'))} />
            )}
        </li>
    );
}

function Score({ give }: { give(score: number): Promise<unknown> }) {
    const busy = useSignal(false);
    return (
        <fieldset class="choices resident-score">
            <legend>{t('resident.score')}</legend>
            {[1, 2, 3, 4, 5].map((score) => (
                <button
                    key={score}
                    type="button"
                    class="action"
                    disabled={busy.value}
                    onClick={() => {
                        busy.value = true;
                        void give(score).then(() => (busy.value = false));
                    }}
                >
                    {score}
                </button>
            ))}
        </fieldset>
    );
}
