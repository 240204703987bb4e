import { useEffect, useRef } from 'preact/hooks';
import { heading, say, t, word } from '../i18n';
import { dueOf, type Due } from '../due';
import { stateName } from '../machine';
import { crews } from '../state/city';
import { isSelected, select } from '../state/select';
import { isOpen, isWaiting, jobLook } from '../status';
import { nowMinute, spanText, whenText } from '../time';
import type { Job } from '../types';
import { LevelTag } from '../ui/LevelTag';
import { Shape, StateTag } from '../ui/Shape';
import { figures, filter, filters, queue, type Filter } from './view';

/** More cards than this help nobody to find one: the filter and the search do. */
const shownMax = 200;

export function Queue() {
    const rows = queue.value;
    return (
        <section class="queue pane" id="queue" aria-label={t('queue.title')} tabIndex={-1}>
            <FilterTabs />
            <Announcer />
            {rows.length === 0 && <p class="empty">{t(`queue.empty_${filter.value}`)}</p>}
            <ol class="queue-list">
                {rows.slice(0, shownMax).map((job) => (
                    <Card key={job.id} job={job} />
                ))}
            </ol>
            {rows.length > shownMax && (
                <p class="empty">{t('queue.more', { n: rows.length - shownMax })}</p>
            )}
        </section>
    );
}

function FilterTabs() {
    return (
        <div class="tabs" role="group" aria-label={t('queue.filter')}>
            {filters.map((name: Filter, index) => (
                <button
                    key={name}
                    type="button"
                    aria-pressed={filter.value === name}
                    title={t('queue.filter_key', { key: index + 1 })}
                    onClick={() => (filter.value = name)}
                >
                    {t(`filter.${name}`)}
                    <b>{figures.value[name]}</b>
                </button>
            ))}
        </div>
    );
}

/** Says how many wait for a crew when that number changes, not on every redraw. */
function Announcer() {
    const waiting = figures.value.waiting;
    const before = useRef(waiting);
    const text = useRef('');
    if (before.current !== waiting) text.current = t('queue.waiting_now', { n: waiting });
    useEffect(() => {
        before.current = waiting;
    });
    return (
        <p class="hidden" aria-live="polite">
            {text.current}
        </p>
    );
}

function Card({ job }: { job: Job }) {
    const selected = isSelected('job', job.id);
    return (
        <li id={`queue-${job.id}`}>
            <button
                type="button"
                class={`card urgency-${job.urgency}${selected ? ' selected' : ''}`}
                aria-current={selected ? 'true' : undefined}
                onClick={() => select('job', job.id)}
            >
                <span class="card-top">
                    <UrgencyTag urgency={job.urgency} />
                    <b class="card-title">{heading(job.title)}</b>
                    <StateTag look={jobLook(job.state)}>{stateName(job.state)}</StateTag>
                </span>
                <span class="card-place">
                    <span class="number">{job.number}</span>
                    <span class="address">{job.place.address ?? ''}</span>
                    <LevelTag zone={job.zone} />
                </span>
                <DueBar job={job} />
                <CardFoot job={job} />
            </button>
        </li>
    );
}

export function UrgencyTag({ urgency }: { urgency: string }) {
    if (urgency === 'normal') return null;
    return (
        <span class={`urgency urgency-tag-${urgency}`}>
            <Shape look={urgency === 'red' ? 'danger' : 'waiting'} size={12} />
            {word('urgency', urgency)}
        </span>
    );
}

function dueText(job: Job, due: Due): string {
    const time = whenText(job.due_at);
    if (due.met !== undefined)
        return t(job.due_to === 'arrival' ? 'due.arrived' : 'due.done', {
            met: whenText(due.met),
            time,
        });
    if (!isOpen(job.state)) return t('due.was', { time });
    if (due.leftMs < 0) return t('due.late', { time, span: spanText(due.leftMs) });
    return t('due.left', { time, span: spanText(due.leftMs) });
}

/** How much of the time between the call and the due time has gone. */
export function DueBar({ job }: { job: Job }) {
    const due = dueOf(job, nowMinute.value);
    const over = due.met !== undefined || !isOpen(job.state);
    const tone = due.late ? 'late' : over ? 'ended' : due.gone > 0.75 ? 'soon' : 'calm';
    return (
        <span class={`due due-${tone}`}>
            <span class="due-track" aria-hidden="true">
                <span style={{ width: `${due.gone * 100}%` }} />
            </span>
            <span class="due-text">
                {due.late && <Shape look="danger" size={11} />}
                {dueText(job, due)}
            </span>
        </span>
    );
}

function CardFoot({ job }: { job: Job }) {
    const crew = job.crew ? crews.at(job.crew).value : undefined;
    if (crew)
        return (
            <span class="card-foot">
                <span>{say(crew.name)}</span>
                {isOpen(job.state) && job.eta && (
                    <span>{t('job.arrives', { time: whenText(job.eta) })}</span>
                )}
            </span>
        );
    if (!isWaiting(job.state)) return null;
    const reason = job.reasons?.[0];
    return <span class="card-foot why">{reason ? say(reason.text) : t('job.looking')}</span>;
}
