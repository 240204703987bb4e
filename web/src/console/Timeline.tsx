import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { dueOf } from '../due';
import { heading, say, t } from '../i18n';
import { crews, jobs, plan, proposalsOfCrew, visitsOfCrew } from '../state/city';
import { isSelected, select } from '../state/select';
import { crewLook } from '../status';
import { clockText, nowMinute, ticksBetween } from '../time';
import type { Crew, Job, Visit } from '../types';
import { Icon } from '../ui/Icon';
import { Shape } from '../ui/Shape';
import { PlanTable } from './PlanTable';
import { timelineAsTable } from './view';

const rowHeight = 30;
const axisHeight = 24;
const nameWidth = 168;
/** Rows drawn above and below what is in sight, so that scrolling meets no gap. */
const rowsAround = 6;
const spans = [2, 4, 8, 24] as const;
const hour = 3_600_000;

/** Crews that have something to do first, then those on duty; those off duty only with visits. */
function rowsOf(all: Crew[]): Crew[] {
    const planned = visitsOfCrew.value;
    const proposed = proposalsOfCrew.value;
    const count = (crew: Crew) =>
        (planned.get(crew.id)?.length ?? 0) + (proposed.get(crew.id)?.length ?? 0);
    return all
        .filter((crew) => crew.state !== 'off' || count(crew) > 0)
        .sort(
            (a, b) =>
                Number(count(b) > 0) - Number(count(a) > 0) || say(a.name).localeCompare(say(b.name)),
        );
}

/** The plan of each crew along the clock: travel, wait at the gate, work. */
export function Timeline() {
    const hours = useSignal<number>(4);
    const shift = useSignal(0);
    const rows = useComputed(() => rowsOf(crews.all.value));
    const from = nowMinute.value - (hours.value * hour) / 6 + shift.value;

    return (
        <section class="timeline pane" aria-label={t('timeline.title')}>
            <div class="pane-head">
                <h2>{t('timeline.title')}</h2>
                <span class="muted">{t('timeline.revision', { revision: plan.value.revision })}</span>
                <Legend />
                <span class="spacer" />
                <div class="segmented" role="group" aria-label={t('timeline.span')}>
                    {spans.map((span) => (
                        <button
                            key={span}
                            type="button"
                            aria-pressed={hours.value === span}
                            onClick={() => (hours.value = span)}
                        >
                            {t('span.hours', { hours: span })}
                        </button>
                    ))}
                </div>
                <Pan hours={hours.value} shift={shift} />
                <button
                    type="button"
                    class="quiet icon-button"
                    aria-pressed={timelineAsTable.value}
                    title={t('view.as_table')}
                    onClick={() => (timelineAsTable.value = !timelineAsTable.value)}
                >
                    <Icon name="table" />
                    <span class="hidden">{t('view.as_table')}</span>
                </button>
            </div>
            {timelineAsTable.value ? (
                <PlanTable rows={rows.value} />
            ) : (
                <Chart rows={rows.value} from={from} until={from + hours.value * hour} />
            )}
        </section>
    );
}

function Pan({ hours, shift }: { hours: number; shift: { value: number } }) {
    const by = (hours * hour) / 2;
    return (
        <div class="segmented">
            <button type="button" title={t('timeline.earlier')} onClick={() => (shift.value -= by)}>
                <Icon name="back" size={12} />
                <span class="hidden">{t('timeline.earlier')}</span>
            </button>
            <button type="button" onClick={() => (shift.value = 0)}>
                {t('timeline.now')}
            </button>
            <button type="button" title={t('timeline.later')} onClick={() => (shift.value += by)}>
                <Icon name="forward" size={12} />
                <span class="hidden">{t('timeline.later')}</span>
            </button>
        </div>
    );
}

function Legend() {
    return (
        <ul class="legend">
            {(['travel', 'gate', 'work', 'shift_end'] as const).map((part) => (
                <li key={part}>
                    <i class={`swatch swatch-${part}`} aria-hidden="true" />
                    {t(`timeline.${part}`)}
                </li>
            ))}
        </ul>
    );
}

interface Scale {
    from: number;
    until: number;
    x(time: string | number): number;
}

function Chart({ rows, from, until }: { rows: Crew[]; from: number; until: number }) {
    const box = useRef<HTMLDivElement>(null);
    const width = useSignal(800);
    const sight = useSignal({ top: 0, height: 400 });
    const look = () => {
        // The observer may speak once more after the view has been left.
        if (!box.current) return;
        const { scrollTop, clientHeight, clientWidth } = box.current;
        sight.value = { top: scrollTop, height: clientHeight };
        width.value = clientWidth;
    };
    useEffect(() => {
        const watch = new ResizeObserver(look);
        watch.observe(box.current!);
        return () => watch.disconnect();
    }, []);

    const plot = Math.max(100, width.value - nameWidth);
    const x = (time: string | number) => {
        const at = typeof time === 'number' ? time : Date.parse(time);
        return ((at - from) / (until - from)) * plot;
    };
    const scale: Scale = { from, until, x };
    const height = rows.length * rowHeight;
    const first = Math.max(0, Math.floor(sight.value.top / rowHeight) - rowsAround);
    const last = Math.ceil((sight.value.top + sight.value.height) / rowHeight) + rowsAround;
    const seen = rows.slice(first, last);

    return (
        <div
            class="chart"
            ref={box}
            tabIndex={0}
            role="group"
            aria-label={t('timeline.title')}
            onScroll={look}
        >
            {rows.length === 0 && <p class="empty">{t('timeline.empty')}</p>}
            <div
                class="chart-names"
                style={{
                    width: `${nameWidth}px`,
                    height: `${axisHeight + height}px`,
                    paddingTop: `${axisHeight + first * rowHeight}px`,
                }}
            >
                {seen.map((crew) => (
                    <CrewName key={crew.id} crew={crew} />
                ))}
            </div>
            <div class="chart-plot" style={{ width: `${plot}px` }}>
                <svg width={plot} height={height + axisHeight} aria-hidden="true">
                    <Axis scale={scale} height={height} span={until - from} />
                    {seen.map((crew, row) => (
                        <g
                            key={crew.id}
                            transform={`translate(0 ${axisHeight + (first + row) * rowHeight})`}
                        >
                            <OffShift crew={crew} scale={scale} plot={plot} />
                            {(visitsOfCrew.value.get(crew.id) ?? []).map((visit) => (
                                <Bar key={visit.id} visit={visit} scale={scale} />
                            ))}
                            {(proposalsOfCrew.value.get(crew.id) ?? []).map((job) => (
                                <Ghost key={job.id} job={job} scale={scale} />
                            ))}
                        </g>
                    ))}
                    <line
                        class="now-line"
                        x1={x(nowMinute.value)}
                        x2={x(nowMinute.value)}
                        y1={axisHeight - 6}
                        y2={axisHeight + height}
                    />
                </svg>
            </div>
        </div>
    );
}

function CrewName({ crew }: { crew: Crew }) {
    return (
        <button
            type="button"
            class={`chart-name${isSelected('crew', crew.id) ? ' selected' : ''}`}
            onClick={() => select('crew', crew.id)}
        >
            <Shape look={crewLook(crew.state)} />
            <span>{say(crew.name)}</span>
            {crew.exposure === 'contaminated' && <Shape look="dirty" size={11} />}
        </button>
    );
}

function Axis({ scale, height, span }: { scale: Scale; height: number; span: number }) {
    const step = span <= 2 * hour ? 15 : span <= 4 * hour ? 30 : span <= 8 * hour ? 60 : 180;
    return (
        <g class="axis">
            {ticksBetween(scale.from, scale.until, step).map((at) => (
                <g key={at} transform={`translate(${scale.x(at)} 0)`}>
                    <line y1={axisHeight - 4} y2={axisHeight + height} />
                    <text x={3} y={axisHeight - 9}>
                        {clockText(at)}
                    </text>
                </g>
            ))}
        </g>
    );
}

/** The time before and after the crew's shift. */
function OffShift({ crew, scale, plot }: { crew: Crew; scale: Scale; plot: number }) {
    if (!crew.shift) return null;
    const begin = Math.min(plot, Math.max(0, scale.x(crew.shift.from)));
    const end = Math.min(plot, Math.max(0, scale.x(crew.shift.until)));
    return (
        <>
            <rect class="off-shift" x={0} width={begin} y={0} height={rowHeight} />
            <rect class="off-shift" x={end} width={plot - end} y={0} height={rowHeight} />
        </>
    );
}

/** A visit that is proposed and waits for a person's word. */
function Ghost({ job, scale }: { job: Job; scale: Scale }) {
    const proposal = job.proposal!;
    const start = scale.x(proposal.start_at);
    const width = Math.max(3, scale.x(proposal.end_at) - start);
    return (
        <g
            class={`bar bar-ghost${isSelected('job', job.id) ? ' selected' : ''}`}
            onClick={() => select('job', job.id)}
        >
            <title>{t('timeline.proposed', { number: job.number })}</title>
            <line
                class="bar-travel"
                x1={scale.x(proposal.depart_at)}
                x2={scale.x(proposal.arrive_at)}
                y1={rowHeight / 2}
                y2={rowHeight / 2}
            />
            <rect class="bar-work" x={start} y={5} width={width} height={rowHeight - 10} rx={2} />
        </g>
    );
}

/** As much of a text as fits: Chinese characters are about twice as wide as Latin ones. */
function fitting(text: string, width: number): string {
    let used = 0;
    for (let at = 0; at < text.length; at++) {
        used += text.charCodeAt(at) > 0x2e80 ? 11.5 : 6.6;
        if (used > width) return text.slice(0, at);
    }
    return text;
}

/** By what has happened, or while it has not, by what is planned. */
function willBeLate(job: Job, visit: Visit): boolean {
    const due = dueOf(job, nowMinute.value);
    if (due.met !== undefined) return due.late;
    const promised = job.due_to === 'done' ? visit.end_at : visit.arrive_at;
    return Date.parse(promised) > Date.parse(job.due_at);
}

function Bar({ visit, scale }: { visit: Visit; scale: Scale }) {
    const job = jobs.at(visit.job).value;
    if (visit.state === 'cancelled' || Date.parse(visit.end_at) < scale.from) return null;
    const depart = scale.x(visit.depart_at);
    const arrive = scale.x(visit.arrive_at);
    const start = scale.x(visit.start_at);
    const end = scale.x(visit.end_at);
    const selected = isSelected('job', visit.job);
    const late = job && willBeLate(job, visit);
    const width = Math.max(3, end - start);
    return (
        <g
            class={`bar bar-${visit.state}${selected ? ' selected' : ''}${late ? ' late' : ''}`}
            onClick={() => select('job', visit.job)}
        >
            <title>
                {`${job ? `${job.number} ${say(job.title)} · ` : ''}${clockText(visit.arrive_at)}–${clockText(visit.end_at)}`}
            </title>
            <rect class="hit" x={depart} y={2} width={Math.max(6, end - depart)} height={rowHeight - 4} />
            <line class="bar-travel" x1={depart} x2={arrive} y1={rowHeight / 2} y2={rowHeight / 2} />
            {start > arrive && (
                <rect class="bar-gate" x={arrive} y={9} width={start - arrive} height={rowHeight - 18} />
            )}
            <rect class="bar-work" x={start} y={5} width={width} height={rowHeight - 10} rx={2} />
            {width > 40 && job && (
                <text class="bar-text" x={start + 5} y={rowHeight / 2 + 4}>
                    {fitting(`${job.number.slice(-4)} ${heading(job.title)}`, width - 10)}
                </text>
            )}
        </g>
    );
}
