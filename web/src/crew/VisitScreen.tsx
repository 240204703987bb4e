import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api';
import { placeText } from '../geo';
import { heading, listed, say, t, word } from '../i18n';
import { following, stateName } from '../machine';
import { gates, levelOf, putVisit, term } from '../state/city';
import { visitLook } from '../status';
import { whenText } from '../time';
import type { Job, Request, Visit } from '../types';
import { answerRows } from '../ui/answers';
import { Facts } from '../ui/Facts';
import { Icon } from '../ui/Icon';
import { LevelTag } from '../ui/LevelTag';
import { attempt } from '../ui/notice';
import { ReasonField } from '../ui/ReasonField';
import { StateTag } from '../ui/Shape';
import { Steps } from './Steps';
import { openVisit } from './view';

/** The way of a visit; the button always carries the next of these that the state allows. */
const way = ['accepted', 'en_route', 'at_gate', 'on_site', 'done'] as const;
type Verb = (typeof way)[number];

/** Stops at the gate only where the plan leads through one. */
function nextVerb(visit: Visit): Verb | undefined {
    const allowed = new Set(following('visit', visit.state));
    const here = way.findIndex((verb) => verb === visit.state);
    return way.find(
        (verb, index) => index > here && allowed.has(verb) && (verb !== 'at_gate' || !!visit.gate),
    );
}

/** What must be recorded before a verb: what is to be seen to before one leaves, and all of the work at its end. */
const before: Partial<Record<Verb, string[]>> = {
    en_route: ['depart'],
    done: ['depart', 'gate', 'site'],
};

export function VisitScreen({ visit, job }: { visit: Visit; job: Job | undefined }) {
    const busy = useSignal(false);
    const verb = nextVerb(visit);
    const missing = visit.steps.filter(
        (step) => step.required && !step.done_at && !!verb && before[verb]?.includes(step.phase),
    );
    const blocked = missing.length > 0;

    async function move(to: Verb) {
        busy.value = true;
        await attempt(async () => {
            putVisit(await api.visitTransition({ id: visit.id, to }, { ifMatch: visit.rev }));
        });
        busy.value = false;
    }

    return (
        <article class="visit">
            <button type="button" class="quiet back" onClick={() => (openVisit.value = '')}>
                <Icon name="back" /> {t('crew.today')}
            </button>
            <header>
                <p class="number">{job?.number}</p>
                <h2>{heading(job?.title)}</h2>
                <p class="tags">
                    <StateTag look={visitLook(visit.state)}>{stateName(visit.state)}</StateTag>
                    <LevelTag zone={job?.zone} />
                </p>
            </header>
            <WhereTo visit={visit} job={job} />
            <ZoneRules job={job} />
            {visit.steps.length > 0 && <Steps visit={visit} job={job} />}
            {following('visit', visit.state).includes('failed') && <NotDone visit={visit} />}
            {verb ? (
                <div class="main-place">
                    {blocked && (
                        <p class="main-note" id="missing">
                            {t('step.missing', { n: missing.length })}
                        </p>
                    )}
                    <button
                        type="button"
                        class="main-button"
                        disabled={busy.value || blocked}
                        aria-describedby={blocked ? 'missing' : undefined}
                        onClick={() => void move(verb)}
                    >
                        {t(`verb.${verb}`)}
                    </button>
                </div>
            ) : (
                <p class="finished">{t('crew.finished')}</p>
            )}
        </article>
    );
}

/** The way out when the work cannot be done: with the reason, which the dispatcher sees at once. */
function NotDone({ visit }: { visit: Visit }) {
    const reason = useSignal('');
    return (
        <details class="not-done">
            <summary>{t('crew.not_done')}</summary>
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    const call = { id: visit.id, to: 'failed', reason: reason.value } as const;
                    void attempt(async () => putVisit(await api.visitTransition(call)));
                }}
            >
                <ReasonField label={t('crew.not_done_reason')} reason={reason} />
                <button class="action wide" type="submit">
                    {t('crew.not_done_send')}
                </button>
            </form>
        </details>
    );
}

function WhereTo({ visit, job }: { visit: Visit; job: Job | undefined }) {
    const request = useSignal<Request | null>(null);
    useEffect(() => {
        if (!job?.request) return;
        api.requestGet({ id: job.request }).then(
            (found) => (request.value = found),
            () => (request.value = null),
        );
    }, [job?.request]);

    const site = useSignal('');
    useEffect(() => {
        if (job?.site) void api.siteGet({ id: job.site }).then((found) => (site.value = say(found.name)), () => {});
    }, [job?.site]);

    const gate = visit.gate ? gates.at(visit.gate).value : undefined;
    const place = job?.place;
    const where =
        place?.lon !== undefined && place.lat !== undefined ? (
            // The phone's own map opens it.
            <a href={`geo:${place.lat},${place.lon}`}>
                {placeText({ lon: place.lon, lat: place.lat })}
            </a>
        ) : (
            ''
        );
    const phone = request.value?.caller.phone;
    return (
        <Facts
            rows={[
                [t('visit.arrive'), <b>{whenText(visit.arrive_at)}</b>],
                [t('job.due'), job ? whenText(job.due_at) : ''],
                [t('arg.site'), site.value],
                [t('request.address'), place?.address ?? ''],
                [t('request.position'), where],
                [t('noun.gate'), gate ? say(gate.name) : ''],
                [t('request.caller'), request.value?.caller.name ?? ''],
                [t('request.phone'), phone ? <a href={`tel:${phone}`}>{phone}</a> : ''],
                [t('request.note'), request.value?.note ?? ''],
                ...answerRows(request.value),
            ]}
        />
    );
}

/** What to put on and where to hand over: the level's rules in a few words. */
function ZoneRules({ job }: { job: Job | undefined }) {
    if (!job) return null;
    const level = job.zone && levelOf(job.zone.policy, job.zone.level);
    const put = listed(
        job.requirements.protection.map((part) => `${term('items', part.item)} × ${part.qty}`),
    );
    if (!level && !put) return null;
    return (
        <section class="zone-rules">
            <h3>{t('crew.rules')}</h3>
            <Facts
                rows={[
                    [t('need.protection'), put],
                    [t('zone.residents'), say(level?.residents)],
                    [t('zone.handover'), word('handover', level?.handover)],
                ]}
            />
        </section>
    );
}
