/** What if: the next hours of the city played on a copy, with what is supposed to happen and without. */
import { useSignal } from '@preact/signals';
import { api, newKey } from '../../api';
import { amountText, heading, listed, say, t, word, type Key } from '../../i18n';
import { mayCall } from '../../rights';
import { policies, services, zones } from '../../state/city';
import { cityTime, fieldTime, now, whenText } from '../../time';
import { Facts } from '../../ui/Facts';
import { Field } from '../../ui/Field';
import { Link } from '../../ui/Link';
import { attempt } from '../../ui/notice';
import { Choice } from '../parts/Choice';
import { DataTable, type Column } from '../parts/DataTable';
import { ZoneMap } from '../parts/ZoneMap';
import { useList, useOne } from '../parts/read';
import type { PageProps } from '../pages';
import type { Rehearsal, Site, WhatHappens } from '../../gen/api';

export function Page({ rest }: PageProps) {
    useOne(() => zones.load(), ['zone']);
    return (
        <>
            <h2>{t('office.what_if')}</h2>
            {rest[0] ? <One id={rest[0]} key={rest[0]} /> : <All />}
        </>
    );
}

function All() {
    const rehearsals = useList<Rehearsal>(api.rehearsalList, ['rehearsal']);
    const columns: Column<Rehearsal>[] = [
        { id: 'asked', title: t('what_if.asked'), value: (one) => Date.parse(one.asked_at), cell: (one) => whenText(one.asked_at) },
        {
            id: 'what',
            title: t('what_if.what'),
            value: (one) => titleOf(one),
            cell: (one) => <Link to={`/office/what_if/${one.id}`}>{titleOf(one)}</Link>,
        },
        { id: 'by', title: t('what_if.by'), value: (one) => one.asked_by },
        { id: 'state', title: t('job.state'), value: (one) => word('choice', one.state), cell: (one) => <State of={one} /> },
    ];
    return (
        <>
            {mayCall('rehearsal.start') && <Ask />}
            <DataTable label={t('office.what_if')} rows={rehearsals.value} columns={columns} keyOf={(one) => one.id} sort="-asked" />
        </>
    );
}

/* ---- What is supposed, in words -------------------------------------------------------------- */

const zoneName = (id: string | undefined): string => say(zones.all.value.find((zone) => zone.id === id)?.name) || t('what_if.new_zone');

function textOf(what: WhatHappens): string {
    const at = what.at ? whenText(what.at) : t('what_if.at_once');
    const values = {
        at,
        zone: zoneName(what.zone),
        crews: what.crews ?? 0,
        factor: amountText(what.factor ?? 1),
        service: what.service ? say(services.value.get(what.service)?.title) || what.service : t('what_if.all_calls'),
        until: what.until ? whenText(what.until) : '',
    };
    if (what.kind === 'surge' && what.until) return t('what_if.said.surge_until', values);
    return t(`what_if.said.${what.kind}` as Key, values);
}

const titleOf = (one: Rehearsal): string => one.name || listed(one.happenings.map(textOf));

function State({ of }: { of: Rehearsal }) {
    if (of.state !== 'running') return <span class={of.state === 'failed' ? 'urgency urgency-tag-red' : ''}>{word('choice', of.state)}</span>;
    return (
        <span class="downloads">
            <progress max={100} value={of.percent ?? 0} aria-label={t('what_if.progress')} /> {of.percent ?? 0} %
        </span>
    );
}

/* ---- Asking ---------------------------------------------------------------------------------- */

type Draft = Record<'kind' | 'at' | 'until' | 'zone' | 'level' | 'site' | 'lon' | 'lat' | 'half_m' | 'crews' | 'factor' | 'service', string>;

const blank: Draft = { kind: 'seal', at: '', until: '', zone: '', level: '', site: '', lon: '', lat: '', half_m: '400', crews: '3', factor: '2', service: '' };

const placed = (draft: Draft) => (draft.lon ? { lon: Number(draft.lon), lat: Number(draft.lat) } : undefined);

function happening(draft: Draft): WhatHappens {
    const what: WhatHappens = { kind: draft.kind as WhatHappens['kind'] };
    if (draft.at) what.at = cityTime(draft.at);
    if (draft.kind === 'lose') what.crews = Number(draft.crews);
    if (draft.kind === 'surge') {
        what.factor = Number(draft.factor);
        if (draft.until) what.until = cityTime(draft.until);
        if (draft.service) what.service = draft.service;
    }
    if ((draft.kind === 'seal' || draft.kind === 'lift') && draft.zone) what.zone = draft.zone;
    else if (draft.kind === 'seal') {
        const [policy, level] = draft.level.split(' ');
        Object.assign(what, { place: placed(draft), half_m: Number(draft.half_m), policy, level });
    }
    return what;
}

/** One or more things that happen, and for how long to look. */
function Ask() {
    const places = useOne(() => api.siteList({ limit: 1000 }), []).value?.items ?? [];
    const drafts = useSignal<Draft[]>([blank]);
    const rest = useSignal({ name: '', hours: '4' });
    /** One key a wish: a second press of the button is the same what-if. */
    const key = useSignal(newKey());
    const change = (n: number, part: Partial<Draft>) => {
        drafts.value = drafts.value.map((draft, i) => (i === n ? { ...draft, ...part } : draft));
        key.value = newKey();
    };
    const submit = (event: SubmitEvent) => {
        event.preventDefault();
        void attempt(async () => {
            await api.rehearsalStart(
                {
                    ...(rest.value.name && { name: rest.value.name }),
                    hours: Number(rest.value.hours),
                    happenings: drafts.value.map(happening),
                },
                { key: key.value },
            );
            key.value = newKey();
        }, t('what_if.started'));
    };
    return (
        <section class="card" aria-label={t('what_if.ask')}>
            <h3>{t('what_if.ask')}</h3>
            <p class="muted">{t('what_if.hint')}</p>
            <form class="command-form flat" onSubmit={submit}>
                {drafts.value.map((draft, n) => (
                    <Happening key={n} draft={draft} places={places} set={(part) => change(n, part)} remove={n > 0 ? () => (drafts.value = drafts.value.filter((_, i) => i !== n)) : undefined} />
                ))}
                <Typed label={t('what_if.hours')} type="number" min={0.5} max={24} step={0.5} required value={rest.value.hours} set={(hours) => (rest.value = { ...rest.value, hours })} />
                <Typed label={t('what_if.name')} type="text" value={rest.value.name} set={(name) => (rest.value = { ...rest.value, name })} />
                <p class="downloads">
                    <button type="button" class="action" onClick={() => (drafts.value = [...drafts.value, blank])}>
                        {t('what_if.more')}
                    </button>
                    <button type="submit" class="primary">
                        {t('what_if.play')}
                    </button>
                </p>
            </form>
        </section>
    );
}

interface TypedProps {
    label: string;
    value: string;
    set(value: string): void;
    type: 'text' | 'number' | 'datetime-local';
    min?: number;
    max?: number;
    step?: number;
    required?: boolean;
}

function Typed({ label, set, ...input }: TypedProps) {
    return (
        <Field label={label} required={input.required}>
            <input {...(input as typeof input & { type: 'number' })} maxLength={input.type === 'text' ? 200 : undefined} onInput={(event) => set(event.currentTarget.value)} />
        </Field>
    );
}

interface HappeningProps {
    draft: Draft;
    places: Site[];
    set(part: Partial<Draft>): void;
    remove?(): void;
}

const kinds = ['seal', 'lift', 'lose', 'surge'] as const;

function Happening({ draft, places, set, remove }: HappeningProps) {
    const levels = [...policies.value.values()].flatMap((policy) =>
        policy.levels.map((level): [string, string] => [`${policy.id} ${String(level.id)}`, `${say(policy.title)} · ${say(level.name as Parameters<typeof say>[0])}`]),
    );
    const byName = (list: { id: string; name?: Parameters<typeof say>[0] }[]) => list.map((one): [string, string] => [one.id, say(one.name)]);
    const middle = placed(draft);
    const around = (site: string) => {
        const place = places.find((one) => one.id === site)?.place;
        set({ site, lon: place ? String(place.lon) : '', lat: place ? String(place.lat) : '' });
    };
    return (
        <fieldset class="part">
            <legend>{t('what_if.happens')}</legend>
            <Choice label={t('what_if.kind')} value={draft.kind} set={(kind) => set({ kind: kind || 'seal' })} options={kinds.map((kind) => [kind, t(`what_if.kind.${kind}` as Key)])} required />
            <Typed label={t('what_if.at')} type="datetime-local" value={draft.at || fieldTime(new Date(now.peek()).toISOString())} set={(at) => set({ at })} />
            {(draft.kind === 'seal' || draft.kind === 'lift') && (
                <Choice label={t('what_if.zone')} value={draft.zone} set={(zone) => set({ zone })} empty={draft.kind === 'seal' ? t('what_if.new_zone') : t('form.choose')} options={byName(zones.all.value)} required={draft.kind === 'lift'} />
            )}
            {draft.kind === 'seal' && !draft.zone && (
                <>
                    <Choice label={t('what_if.around')} value={draft.site} set={around} empty={draft.lon ? t('what_if.on_map') : undefined} options={byName(places)} required={!draft.lon} />
                    <ZoneMap drafted={middle ? { ...middle, half_m: Number(draft.half_m) } : null} pick={({ lon, lat }) => set({ site: '', lon: String(lon), lat: String(lat) })} />
                    <Typed label={t('what_if.half_m')} type="number" min={20} max={20000} required value={draft.half_m} set={(half_m) => set({ half_m })} />
                    <Choice label={t('what_if.level')} value={draft.level} set={(level) => set({ level })} options={levels} required />
                </>
            )}
            {draft.kind === 'lose' && <Typed label={t('what_if.crews')} type="number" min={1} max={1000} step={1} required value={draft.crews} set={(crews) => set({ crews })} />}
            {draft.kind === 'surge' && (
                <>
                    <Typed label={t('what_if.factor')} type="number" min={0} max={100} step={0.1} required value={draft.factor} set={(factor) => set({ factor })} />
                    <Choice label={t('what_if.service')} value={draft.service} set={(service) => set({ service })} empty={t('what_if.all_calls')} options={[...services.value.values()].map((one) => [one.id, say(one.title)])} />
                    <Typed label={t('what_if.until')} type="datetime-local" value={draft.until} set={(until) => set({ until })} />
                </>
            )}
            {remove && (
                <p class="downloads">
                    <button type="button" class="action" onClick={remove}>
                        {t('what_if.remove')}
                    </button>
                </p>
            )}
        </fieldset>
    );
}

/* ---- One of them ----------------------------------------------------------------------------- */

type Figures = Record<string, unknown>;
interface Kpis {
    all: Figures;
    services: Record<string, Figures>;
    waiting_for_a_crew?: { reason?: { zh: string; en: string } }[];
}
interface Result {
    kpis: Kpis;
    as_it_is?: Kpis;
    breaks: string[];
}

function One({ id }: { id: string }) {
    const one = useOne<Rehearsal>(() => api.rehearsalGet({ id }), ['rehearsal'], [id]).value;
    if (!one) return null;
    const result = one.result as unknown as Result | undefined;
    return (
        <div class="stack">
            <p>
                <Link to="/office/what_if">{t('what_if.back')}</Link>
            </p>
            <Facts
                rows={[
                    [t('what_if.what'), listed(one.happenings.map(textOf))],
                    [t('what_if.hours'), amountText(one.hours)],
                    [t('what_if.from'), one.from && whenText(one.from)],
                    [t('what_if.by'), `${one.asked_by} · ${whenText(one.asked_at)}`],
                    [t('job.state'), <State of={one} />],
                    [t('what_if.why'), one.why],
                    [t('what_if.breaks'), result?.breaks.length ? listed(result.breaks) : undefined],
                ]}
            />
            {result && <Compared result={result} />}
            {result && <ByService result={result} />}
            {result && (
                <p>
                    <button type="button" class="action" onClick={() => void attempt(() => savePage(one))}>
                        {t('what_if.page')}
                    </button>
                </p>
            )}
        </div>
    );
}

/** The page is a file of its own: it needs neither the server nor a network. */
async function savePage(one: Rehearsal): Promise<void> {
    const { text, type } = await api.rehearsalPage({ id: one.id });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = `what-if-${one.asked_at.slice(0, 16).replace(/\D/g, '')}.html`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const shown = [
    'calls', 'done', 'open', 'late', 'on_time_share', 'response_p50_min', 'response_p90_min', 'response_p99_min', 'unassigned',
    'promises', 'promises_kept_share', 'promises_moved', 'plan_changes_per_crew', 'km', 'crew_hours_used', 'overtime_h', 'waiting_h',
] as const;

function figureText(id: string, value: unknown): string {
    if (typeof value !== 'number') return '–';
    return id.endsWith('_share') ? `${amountText(100 * value, 1)} %` : amountText(value, 1);
}

function difference(id: string, was: unknown, is: unknown): string {
    if (typeof was !== 'number' || typeof is !== 'number') return '';
    const by = id.endsWith('_share') ? 100 * (is - was) : is - was;
    const rounded = Math.round(by * 10) / 10;
    return rounded === 0 ? '=' : `${rounded > 0 ? '+' : '−'}${amountText(Math.abs(rounded), 1)}`;
}

interface Line {
    id: string;
    name: string;
    was: unknown;
    is: unknown;
}

const lineColumns = (title: string, kind: (line: Line) => string): Column<Line>[] => [
    { id: 'name', title, value: (line) => line.name },
    { id: 'was', title: t('what_if.as_it_is'), number: true, value: (line) => figureText(kind(line), line.was) },
    { id: 'is', title: t('what_if.supposed'), number: true, value: (line) => figureText(kind(line), line.is) },
    { id: 'by', title: t('what_if.difference'), number: true, value: (line) => difference(kind(line), line.was, line.is) },
];

function Compared({ result }: { result: Result }) {
    const rows = shown.map((id) => ({ id, name: t(`what_if.figure.${id}` as Key), was: result.as_it_is?.all[id], is: result.kpis.all[id] }));
    return <DataTable whole label={t('what_if.compared')} rows={rows} columns={lineColumns(t('what_if.figure'), (line) => line.id)} keyOf={(line) => line.id} />;
}

function ByService({ result }: { result: Result }) {
    const rows = Object.entries(result.kpis.services).map(([id, figures]) => ({
        id,
        name: heading(services.value.get(id)?.title) || id,
        was: result.as_it_is?.services[id]?.on_time_share,
        is: figures.on_time_share,
    }));
    return <DataTable whole label={t('what_if.by_service')} rows={rows} columns={lineColumns(t('round.service'), () => 'on_time_share')} keyOf={(line) => line.id} />;
}
