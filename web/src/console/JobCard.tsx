import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api';
import { placeText } from '../geo';
import { heading, listed, say, t } from '../i18n';
import { stateName } from '../machine';
import { crews, gates, jobs, levelOf, term } from '../state/city';
import { select } from '../state/select';
import { isWaiting, jobLook } from '../status';
import { spanText, whenText } from '../time';
import type { Alternative, Job, Request, Visit } from '../types';
import { answerRows } from '../ui/answers';
import { Facts, Section } from '../ui/Facts';
import { LevelTag } from '../ui/LevelTag';
import { attempt } from '../ui/notice';
import { StateTag } from '../ui/Shape';
import { stepText } from '../ui/valueText';
import { CallBack } from './CallBack';
import { Decide } from './Decide';
import { EventLog } from './EventLog';
import { JobActions } from './JobActions';
import { DueBar, UrgencyTag } from './Queue';

export function JobCard({ job }: { job: Job }) {
    const request = useRequest(job);
    return (
        <>
            <header class="drawer-head">
                <p class="number">{job.number}</p>
                <h2>{heading(job.title)}</h2>
                <p class="tags">
                    <StateTag look={jobLook(job.state)}>{stateName(job.state)}</StateTag>
                    <UrgencyTag urgency={job.urgency} />
                    <LevelTag zone={job.zone} />
                </p>
                <DueBar job={job} />
            </header>
            <JobActions job={job} />
            <Decide job={job} />
            {isWaiting(job.state) && <WhyWaiting job={job} />}
            <Assignment job={job} />
            <CallFacts job={job} request={request.value} />
            <Rules job={job} />
            {request.value && <Script request={request.value} />}
            {job.visit && <Steps visit={job.visit} />}
            {request.value && job.state === 'done' && (
                <CallBack request={request.value} done={(fresh) => (request.value = fresh)} />
            )}
            {request.value?.feedback && <Feedback request={request.value} />}
            <EventLog noun="job" id={job.id} moved={job.rev} />
        </>
    );
}

/** The call the job came from, read again whenever the job moves. */
function useRequest(job: Job) {
    const request = useSignal<Request | null>(null);
    useEffect(() => {
        if (!job.request) return;
        void attempt(async () => (request.value = await api.requestGet({ id: job.request! })));
    }, [job.request, job.rev]);
    return request;
}

function WhyWaiting({ job }: { job: Job }) {
    return (
        <Section title={t('job.why')}>
            {job.reasons.length === 0 && <p>{t('job.looking')}</p>}
            <ul class="reasons">
                {job.reasons.map((reason) => (
                    <li key={reason.code}>
                        <p>{say(reason.text)}</p>
                        {reason.crews?.map((id) => (
                            <CrewLink key={id} id={id} />
                        ))}
                    </li>
                ))}
            </ul>
        </Section>
    );
}

export function CrewLink({ id }: { id: string }) {
    const crew = crews.at(id).value;
    if (!crew) return null;
    return (
        <button class="link" type="button" onClick={() => select('crew', id)}>
            {say(crew.name)}
        </button>
    );
}

function Assignment({ job }: { job: Job }) {
    const visit = job.visit;
    if (!job.crew || !visit) return null;
    const gate = visit.gate ? gates.at(visit.gate).value : undefined;
    const facts: Parameters<typeof Facts>[0]['rows'] = [
        [t('noun.crew'), <CrewLink id={job.crew} />],
        [t('visit.depart'), whenText(visit.depart_at)],
        [t('visit.arrive'), <b>{whenText(visit.arrive_at)}</b>],
        [t('visit.start'), whenText(visit.start_at)],
        [t('visit.end'), whenText(visit.end_at)],
        [
            t('visit.way'),
            t('visit.way_value', {
                km: (visit.distance_m / 1000).toFixed(1),
                span: spanText(visit.travel_s * 1000),
            }),
        ],
        [t('noun.gate'), gate ? say(gate.name) : ''],
        [
            t('visit.handover'),
            job.handover ? t(`visit.handover_${job.handover.at}`, { name: say(job.handover.name) }) : '',
        ],
        [
            t('visit.disinfect'),
            visit.disinfect_s ? spanText(visit.disinfect_s * 1000) : '',
        ],
    ];
    return (
        <Section title={t('job.plan')}>
            <Facts rows={facts} />
            <Alternatives visit={visit} />
        </Section>
    );
}

/** Why this crew: who else could have gone, and how much later they would begin. */
function Alternatives({ visit }: { visit: Visit }) {
    const others = (visit.explanation?.alternatives ?? []) as Alternative[];
    if (others.length === 0) return null;
    return (
        <div class="alternatives">
            <h4>{t('visit.why')}</h4>
            <ul>
                {others.map((other) => (
                    <li key={other.crew}>
                        <CrewLink id={other.crew} />
                        <span>
                            {whenText(other.start_at)}{' '}
                            <span class="muted">{laterText(other.later_s)}</span>
                        </span>
                    </li>
                ))}
            </ul>
        </div>
    );
}

function laterText(later_s: number): string {
    if (Math.abs(later_s) < 30) return t('visit.same');
    const span = spanText(later_s * 1000);
    return later_s < 0 ? t('visit.sooner', { span }) : t('visit.later', { span });
}

function CallFacts({ job, request }: { job: Job; request: Request | null }) {
    const place = job.place;
    const where =
        place.lon !== undefined && place.lat !== undefined
            ? placeText({ lon: place.lon, lat: place.lat })
            : '';
    return (
        <Section title={t('job.call')}>
            <Facts
                rows={[
                    [t('request.number'), request?.number ?? ''],
                    [t('request.received'), whenText(job.received_at)],
                    [t('request.caller'), request?.caller.name ?? ''],
                    [t('request.phone'), request?.caller.phone ?? ''],
                    [t('request.address'), place.address ?? ''],
                    [t('request.position'), where],
                    [t('request.note'), request?.note ?? ''],
                    ...answerRows(request),
                    [t('job.due'), whenText(job.due_at)],
                    [t('job.promised'), job.promised_at ? whenText(job.promised_at) : ''],
                    [t('job.priority'), String(job.priority)],
                ]}
            />
        </Section>
    );
}

const amount = (part: { item: string; qty: number }): string =>
    `${term('items', part.item)} × ${part.qty}`;

/** What the pack and the zone's level ask of whoever goes. */
function Rules({ job }: { job: Job }) {
    const need = job.requirements;
    const level = job.zone && levelOf(job.zone.policy, job.zone.level);
    const minutes = (seconds?: number) => (seconds ? spanText(seconds * 1000) : '');
    return (
        <Section title={t('job.rules')}>
            <Facts
                rows={[
                    [t('noun.zone'), job.zone ? say(job.zone.name) : t('zone.none')],
                    [t('zone.residents'), say(level?.residents)],
                    [t('need.permit'), need.permit ? t('need.permit_yes') : ''],
                    [t('need.crew_size'), need.crew_size ? String(need.crew_size) : ''],
                    [
                        t('need.skills'),
                        listed(need.skills.map((skill) => term('skills', skill))),
                    ],
                    [t('need.protection'), listed(need.protection.map(amount))],
                    [t('need.stock'), listed(need.stock.map(amount))],
                    [t('need.gate'), minutes(need.gate_s)],
                    [t('need.service'), minutes(need.service_s)],
                    [t('need.after'), minutes(need.after_s)],
                ]}
            />
        </Section>
    );
}

function Script({ request }: { request: Request }) {
    if (request.script.length === 0) return null;
    return (
        <Section title={t('script.title')}>
            <ol class="ticks">
                {request.script.map((line) => (
                    <li key={line.id} class={line.done ? 'ticked' : ''}>
                        {say(line.text)}
                        <span class="hidden">{line.done ? t('script.done') : t('script.open')}</span>
                    </li>
                ))}
            </ol>
        </Section>
    );
}

function Steps({ visit }: { visit: Visit }) {
    if (visit.steps.length === 0) return null;
    return (
        <Section title={t('step.title')}>
            <ol class="ticks">
                {visit.steps.map((step) => (
                    <li key={step.code} class={step.done_at ? 'ticked' : ''}>
                        {say(step.label)}
                        {step.done_at && (
                            <span class="muted">
                                {' '}
                                {stepText(step)} · {whenText(step.done_at)}
                            </span>
                        )}
                    </li>
                ))}
            </ol>
        </Section>
    );
}

function Feedback({ request }: { request: Request }) {
    const { score, comment } = request.feedback!;
    return (
        <Section title={t('callback.title')}>
            <Facts
                rows={[
                    [t('callback.score'), t('callback.of_five', { score })],
                    [t('callback.comment'), comment ?? ''],
                ]}
            />
        </Section>
    );
}

export const transition = (job: Job, to: Job['state'], reason?: string): Promise<boolean> =>
    attempt(async () => {
        const call = { id: job.id, to, reason };
        jobs.put(await api.jobTransition(call, { ifMatch: job.rev }));
    }, t('job.moved', { state: stateName(to) }));
