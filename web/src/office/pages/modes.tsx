/** Modes: what is in force, the plans, what a plan would change, who has acknowledged. */
import { useSignal } from '@preact/signals';
import { api, newKey, session } from '../../api';
import type { Mode, ModePreview } from '../../gen/api';
import { say, t, word } from '../../i18n';
import { mayCall } from '../../rights';
import { zones } from '../../state/city';
import { whenText } from '../../time';
import { Facts, Section } from '../../ui/Facts';
import { Field } from '../../ui/Field';
import { Link } from '../../ui/Link';
import { attempt } from '../../ui/notice';
import { ReasonField } from '../../ui/ReasonField';
import { Choice } from '../parts/Choice';
import { DataTable, type Column } from '../parts/DataTable';
import { useList, useOne } from '../parts/read';
import type { PageProps } from '../pages';

export function Page({ rest }: PageProps) {
    if (rest[0]) return <One id={rest[0]} />;
    return (
        <>
            <h2>{t('office.modes')}</h2>
            <Now />
            {mayCall('mode.switch') && <Switch />}
            <All />
        </>
    );
}

function Now() {
    const now = useOne(() => api.modeAt({}), ['mode']).value;
    if (!now) return null;
    const changed = now.parameters.filter((one) => one.value !== one.normal);
    return (
        <section class="card" aria-label={t('mode.now')}>
            <h3>
                {now.emergency ? t('mode.emergency') : t('mode.normal')}
                {now.level && ` · ${t('mode.level', { level: now.level })}`}
            </h3>
            <p>{now.names.map(say).join(' · ')}</p>
            <Facts
                rows={[
                    ...changed.map((one): [string, string] => [
                        say(one.name),
                        `${one.normal} → ${one.value} ${one.unit ?? ''}`,
                    ]),
                    ...now.channels.map((one): [string, string] => [
                        say(one.name),
                        t(one.open ? 'mode.open' : 'mode.closed'),
                    ]),
                ]}
            />
        </section>
    );
}

/** First what it would change, then one button. */
function Switch() {
    const plans = useOne(() => api.contingencyList({}), []).value?.items ?? [];
    useOne(() => zones.load(), ['zone']);
    const orgs = useOne(() => api.orgList({ limit: 1000 }), ['org']).value?.items ?? [];
    const wish = useSignal({ plan: '', level: '', scope: '', reason: '' });
    const preview = useSignal<ModePreview | null>(null);
    /** One key a wish: a second press of the button is the same switch. */
    const key = useSignal(newKey());
    const set = (part: Partial<typeof wish.value>) => {
        wish.value = { ...wish.value, ...part };
        preview.value = null;
        key.value = newKey();
    };
    const args = () => {
        const [kind, id] = wish.value.scope.split(' ');
        return {
            plan: wish.value.plan,
            ...(wish.value.level && { level: wish.value.level as Mode['level'] }),
            ...(kind === 'zone' && { zone: id }),
            ...(kind === 'org' && { org: id }),
        };
    };
    const look = (event: SubmitEvent) => {
        event.preventDefault();
        void attempt(async () => (preview.value = await api.modePreview(args())));
    };
    const act = () =>
        attempt(async () => {
            await api.modeSwitch({ ...args(), reason: wish.value.reason }, { key: key.value });
            set({ plan: '', reason: '' });
        }, t('mode.switched'));

    return (
        <section class="card" aria-label={t('mode.switch')}>
            <h3>{t('mode.switch')}</h3>
            <form class="command-form flat" onSubmit={look}>
                <Choice
                    label={t('mode.plan')}
                    value={wish.value.plan}
                    set={(plan) => set({ plan })}
                    options={plans.map((plan) => [plan.id, say(plan.name)])}
                    required
                />
                <Choice
                    label={t('mode.level_label')}
                    value={wish.value.level}
                    set={(level) => set({ level })}
                    options={['I', 'II', 'III', 'IV'].map((level) => [level, t('mode.level', { level })])}
                />
                <Choice
                    label={t('mode.scope')}
                    value={wish.value.scope}
                    set={(scope) => set({ scope })}
                    empty={t('mode.city')}
                    options={[
                        ...zones.all.value.map((zone): [string, string] => [`zone ${zone.id}`, say(zone.name)]),
                        ...orgs.map((org): [string, string] => [`org ${org.id}`, say(org.name)]),
                    ]}
                />
                <Field label={t('arg.reason')} required>
                    <textarea
                        rows={2}
                        required
                        maxLength={4000}
                        value={wish.value.reason}
                        onInput={(event) => (wish.value = { ...wish.value, reason: event.currentTarget.value })}
                    />
                </Field>
                <button type="submit" class="action">
                    {t('mode.preview')}
                </button>
            </form>
            {preview.value && (
                <>
                    <Effects of={preview.value} />
                    <p>
                        {preview.value.approval
                            ? t('mode.waits', { until: whenText(preview.value.until) })
                            : t('mode.at_once', { until: whenText(preview.value.until) })}
                    </p>
                    <button type="button" class="primary" onClick={() => void act()}>
                        {t('mode.do', { name: say(preview.value.name) })}
                    </button>
                </>
            )}
        </section>
    );
}

/** Everything that a mode changes, in words. */
function Effects({ of }: { of: ModePreview | Mode }) {
    return (
        <div class="effects">
            <Section title={t('mode.parameters')}>
                <Facts
                    rows={of.parameters.map((one) => [
                        say(one.name),
                        `${one.normal} → ${one.value} ${one.unit ?? ''}`,
                    ])}
                />
            </Section>
            <Section title={t('mode.others')}>
                <Facts
                    rows={[
                        ...of.channels.map((one): [string, string] => [
                            say(one.name),
                            t(one.open ? 'mode.open' : 'mode.closed'),
                        ]),
                        ...of.priorities.map((one): [string, string] => [
                            t('mode.priority'),
                            `${one.services.join(' ')} ${one.more > 0 ? '+' : ''}${one.more}`,
                        ]),
                        [t('mode.vehicles'), of.vehicles.map((one) => one.plate).join(' · ')],
                        [t('mode.roster'), of.roster && say(of.roster.name)],
                        [t('mode.acknowledge'), String(of.acknowledgements.length)],
                    ]}
                />
            </Section>
            <Section title={t('mode.measures')}>
                <ul>
                    {of.measures.map((one) => (
                        <li key={one.id}>{say(one.name)}</li>
                    ))}
                </ul>
            </Section>
        </div>
    );
}

function All() {
    const modes = useList<Mode>(api.modeList, ['mode']);
    const columns: Column<Mode>[] = [
        {
            id: 'number',
            title: t('table.number'),
            value: (row) => row.number,
            cell: (row) => <Link to={`/office/modes/${row.id}`}>{row.number}</Link>,
        },
        { id: 'name', title: t('mode.plan'), value: (row) => say(row.name) },
        { id: 'level', title: t('mode.level_label'), value: (row) => row.level },
        { id: 'scope', title: t('mode.scope'), value: (row) => say(row.scope_name) || t('mode.city') },
        { id: 'state', title: t('job.state'), value: (row) => word('choice', row.state) },
        { id: 'from', title: t('arg.from'), value: (row) => row.from, cell: (row) => whenText(row.from) },
        { id: 'until', title: t('arg.until'), value: (row) => row.until, cell: (row) => whenText(row.until) },
        {
            id: 'said',
            title: t('mode.acknowledged'),
            value: (row) => row.acknowledgements.filter((one) => one.at).length,
            cell: (row) => `${row.acknowledgements.filter((one) => one.at).length} / ${row.acknowledgements.length}`,
        },
    ];
    return (
        <DataTable label={t('office.modes')} rows={modes.value} columns={columns} keyOf={(row) => row.id} sort="-number" />
    );
}

function One({ id }: { id: string }) {
    const mode = useOne(() => api.modeGet({ id }), ['mode'], [id]).value;
    if (!mode) return null;
    return (
        <>
            <h2>
                <Link to="/office/modes">{t('office.modes')}</Link> · {mode.number} {say(mode.name)}
            </h2>
            <section class="card" aria-label={mode.number}>
                <p>{say(mode.matter)}</p>
                <Facts
                    rows={[
                        [t('job.state'), word('choice', mode.state)],
                        [t('mode.level_label'), mode.level],
                        [t('mode.scope'), say(mode.scope_name) || t('mode.city')],
                        [t('arg.from'), mode.from && whenText(mode.from)],
                        [t('arg.until'), mode.until && whenText(mode.until)],
                        [t('approval.asked'), `${mode.asked_by} · ${whenText(mode.asked_at)}`],
                        [t('arg.reason'), mode.reason],
                        [t('mode.ended'), mode.ended_at && `${mode.ended_by} · ${whenText(mode.ended_at)}`],
                    ]}
                />
                {mode.approval && <Link to={`/office/approvals/${mode.approval}`}>{t('mode.to_approval')}</Link>}
                {mode.state === 'active' && mayCall('mode.end') && <End mode={mode} />}
            </section>
            <Board mode={mode} />
            <section class="card" aria-label={t('mode.parameters')}>
                <Effects of={mode} />
            </section>
        </>
    );
}

function End({ mode }: { mode: Mode }) {
    const reason = useSignal('');
    const end = (event: SubmitEvent) => {
        event.preventDefault();
        void attempt(() => api.modeEnd({ id: mode.id, reason: reason.value }), t('mode.restored'));
    };
    return (
        <form class="tags" onSubmit={end}>
            <ReasonField label={t('arg.reason')} reason={reason} grow />
            <button type="submit" class="action">
                {t('mode.back')}
            </button>
        </form>
    );
}

/** Who has said that they have switched; a late one stands out. */
function Board({ mode }: { mode: Mode }) {
    const said = mode.acknowledgements.filter((one) => one.at).length;
    const own = session.value?.user.org;
    const may = (org: string) =>
        mode.state === 'active' && mayCall('mode.acknowledge') && (!own || own === org);
    const acknowledge = (org: string) => attempt(() => api.modeAcknowledge({ id: mode.id, org }), t('mode.said'));
    if (mode.acknowledgements.length === 0) return null;
    return (
        <section class="card" aria-label={t('mode.board')}>
            <h3>
                {t('mode.board')} · {said} / {mode.acknowledgements.length}
            </h3>
            <ul class="board">
                {mode.acknowledgements.map((one) => (
                    <li key={one.org} class={one.at ? 'said' : one.late ? 'late' : ''}>
                        <b>{say(one.name)}</b>
                        {one.at ? (
                            <span>
                                ✓ {whenText(one.at)} · {one.by}
                            </span>
                        ) : (
                            <span>
                                {one.late ? `▲ ${t('mode.late')}` : t('approval.paper_due', { time: whenText(one.due_at) })}
                            </span>
                        )}
                        {!one.at && may(one.org) && (
                            <button type="button" class="action" onClick={() => void acknowledge(one.org)}>
                                {t('mode.say')}
                            </button>
                        )}
                    </li>
                ))}
            </ul>
        </section>
    );
}
