import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api';
import { heading, listed, say, t, word } from '../i18n';
import { stateName } from '../machine';
import { mayCall } from '../rights';
import { crews, jobs, term, visitsOfCrew } from '../state/city';
import { select } from '../state/select';
import { crewLook, visitLook } from '../status';
import { clockText, whenText } from '../time';
import type { Crew } from '../types';
import { Facts, Section } from '../ui/Facts';
import { attempt } from '../ui/notice';
import { Shape, StateTag } from '../ui/Shape';
import { EventLog } from './EventLog';
import { Substitutes } from './Substitutes';

export function CrewCard({ crew }: { crew: Crew }) {
    const team = useTeam(crew);
    const shift = crew.shift ? `${whenText(crew.shift.from)} – ${whenText(crew.shift.until)}` : '';
    return (
        <>
            <header class="drawer-head">
                <p class="number">{t('noun.crew')}</p>
                <h2>{say(crew.name)}</h2>
                <p class="tags">
                    <StateTag look={crewLook(crew.state)}>{word('crew_state', crew.state)}</StateTag>
                    {crew.exposure && crew.exposure !== 'clean' && (
                        <StateTag look="dirty">{word('exposure', crew.exposure)}</StateTag>
                    )}
                </p>
            </header>
            <Word crew={crew} />
            <Visits crew={crew} />
            <Section title={t('crew.who')}>
                <Facts
                    rows={[
                        [t('crew.members'), listed(team.value.members)],
                        [t('crew.vehicle'), team.value.vehicle],
                        [t('crew.shift'), shift],
                        [
                            t('need.skills'),
                            listed(crew.skills.map((skill) => term('skills', skill))),
                        ],
                        [
                            t('crew.seen'),
                            crew.position?.at ? whenText(crew.position.at) : t('crew.unseen'),
                        ],
                    ]}
                />
            </Section>
            <Substitutes crew={crew} />
            <Stock crew={crew} />
            <EventLog noun="crew" id={crew.id} moved={crew.rev} />
        </>
    );
}

/** What a dispatcher hears from a crew and notes for it. */
function Word({ crew }: { crew: Crew }) {
    const inside = crew.state === 'at_gate' || crew.state === 'on_site';
    const dirty = !!crew.exposure && crew.exposure !== 'clean';
    const note = (work: () => Promise<unknown>, done: string) =>
        void attempt(async () => {
            await work();
            crews.put(await api.crewGet({ id: crew.id }));
        }, done);
    if (!inside && !dirty && !crew.checked_in_at) return null;
    return (
        <div class="actions action-row">
            {inside && mayCall('crew.check_in') && (
                <button
                    type="button"
                    class="action"
                    onClick={() => note(() => api.crewCheckIn({ id: crew.id }), t('crew.checked_in'))}
                >
                    {t('crew.check_in')}
                </button>
            )}
            {dirty && crew.vehicle && mayCall('vehicle.disinfected') && (
                <button
                    type="button"
                    class="action"
                    onClick={() =>
                        note(() => api.vehicleDisinfected({ id: crew.vehicle! }), t('crew.disinfected'))
                    }
                >
                    {t('crew.disinfect')}
                </button>
            )}
            {crew.checked_in_at && (
                <span class="muted">{t('crew.heard_of', { time: clockText(crew.checked_in_at) })}</span>
            )}
        </div>
    );
}

interface Team {
    members: string[];
    vehicle: string;
}

/** Names of the people and the plate of the vehicle. */
function useTeam(crew: Crew) {
    const team = useSignal<Team>({ members: [], vehicle: '' });
    useEffect(() => {
        const person = (id: string) =>
            api.personGet({ id }).then(
                (found) => {
                    const name = found.label ?? say(found.name);
                    return found.status === 'available'
                        ? name
                        : `${name} (${word('person_status', found.status)})`;
                },
                () => '',
            );
        const vehicle = crew.vehicle
            ? api.vehicleGet({ id: crew.vehicle }).then(
                  (found) => `${found.plate} · ${word('vehicle', found.kind)}`,
                  () => '',
              )
            : Promise.resolve('');
        void Promise.all([Promise.all((crew.members ?? []).map(person)), vehicle]).then(
            ([members, plate]) =>
                (team.value = { members: members.filter((name) => name !== ''), vehicle: plate }),
        );
    }, [crew.id, crew.rev]);
    return team;
}

function Visits({ crew }: { crew: Crew }) {
    const visits = visitsOfCrew.value.get(crew.id) ?? [];
    return (
        <Section title={t('crew.plan')}>
            {visits.length === 0 && <p class="muted">{t('crew.no_visits')}</p>}
            <ol class="visit-list">
                {visits.map((visit) => {
                    const job = jobs.at(visit.job).value;
                    return (
                        <li key={visit.id}>
                            <button type="button" onClick={() => select('job', visit.job)}>
                                <time>{clockText(visit.arrive_at)}</time>
                                <span>{job ? heading(job.title) : visit.job}</span>
                                <Shape look={visitLook(visit.state)} />
                                <span class="muted">{stateName(visit.state)}</span>
                            </button>
                        </li>
                    );
                })}
            </ol>
        </Section>
    );
}

function Stock({ crew }: { crew: Crew }) {
    if (!crew.stock?.length) return null;
    return (
        <Section title={t('crew.stock')}>
            <table class="stock">
                <tbody>
                    {crew.stock.map((part) => (
                        <tr key={part.item}>
                            <th scope="row">{term('items', part.item)}</th>
                            <td>{part.qty}</td>
                            <td class="muted">{(part.serials ?? []).slice(0, 6).join(' ')}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </Section>
    );
}
