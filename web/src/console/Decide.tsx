import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api';
import { say, t } from '../i18n';
import { mayCall } from '../rights';
import { crews, jobs, services } from '../state/city';
import { clockText, spanText, whenText } from '../time';
import type { Job, Offer, Offers, WhatIf } from '../types';
import { Section } from '../ui/Facts';
import { attempt } from '../ui/notice';
import { DispatchMode, Hold, Split, Swap, type More } from './DecideMore';
import { CrewLink } from './JobCard';
import { because, DecisionReason } from './DecisionReason';
import { choosingCrew } from './view';

export const movable = new Set(['new', 'triaged', 'planned', 'dispatched', 'accepted', 'en_route', 'at_gate', 'reopened']);

/** What a dispatcher decides about a job: who goes, who may not, when not, in how many parts. */
export function Decide({ job }: { job: Job }) {
    const open = choosingCrew.value === job.id;
    const more = useSignal<More | null>(null);
    if (!mayCall('job.assign')) return null;
    const put = (work: Promise<Job>, done: string) =>
        attempt(async () => jobs.put(await work), done);
    const match = { ifMatch: job.rev };
    const close = () => (more.value = null);
    const longer = (which: More) => (
        <button
            type="button"
            class="action"
            aria-expanded={more.value === which}
            onClick={() => (more.value = more.value === which ? null : which)}
        >
            {t(`decide.${which}`)}
        </button>
    );
    return (
        <Section title={t('decide.title')}>
            <Proposal job={job} />
            <PinNote job={job} />
            <div class="action-row" role="group" aria-label={t('decide.title')}>
                {movable.has(job.state) && (
                    <button
                        type="button"
                        class="action"
                        aria-expanded={open}
                        onClick={() => (choosingCrew.value = open ? null : job.id)}
                    >
                        {t('decide.choose')} <kbd>A</kbd>
                    </button>
                )}
                {job.crew && movable.has(job.state) && (
                    <button
                        type="button"
                        class="action"
                        aria-pressed={!!job.pin}
                        onClick={() =>
                            void put(
                                api.jobPin({ id: job.id, pinned: !job.pin }, match),
                                t(job.pin ? 'decide.unpinned' : 'decide.pinned'),
                            )
                        }
                    >
                        {t(job.pin ? 'decide.unpin' : 'decide.pin')}
                    </button>
                )}
                {job.state === 'held' && (
                    <button
                        type="button"
                        class="action"
                        onClick={() => void put(api.jobResume({ id: job.id }, match), t('decide.resumed'))}
                    >
                        {t('decide.resume')}
                    </button>
                )}
                {job.crew && movable.has(job.state) && longer('swap')}
                {movable.has(job.state) && longer('hold')}
                {['new', 'triaged', 'planned', 'dispatched'].includes(job.state) && longer('split')}
                <button type="button" class="action" onClick={() => void undo()}>
                    {t('decide.undo')} <kbd>U</kbd>
                </button>
            </div>
            {open && <Chooser key={job.id} job={job} />}
            {more.value === 'swap' && <Swap job={job} close={close} />}
            {more.value === 'hold' && <Hold job={job} close={close} />}
            {more.value === 'split' && <Split job={job} close={close} />}
            <DispatchMode job={job} />
            <Moves job={job} />
        </Section>
    );
}

/** Takes back what this person decided last. */
export const undo = (): Promise<boolean> =>
    attempt(async () => {
        await api.decisionUndo({});
    }, t('decide.undone'));

function PinNote({ job }: { job: Job }) {
    const pin = job.pin;
    const mode = services.value.get(job.service)?.dispatch;
    return (
        <>
            {mode && mode !== 'automatic' && <p class="muted">{t(`decide.mode_${mode}`)}</p>}
            {pin && (
                <p>
                    {t('decide.pinned_by', { by: pin.by, time: whenText(pin.at) })}{' '}
                    <CrewLink id={pin.crew} />
                    {pin.reason && ` — ${pin.reason}`}
                </p>
            )}
            {pin?.broken && <Reasons title={t('decide.broken')} reasons={pin.broken} />}
            {job.held_until && <p>{t('decide.held_until', { time: whenText(job.held_until) })}</p>}
        </>
    );
}

type Reason = { code: string; text: { zh?: string; en?: string } };

export function Reasons({ title, reasons }: { title: string; reasons: Reason[] }) {
    if (reasons.length === 0) return null;
    return (
        <div class="conflicts">
            <h4>{title}</h4>
            <ul>
                {reasons.map((reason) => (
                    <li key={reason.code}>{say(reason.text)}</li>
                ))}
            </ul>
        </div>
    );
}

/** What the program proposes and nobody has confirmed yet. */
function Proposal({ job }: { job: Job }) {
    const proposal = job.proposal;
    if (!proposal) return null;
    const answer = (accept: boolean) =>
        attempt(
            async () =>
                jobs.put(await api.jobAnswerProposal({ id: job.id, accept }, { ifMatch: job.rev })),
            t(accept ? 'decide.accepted' : 'decide.rejected'),
        );
    return (
        <div class="proposal">
            <p>
                {t('decide.proposed', { time: clockText(proposal.arrive_at) })}{' '}
                <CrewLink id={proposal.crew} />
            </p>
            <div class="action-row">
                <button type="button" class="action forward" onClick={() => void answer(true)}>
                    {t('decide.accept')}
                </button>
                <button type="button" class="action" onClick={() => void answer(false)}>
                    {t('decide.reject')}
                </button>
                <button type="button" class="action" onClick={() => (choosingCrew.value = job.id)}>
                    {t('decide.edit')}
                </button>
            </div>
        </div>
    );
}

/** The ranked list; choosing one shows first what it would mean. */
function Chooser({ job }: { job: Job }) {
    const offers = useSignal<Offers | null>(null);
    const chosen = useSignal<string | null>(null);
    useEffect(() => {
        void attempt(async () => (offers.value = await api.jobOffers({ id: job.id })));
    }, [job.id, job.rev]);
    if (!offers.value) return <p role="status">{t('decide.asking')}</p>;
    const { items, refused } = offers.value;
    return (
        <div class="chooser">
            <ol class="offers">
                {items.map((offer, index) => (
                    <li key={offer.crew}>
                        <OfferRow offer={offer} first={index === 0} chosen={chosen} />
                        {chosen.value === offer.crew && <Preview job={job} crew={offer.crew} />}
                    </li>
                ))}
            </ol>
            {items.length === 0 && <p>{t('decide.nobody')}</p>}
            {refused.length > 0 && (
                <details>
                    <summary>{t('decide.refused', { n: refused.length })}</summary>
                    <ul class="offers">
                        {refused.map((line) => (
                            <li key={line.crew}>
                                <button
                                    type="button"
                                    class="offer"
                                    aria-expanded={chosen.value === line.crew}
                                    onClick={() => (chosen.value = line.crew)}
                                >
                                    <b>{say(line.name)}</b>
                                    <span class="muted">{say(line.reason.text)}</span>
                                </button>
                                {chosen.value === line.crew && <Preview job={job} crew={line.crew} />}
                            </li>
                        ))}
                    </ul>
                </details>
            )}
        </div>
    );
}

function OfferRow({
    offer,
    first,
    chosen,
}: {
    offer: Offer;
    first: boolean;
    chosen: Signal<string | null>;
}) {
    return (
        <button
            type="button"
            class="offer"
            autoFocus={first}
            aria-expanded={chosen.value === offer.crew}
            onClick={() => (chosen.value = chosen.value === offer.crew ? null : offer.crew)}
        >
            <b>{say(offer.name)}</b>
            <span>{t('decide.there', { time: clockText(offer.arrive_at) })}</span>
            <span class="muted">
                {offer.current
                    ? t('decide.current')
                    : offer.later_s >= 60
                      ? t('visit.later', { span: spanText(offer.later_s * 1000) })
                      : ''}
            </span>
        </button>
    );
}

/** What giving the job to this crew would mean; the broken rules; and the button that does it. */
function Preview({ job, crew }: { job: Job; crew: string }) {
    const effect = useSignal<WhatIf | null>(null);
    const reason = useSignal('');
    const next = useSignal(false);
    useEffect(() => {
        effect.value = null;
        void attempt(
            async () => (effect.value = await api.jobWhatIf({ id: job.id, crew, next: next.value })),
        );
    }, [job.id, job.rev, crew, next.value]);
    if (!effect.value) return <p role="status">{t('decide.asking')}</p>;
    const conflicts = effect.value.moves[0]?.conflicts ?? [];
    const force = conflicts.length > 0;
    return (
        <form
            class="preview"
            onSubmit={(event) => {
                event.preventDefault();
                const call = {
                    id: job.id,
                    crew,
                    next: next.value,
                    ...because(force, reason.value),
                };
                void attempt(async () => {
                    jobs.put(await api.jobAssign(call, { ifMatch: job.rev }));
                    choosingCrew.value = null;
                }, t('decide.assigned'));
            }}
        >
            <Reasons title={t('decide.conflicts')} reasons={conflicts} />
            <Effects whatIf={effect.value} />
            <label class="tick">
                <input
                    type="checkbox"
                    checked={next.value}
                    onChange={(event) => (next.value = event.currentTarget.checked)}
                />
                {t('decide.next')}
            </label>
            <DecisionReason reason={reason} required={force} />
            <div class="action-row">
                <button class="primary" type="submit">
                    {t(force ? 'decide.force' : 'decide.assign')}
                </button>
                <Forbid job={job} crew={crew} reason={reason.value} />
            </div>
        </form>
    );
}

function Forbid({ job, crew, reason }: { job: Job; crew: string; reason: string }) {
    const forbidden = job.forbidden?.some((line) => line.crew === crew) ?? false;
    return (
        <button
            type="button"
            onClick={() =>
                void attempt(
                    async () =>
                        jobs.put(
                            await api.jobForbid(
                                { id: job.id, crew, forbidden: !forbidden, ...(reason ? { reason } : {}) },
                                { ifMatch: job.rev },
                            ),
                        ),
                    t(forbidden ? 'decide.allowed' : 'decide.forbidden'),
                )
            }
        >
            {t(forbidden ? 'decide.allow' : 'decide.forbid')}
        </button>
    );
}

export function Effects({ whatIf }: { whatIf: WhatIf }) {
    const visit = whatIf.moves[0]?.visit;
    return (
        <>
            {visit && <p>{t('decide.would_arrive', { time: clockText(visit.arrive_at) })}</p>}
            {whatIf.effects.length === 0 ? (
                <p class="muted">{t('decide.no_effects')}</p>
            ) : (
                <table class="effects">
                    <caption>{t('decide.effects')}</caption>
                    <tbody>
                        {whatIf.effects.map((line) => (
                            <tr key={line.job}>
                                <th scope="row">{line.number}</th>
                                <td>{line.arrive_was ? clockText(line.arrive_was) : '—'}</td>
                                <td>→ {line.arrive_at ? clockText(line.arrive_at) : '—'}</td>
                                <td>
                                    {line.late_s > 0 && (
                                        <b>{t('decide.late', { span: spanText(line.late_s * 1000) })}</b>
                                    )}
                                </td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
        </>
    );
}

/** How the promise was moved, and why. */
function Moves({ job }: { job: Job }) {
    if (!job.moves?.length) return null;
    return (
        <div class="moves">
            <h4>{t('decide.moves')}</h4>
            <ul>
                {job.moves.map((move) => (
                    <li key={move.at}>
                        <time>{whenText(move.at)}</time>{' '}
                        {move.arrive_was ? clockText(move.arrive_was) : '—'} →{' '}
                        {clockText(move.arrive_at)}{' '}
                        {crews.at(move.crew).value && move.crew !== move.crew_was && (
                            <CrewLink id={move.crew} />
                        )}
                        <p class="muted">{say(move.cause.text)}</p>
                    </li>
                ))}
            </ul>
        </div>
    );
}
