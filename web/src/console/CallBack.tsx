import { useSignal } from '@preact/signals';
import { api } from '../api';
import { t } from '../i18n';
import { mayAct } from '../rights';
import type { Request } from '../types';
import { Section } from '../ui/Facts';
import { attempt } from '../ui/notice';

/** The call-back: without a score a job is not closed. */
export function CallBack({ request, done }: { request: Request; done: (fresh: Request) => void }) {
    const score = useSignal(0);
    const comment = useSignal('');
    if (request.feedback || !mayAct('call')) return null;

    async function send(event: SubmitEvent) {
        event.preventDefault();
        const call = { id: request.id, score: score.value, comment: comment.value || undefined };
        await attempt(
            async () => done(await api.requestFeedback(call)),
            t('callback.saved'),
        );
    }

    return (
        <Section title={t('callback.title')}>
            <form onSubmit={send} class="callback">
                <fieldset class="scores">
                    <legend>{t('callback.score')}</legend>
                    {[1, 2, 3, 4, 5].map((value) => (
                        <label key={value}>
                            <input
                                type="radio"
                                name="score"
                                required
                                checked={score.value === value}
                                onChange={() => (score.value = value)}
                            />
                            <span>{value}</span>
                        </label>
                    ))}
                </fieldset>
                <label class="field">
                    <span>{t('callback.comment')}</span>
                    <input
                        maxLength={4000}
                        value={comment.value}
                        onInput={(event) => (comment.value = event.currentTarget.value)}
                    />
                </label>
                <button class="primary" type="submit">
                    {t('callback.save')}
                </button>
            </form>
        </Section>
    );
}
