/** Rosters: posts that are manned in shifts, who stands when, where there is a gap and why. */
import { useSignal } from '@preact/signals';
import { api } from '../../api';
import { amountText, listed, say, t, word } from '../../i18n';
import { mayCall } from '../../rights';
import { whenText } from '../../time';
import { Facts } from '../../ui/Facts';
import { Link } from '../../ui/Link';
import { attempt } from '../../ui/notice';
import { FoldedForm } from '../parts/CommandForm';
import { DataTable, type Column } from '../parts/DataTable';
import { useOrgs, type Named } from '../parts/people';
import { useList, useOne } from '../parts/read';
import type { PageProps } from '../pages';
import type { Alarm, Duty, DutySubstitute, Post, Roster, RosterCover } from '../../gen/api';

export function Page({ rest }: PageProps) {
    const orgs = useOrgs();
    return (
        <>
            <h2>{t('office.rosters')}</h2>
            {rest[0] ? <One id={rest[0]} key={rest[0]} orgs={orgs} /> : <All orgs={orgs} />}
        </>
    );
}

const spanText = (of: { from: string; until: string }) => `${whenText(of.from)} – ${whenText(of.until)}`;

function gapText(roster: Roster): string {
    if (roster.gap_places === 0) return t('roster.no_gap');
    return t(roster.gap_places === roster.gap_places_least ? 'roster.gaps_proved' : 'roster.gaps_found', { n: roster.gap_places });
}

function Gap({ of }: { of: Roster }) {
    return <span class={of.gap_places ? 'urgency urgency-tag-red' : ''}>{gapText(of)}</span>;
}

function All({ orgs }: { orgs: Named }) {
    const rosters = useList<Roster>(api.rosterList, ['roster']);
    const posts = useList<Post>(api.postList, ['post']);
    const columns: Column<Roster>[] = [
        {
            id: 'number',
            title: t('roster.number'),
            value: (one) => one.number,
            cell: (one) => <Link to={`/office/rosters/${one.id}`}>{one.number}</Link>,
        },
        { id: 'span', title: t('roster.days'), value: (one) => Date.parse(one.from), cell: spanText },
        { id: 'posts', title: t('roster.posts'), number: true, value: (one) => one.posts },
        { id: 'gap', title: t('roster.gap'), value: gapText, cell: (one) => <Gap of={one} /> },
        { id: 'state', title: t('job.state'), value: (one) => word('choice', one.state) },
    ];
    const postColumns: Column<Post>[] = [
        { id: 'name', title: t('roster.post'), value: (post) => say(post.name) },
        { id: 'org', title: t('roster.unit'), value: (post) => orgs.name(post.org ?? undefined) },
        {
            id: 'shifts',
            title: t('roster.shifts'),
            value: (post) => listed(post.shifts.map((shift) => `${shift.from}–${shift.until} × ${shift.people}`)),
        },
    ];
    return (
        <>
            <DataTable label={t('office.rosters')} rows={rosters.value} columns={columns} keyOf={(one) => one.id} sort="-span" />
            <FoldedForm title={t('roster.plan')} command="roster.plan" only={['org', 'from', 'days', 'rules']} choices={{ org: orgs.choices }} first={{ days: 7, 'rules.lend': true }} />
            <h3>{t('roster.posts')}</h3>
            <DataTable label={t('roster.posts')} rows={posts.value} columns={postColumns} keyOf={(post) => post.id} sort="name" />
            <FoldedForm title={t('roster.new_post')} command="post.create" only={['name', 'org', 'shifts']} choices={{ org: orgs.choices }} />
        </>
    );
}

/* ---- One of them ----------------------------------------------------------------------------- */

function One({ id, orgs }: { id: string; orgs: Named }) {
    const roster = useOne<Roster>(() => api.rosterGet({ id }), ['roster'], [id]).value;
    const cover = useOne<RosterCover>(() => api.rosterCover({ id }), ['roster', 'duty'], [id]).value;
    if (!roster) return null;
    return (
        <div class="stack">
            <p>
                <Link to="/office/rosters">{t('roster.back')}</Link>
            </p>
            <Facts
                rows={[
                    [t('roster.number'), roster.number],
                    [t('roster.days'), spanText(roster)],
                    [t('job.state'), word('choice', roster.state)],
                    [t('roster.gap'), <Gap of={roster} />],
                    [t('roster.shortage'), roster.shortage && `${say(roster.shortage.text)} (${spanText(roster.shortage)})`],
                    [t('roster.people'), t('roster.people_of', { used: roster.people_used, least: roster.people_least })],
                    [t('roster.most_h'), amountText(roster.most_h)],
                    [t('roster.borrows'), roster.borrows && listed(roster.borrows.map((one) => `${orgs.name(one.org)} (${one.places})`))],
                    [t('roster.gap_min'), cover && amountText(cover.gap_min)],
                    [t('roster.unsigned'), cover && `${cover.changes_unsigned} / ${cover.changes}`],
                ]}
            />
            {roster.state === 'draft' && mayCall('roster.issue') && (
                <p>
                    <button type="button" class="primary" onClick={() => void attempt(() => api.rosterIssue({ id }), t('roster.issued'))}>
                        {t('roster.issue')}
                    </button>
                </p>
            )}
            <FoldedForm title={t('roster.replan')} command="roster.replan" fixed={{ id }} only={['reason']} />
            <Duties id={id} issued={roster.state === 'issued'} />
        </div>
    );
}

/** Which shifts nobody has taken over in time, by their ids. */
function useMissing(): Map<string, Alarm> {
    const open = useList<Alarm>((page) => api.alarmList({ open: true, ...page }), ['alarm']).value ?? [];
    return new Map(open.filter((alarm) => alarm.kind === 'no_relief').map((alarm) => [alarm.about, alarm]));
}

function StateOf({ duty, missing }: { duty: Duty; missing: Alarm | undefined }) {
    if (!missing) return <>{word('duty', duty.state)}</>;
    return (
        <span class="urgency urgency-tag-red" title={say(missing.text)}>
            {t('roster.no_relief')}
        </span>
    );
}

function Duties({ id, issued }: { id: string; issued: boolean }) {
    const duties = useList<Duty>((page) => api.dutyList({ roster: id, ...page }), ['duty', 'roster'], [id]);
    const missing = useMissing();
    const posts = new Map((useList<Post>(api.postList, ['post']).value ?? []).map((post) => [post.id, say(post.name)]));
    const columns: Column<Duty>[] = [
        { id: 'from', title: t('roster.shift'), value: (duty) => Date.parse(duty.from), cell: spanText },
        { id: 'post', title: t('roster.post'), value: (duty) => posts.get(duty.post) ?? '' },
        { id: 'who', title: t('roster.who'), value: (duty) => `${say(duty.person_name)}${duty.lent ? ` (${t('roster.lent')})` : ''}` },
        {
            id: 'state',
            title: t('job.state'),
            value: (duty) => (missing.has(duty.id) ? t('roster.no_relief') : word('duty', duty.state)),
            cell: (duty) => <StateOf duty={duty} missing={missing.get(duty.id)} />,
        },
        { id: 'act', title: t('table.action'), value: () => '', cell: (duty) => (issued ? <Acts duty={duty} /> : null) },
    ];
    const texts = [...new Set((duties.value ?? []).flatMap((duty) => say(missing.get(duty.id)?.text) || []))];
    return (
        <>
            {texts.length > 0 && (
                <ul class="alarm alarm-urgent" aria-label={t('roster.no_relief')}>
                    {texts.map((text) => (
                        <li key={text}>{text}</li>
                    ))}
                </ul>
            )}
            <DataTable label={t('roster.duties')} rows={duties.value} columns={columns} keyOf={(duty) => duty.id} sort="from" />
        </>
    );
}

/** Somebody falls out: who could stand the shift, best first, and one press puts them there. */
function Acts({ duty }: { duty: Duty }) {
    const others = useSignal<DutySubstitute[] | undefined>(undefined);
    if (!mayCall('duty.substitute') || duty.substituted_by || duty.state === 'relieved' || duty.state === 'on') return null;
    const look = () => attempt(async () => (others.value = (await api.dutySubstitutes({ id: duty.id })).items.slice(0, 5)));
    const take = (person: string) => attempt(() => api.dutySubstitute({ id: duty.id, person }), t('roster.substituted'));
    if (!others.value)
        return (
            <button type="button" class="action" onClick={() => void look()}>
                {t('roster.substitutes')}
            </button>
        );
    if (others.value.length === 0) return <span>{t('roster.nobody')}</span>;
    return (
        <span class="tags">
            {others.value.map((one) => (
                <button key={one.person} type="button" class="action" onClick={() => void take(one.person)}>
                    {t('roster.takes', { who: say(one.name), hours: amountText(one.hours_week) })}
                </button>
            ))}
        </span>
    );
}
